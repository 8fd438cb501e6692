import { DuckDBInstance } from '@duckdb/node-api';

/** The second way: what DuckDB says of the files, without any code of ours. Every value comes back as text or null. */
export async function askDuckDb(sql: string): Promise<Record<string, string | null>[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const statements = sql.split(';').filter((statement) => statement.trim() !== '');
    for (const statement of statements.slice(0, -1)) await connection.run(statement);
    const reader = await connection.runAndReadAll(statements.at(-1) as string);
    return reader
      .getRowObjects()
      .map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [name, value === null ? null : String(value)]),
        ),
      );
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** As text: DuckDB guesses no type. */
export function csvTable(name: string, files: string): string {
  return `create table ${name} as select * from read_csv('${files}', header = true, all_varchar = true, quote = '"', escape = '"', delim = ',');`;
}
