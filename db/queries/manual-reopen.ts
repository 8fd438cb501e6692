import { sql } from 'kysely';
import type { SideName } from '#core/reconcile/line.ts';
import type { Trx } from '../transaction.ts';
import type { FoundByHand } from './reconcile-manual-pass.ts';
import type { RunScope } from './reconcile-scope.ts';

/** A line as it is stored and shown: decimal text. */
export interface LineValue {
  amount: string;
  currency: string;
  date: string | null;
}

/** A line that is not what it was when it was matched; `after` is null where it is no line any more. */
export interface StoredMove {
  side: SideName;
  record_key: string;
  before: LineValue;
  after: LineValue | null;
}

/** A match that a run ended, and why. */
export interface ReopenedByHand {
  matchId: string;
  madeBy: string;
  moved: StoredMove[];
}

/** Takes the reconciliation's turn at what people do by hand, until the transaction ends: one after the other. */
export async function lockByHand(trx: Trx, reconciliationId: number): Promise<void> {
  await sql`
    select from reconciliations where reconciliation_id = ${reconciliationId} for no key update`.execute(trx);
}

/** The next number; the caller holds the lock. */
export async function nextOrder(trx: Trx, reconciliationId: number): Promise<string> {
  const { rows } = await sql<{ order: string }>`
    update reconciliations set manual_order = manual_order + 1 where reconciliation_id = ${reconciliationId}
    returning manual_order as order`.execute(trx);
  return (rows[0] as { order: string }).order;
}

/**
 * Notes in the run what it saw of matches by hand, and ends those whose lines moved. One that was undone meanwhile stays
 * undone. The lock is taken last, so that people wait for the end of a run, not for the whole of it.
 */
export async function storeByHand(
  trx: Trx,
  scope: RunScope,
  found: FoundByHand,
  by: { at: Date; actor: string },
): Promise<ReopenedByHand[]> {
  await sql`
    update runs set manual_order = ${found.order}, manual_hash = ${found.hash} where run_id = ${scope.runId}`.execute(
    trx,
  );
  if (!found.hasMoved) return [];
  await lockByHand(trx, found.reconciliationId);
  const order = await nextOrder(trx, found.reconciliationId);
  const value = (prefix: string, date: string) => sql`json_build_object(
    'amount', trim_scale(f.${sql.ref(`${prefix}amount`)})::text, 'currency', f.${sql.ref(`${prefix}currency`)},
    'date', f.${sql.ref(date)})`;
  const { rows } = await sql<ReopenedByHand>`
    update manual_matches h set state = 'reopened', ended_order = ${order}, ended_at = ${by.at}, ended_by = ${by.actor},
      ended_run = ${scope.runId}, moved = m.moved
    from (
      select f.match_id, jsonb_agg(json_build_object('side', case when f.is_left then 'left' else 'right' end,
          'record_key', f.record_key, 'before', ${value('', 'line_date')},
          'after', case when f.version is not null then ${value('now_', 'now_date')} end)
        order by f.is_left desc, f.record_key) as moved
      from hand_found f where f.has_moved group by f.match_id
    ) m
    where h.match_id = m.match_id and h.state = 'active'
    returning h.match_id as "matchId", h.made_by as "madeBy", h.moved`.execute(trx);
  if (rows.length > 0)
    await releaseLines(
      trx,
      rows.map(({ matchId }) => matchId),
    );
  return rows;
}

/** The lines of matches that ended may be matched again. */
export async function releaseLines(trx: Trx, matchIds: readonly string[]): Promise<void> {
  await sql`update manual_match_lines set is_active = false where match_id = any(${[...matchIds]}::uuid[])`.execute(
    trx,
  );
}
