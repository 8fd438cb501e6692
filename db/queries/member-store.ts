import { type RawBuilder, sql } from 'kysely';
import type { Trx } from '../transaction.ts';
import { readsWholeRest } from './reconcile-rest.ts';
import { ofOtherPasses, type RunScope } from './reconcile-scope.ts';
import { analyseResultsIfGrown } from './statistics.ts';

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

/** Only the date of a line may be null. */
const same = (a: string, b: string): RawBuilder<unknown> =>
  sql.join(
    COLUMNS.map((name) => {
      const [one, other] = [sql.ref(`${a}.${name}`), sql.ref(`${b}.${name}`)];
      return name === 'line_date'
        ? sql`coalesce(${one}, '-infinity') = coalesce(${other}, '-infinity')`
        : sql`${one} = ${other}`;
    }),
    sql` and `,
  );

/** Whether lines are picked one by one, or were when the tie-out was last run: if not, there is nothing to store or to end. */
export async function picksLines(trx: Trx, scope: RunScope): Promise<boolean> {
  if (readsWholeRest(scope) || scope.byHand) return true;
  const tieOut = sql.lit(scope.tieOutId);
  const { rows } = await sql<{ any: boolean }>`
    select exists (select from match_members where tie_out_id = ${tieOut} and to_run is null)
      or exists (select from matches m where m.tie_out_id = ${tieOut} and m.to_run is null and ${ofOtherPasses(scope)})
      or exists (select from suggestions where tie_out_id = ${tieOut})
      or exists (select from suggestion_lines where tie_out_id = ${tieOut}) as any`.execute(trx);
  return rows[0]?.any ?? false;
}

/** Table `moved_members` where no line is picked. */
export async function noMembersMoved(trx: Trx): Promise<void> {
  await sql`
    drop table if exists moved_members;
    create temporary table moved_members (line_key_hash bigint) on commit drop`.execute(trx);
}

/**
 * Makes the stored lines of the tie-out's matches those of `members`: what is unchanged is not written. Leaves table
 * `moved_members (line_key_hash)`: the keys of lines that a match took or gave back.
 */
export async function storeMembers(trx: Trx, scope: RunScope): Promise<void> {
  const tieOut = sql.lit(scope.tieOutId);
  const active = sql`select ${columns('m')} from match_members m where m.tie_out_id = ${tieOut} and m.to_run is null`;
  const either = COLUMNS.map(
    (name) => sql`coalesce(${sql.ref(`n.${name}`)}, ${sql.ref(`m.${name}`)}) as ${sql.ref(name)}`,
  );
  await sql`drop table if exists moved_members`.execute(trx);
  await sql`analyze members`.execute(trx);
  await sql`
    create temporary table moved_members on commit drop as
    select ${sql.join(either)}, n.key_hash is null as is_ended
    from members n full join (${active}) m on ${same('m', 'n')}
    where n.key_hash is null or m.key_hash is null`.execute(trx);
  await sql`
    update match_members m set to_run = ${scope.runId} from moved_members g
    where g.is_ended and m.tie_out_id = ${tieOut} and m.to_run is null and ${same('m', 'g')}`.execute(trx);
  const begun = await sql`
    insert into match_members (tie_out_id, from_run, ${sql.join(COLUMNS.map((name) => sql.ref(name)))})
    select ${tieOut}, ${sql.lit(scope.runId)}::bigint, ${columns('g')} from moved_members g
    where not g.is_ended order by g.key_hash`.execute(trx);
  await analyseResultsIfGrown(trx, 'match_members', begun);
}
