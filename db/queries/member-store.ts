import { type RawBuilder, sql } from 'kysely';
import type { Trx } from '../transaction.ts';
import type { RunScope } from './reconcile-scope.ts';

const COLUMNS = [
  'pass',
  'key_hash',
  'match_key',
  'currency',
  'is_left',
  'line_key_hash',
  'record_hash',
  'record_key',
  'version',
  'line_currency',
  'amount',
  'line_date',
] as const;

const columns = (alias: string): RawBuilder<unknown> =>
  sql.join(COLUMNS.map((name) => sql.ref(`${alias}.${name}`)));

/**
 * Makes the stored lines of the tie-out's matches those of `members`: what is unchanged is not written. Leaves table
 * `moved_members (line_key_hash)`: the keys of lines that a match took or gave back.
 */
export async function storeMembers(trx: Trx, scope: RunScope): Promise<void> {
  const tieOut = sql.lit(scope.tieOutId);
  await sql`drop table if exists moved_members`.execute(trx);
  await sql`analyze members`.execute(trx);
  await sql`
    create temporary table moved_members (line_key_hash bigint) on commit drop`.execute(trx);
  await sql`
    with ended as (
      update match_members m set to_run = ${scope.runId}
      where m.tie_out_id = ${tieOut} and m.to_run is null and not exists (
        select from members n where n.key_hash = m.key_hash and (${columns('n')}) is not distinct from (${columns('m')}))
      returning m.line_key_hash
    ) insert into moved_members select line_key_hash from ended`.execute(trx);
  await sql`
    with begun as (
      insert into match_members (tie_out_id, from_run, ${sql.join(COLUMNS.map((name) => sql.ref(name)))})
      select ${tieOut}, ${sql.lit(scope.runId)}::bigint, ${columns('n')} from members n
      where not exists (
        select from match_members m where m.tie_out_id = ${tieOut} and m.to_run is null and m.key_hash = n.key_hash
          and (${columns('m')}) is not distinct from (${columns('n')}))
      order by n.key_hash
      returning line_key_hash
    ) insert into moved_members select line_key_hash from begun`.execute(trx);
}
