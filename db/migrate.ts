import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Migration, type MigrationProvider, Migrator, sql } from 'kysely';
import { Failure } from '#core/failure/failure.ts';
import type { Db } from './connection.ts';

const FOLDER = fileURLToPath(new URL('./migrations/', import.meta.url));

export class DatabaseIsNewer extends Failure {
  readonly kind = 'configuration';
  constructor(readonly unknown: readonly string[]) {
    super(
      `the database was migrated by a newer Tieout (unknown migrations: ${unknown.join(', ')})`,
      'Start the newer version, or point DATABASE_URL or --data at another database.',
    );
  }
}

export class MigrationFailed extends Failure {
  readonly kind = 'internal';
  constructor(
    readonly migration: string,
    readonly reason: string,
  ) {
    super(`migration ${migration} failed: ${reason}`, 'The database is as it was before this migration.');
  }
}

class SqlFiles implements MigrationProvider {
  async getMigrations(): Promise<Record<string, Migration>> {
    const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.sql')).sort();
    const entries = files.map(async (file): Promise<[string, Migration]> => {
      const text = await readFile(`${FOLDER}${file}`, 'utf8');
      return [file.replace(/\.sql$/, ''), { up: async (db) => void (await sql.raw(text).execute(db)) }];
    });
    return Object.fromEntries(await Promise.all(entries));
  }
}

/** Brings the database to this version. @throws DatabaseIsNewer, MigrationFailed */
export async function migrate(db: Db): Promise<string[]> {
  const provider = new SqlFiles();
  const known = await provider.getMigrations();
  const unknown = (await appliedMigrations(db)).filter((name) => !(name in known));
  if (unknown.length > 0) throw new DatabaseIsNewer(unknown);
  const { error, results = [] } = await new Migrator({ db, provider }).migrateToLatest();
  if (error) {
    const failed = results.find((result) => result.status === 'Error');
    throw new MigrationFailed(
      failed?.migrationName ?? '?',
      error instanceof Error ? error.message : String(error),
    );
  }
  return results.map((result) => result.migrationName);
}

async function appliedMigrations(db: Db): Promise<string[]> {
  const table = await sql<{
    present: boolean;
  }>`select to_regclass('kysely_migration') is not null as present`.execute(db);
  if (!table.rows[0]?.present) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.map((row) => row.name);
}
