import { sql } from 'kysely';
import type { Db } from '../connection.ts';
import type { JobState } from './jobs.ts';

/** How many jobs are in which state. */
export async function jobCounts(
  db: Db,
  entities: readonly string[],
): Promise<{ state: JobState; count: string }[]> {
  const { rows } = await sql<{ state: JobState; count: string }>`
    select state, count(*)::text as count from jobs where entity = any(${[...entities, '']}) group by state`.execute(
    db,
  );
  return rows;
}
