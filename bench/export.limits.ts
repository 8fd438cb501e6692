import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import exceljs from 'exceljs';
import { parquetWriteRows } from 'hyparquet-writer';
import copyStreams from 'pg-copy-streams';
import Cursor from 'pg-cursor';
import type { ExportRows } from '#db/queries/export-column.ts';
import type { ExportSession } from '#db/queries/export-session.ts';
import { schemaElements, unscaledRow } from './export.hyparquet.ts';
import { type Measured, measure } from './measure.ts';

/** The same columns, ordered alike, as PostgreSQL writes them: nothing guarded, normalised or synced. */
export async function plainCopy(session: ExportSession, rows: ExportRows, path: string): Promise<void> {
  const names = rows.columns.map(({ name }) => `x."${name}"`).join(', ');
  const order = rows.orderBy.map((name) => `x."${name}" collate "C"`).join(', ');
  const query = `copy (select ${names} from (${rows.sql}) x order by ${order}) to stdout with (format csv, header)`;
  await pipeline(session.client.query(copyStreams.to(query)), createWriteStream(path));
}

/** DuckDB writes the rows of an in-memory table, which was filled from our file and is not timed. */
export async function duckDbCopy(runs: number, source: string, path: string): Promise<Measured<unknown>> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`create table held as select * from read_parquet('${source}')`);
  const measured = await measure(runs, () => connection.run(`copy held to '${path}' (format parquet)`));
  connection.closeSync();
  instance.closeSync();
  return measured;
}

/** exceljs's streaming writer, fed by a cursor; amounts as numbers, as it is mostly used. */
export async function byExceljs(session: ExportSession, rows: ExportRows, path: string): Promise<void> {
  const workbook = new exceljs.stream.xlsx.WorkbookWriter({ filename: path });
  const sheet = workbook.addWorksheet('rows');
  sheet.addRow(rows.columns.map(({ name }) => name)).commit();
  const exact = new Set(['money', 'quantity', 'rate', 'integer']);
  for await (const row of cursorRows(session, rows)) {
    const cells = rows.columns.map(({ name, type }) => {
      const value = row[name];
      return exact.has(type) && value !== null ? Number(value) : value;
    });
    sheet.addRow(cells).commit();
  }
  await workbook.commit();
}

/** hyparquet-writer as it is meant to be used: rows of a cursor, decimals as unscaled BigInt. */
export async function byHyparquetWriter(
  session: ExportSession,
  rows: ExportRows,
  path: string,
): Promise<void> {
  const { fileWriter } = await import('hyparquet-writer/src/node.js');
  await parquetWriteRows({
    writer: fileWriter(path),
    rows: unscaled(session, rows),
    columns: rows.columns.map(({ name, nullable }) => ({ name, nullable })),
    schema: schemaElements(rows.columns),
    rowGroupSize: 100_000,
  });
}

async function* unscaled(session: ExportSession, rows: ExportRows): AsyncGenerator<Record<string, unknown>> {
  for await (const row of cursorRows(session, rows)) yield unscaledRow(row, rows.columns);
}

const FETCH = 5_000;

async function* cursorRows(
  session: ExportSession,
  rows: ExportRows,
): AsyncGenerator<Record<string, string | null>> {
  const names = rows.columns.map(({ name }) => `x."${name}"::text`).join(', ');
  const order = rows.orderBy.map((name) => `x."${name}" collate "C"`).join(', ');
  const cursor = session.client.query(
    new Cursor<Record<string, string | null>>(`select ${names} from (${rows.sql}) x order by ${order}`),
  );
  for (;;) {
    const batch = await cursor.read(FETCH);
    if (batch.length === 0) return;
    yield* batch;
  }
}
