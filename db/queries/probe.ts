import { sql } from 'kysely';
import type { Connection } from '../connection.ts';

/** Whether the database answers a trivial question. */
export async function databaseAnswers(connection: Connection): Promise<boolean> {
  await sql`select 1`.execute(connection.db);
  return true;
}
