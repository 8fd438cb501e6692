import { sql } from 'kysely';
import type { Connection } from '../connection.ts';

/** Whether the database answers a trivial question. */
export async function databaseAnswers(connection: Connection): Promise<boolean> {
  await sql`select 1`.execute(connection.db);
  return true;
}

/** @throws what the driver says when the database cannot be reached or does not let us in */
export async function serverVersion(connection: Connection): Promise<{ number: number; text: string }> {
  const { rows } = await sql<{ number: string; text: string }>`
    select current_setting('server_version_num') as number, current_setting('server_version') as text`.execute(
    connection.db,
  );
  return { number: Number(rows[0]?.number), text: String(rows[0]?.text) };
}
