import { type RawBuilder, sql } from 'kysely';
import type { SideName } from '#core/reconcile/line.ts';
import type { ReasonCode } from '#core/reconcile/reason.ts';
import type { Db } from '../connection.ts';
import type { ManualOrigin, StoredExplained } from '../schema/manual-matches.table.ts';
import type { Trx } from '../transaction.ts';
import type { StoredMove } from './manual-reopen.ts';

export const MANUAL_STATES = ['active', 'undone', 'reopened'] as const;
export type ManualState = (typeof MANUAL_STATES)[number];

/** A match by hand with all that became of it. Amounts are decimal text, instants ISO 8601 UTC. */
export interface ShownManualMatch {
  matchId: string;
  entity: string;
  reconciliation: string;
  state: ManualState;
  currency: string;
  /** Only where the right lines have another one; `difference` is null then. */
  rightCurrency: string | null;
  leftCount: number;
  rightCount: number;
  leftAmount: string;
  rightAmount: string;
  difference: string | null;
  reason: ReasonCode | null;
  note: string | null;
  explained: StoredExplained | null;
  /** The suggestion that it accepted. */
  origin: ManualOrigin | null;
  madeAt: string;
  madeBy: string;
  traceId: string;
  endedAt: string | null;
  /** Who undid it, or who ran the run that reopened it. */
  endedBy: string | null;
  endNote: string | null;
  endedRun: string | null;
  /** What moved, of a reopened one. */
  moved: StoredMove[] | null;
  /** Its place in the order in which they were made; the cursor of a list. */
  order: string;
}

/** The match as it is shown, and what tells whether it is the one that a request means. */
export interface KnownManualMatch extends ShownManualMatch {
  reconciliationId: number;
  requestHash: string;
}

const COLUMNS = sql`h.match_id as "matchId", h.entity, h.reconciliation, h.state, h.currency,
  h.right_currency as "rightCurrency", h.left_count as "leftCount", h.right_count as "rightCount",
  h.left_amount as "leftAmount", h.right_amount as "rightAmount", h.difference, h.reason, h.note, h.explained, h.origin,
  h.made_at as "madeAt", h.made_by as "madeBy", h.trace_id as "traceId", h.ended_at as "endedAt", h.ended_by as "endedBy",
  h.end_note as "endNote", h.ended_run as "endedRun", h.moved, h.made_order as "order"`;

export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Undefined where there is none, also for what is no id. */
export async function manualMatchById(db: Db | Trx, matchId: string): Promise<KnownManualMatch | undefined> {
  if (!UUID.test(matchId)) return undefined;
  const { rows } = await sql<KnownManualMatch>`
    select ${COLUMNS}, h.reconciliation_id as "reconciliationId", h.request_hash as "requestHash"
    from manual_matches h where h.match_id = ${matchId}::uuid`.execute(db);
  return rows[0];
}

export interface ManualMatchSelection {
  entity: string;
  reconciliation: string;
  /** Empty: all. */
  states: readonly ManualState[];
  /** `order` of the last match of the page before. */
  before?: string | undefined;
  limit: number;
}

/** The matches by hand of a reconciliation, the newest first. */
export async function manualMatches(db: Db, of: ManualMatchSelection): Promise<ShownManualMatch[]> {
  const states = of.states.length === 0 ? MANUAL_STATES : of.states;
  const { rows } = await sql<ShownManualMatch>`
    select ${COLUMNS} from manual_matches h
    where h.reconciliation_id = (
        select reconciliation_id from reconciliations where entity = ${of.entity} and name = ${of.reconciliation})
      and h.state = any(${[...states]}::text[])
      and (${of.before ?? null}::bigint is null or h.made_order < ${of.before ?? null}::bigint)
    order by h.made_order desc limit ${of.limit}`.execute(db);
  return rows;
}

/** A line of a match by hand as it was when it was matched. */
export interface ManualMatchLine {
  side: SideName;
  recordKey: string;
  recordHash: string;
  version: number;
  /** First-pass key; null for a line that had none. */
  matchKey: string | null;
  amount: string;
  currency: string;
  date: string | null;
}

/** The lines, left ones first, in the order of their keys; `after` is the last line of the page before. */
export async function manualMatchLines(
  db: Db,
  of: { matchId: string; after?: { side: SideName; recordKey: string } | undefined; limit: number },
): Promise<ManualMatchLine[]> {
  const after = of.after
    ? sql`and (not is_left, record_key) > (${of.after.side === 'right'}::boolean, ${of.after.recordKey}::text)`
    : sql``;
  const { rows } = await sql<ManualMatchLine>`
    select case when is_left then 'left' else 'right' end as side, record_key as "recordKey", record_hash as "recordHash",
      version, match_key as "matchKey", amount, currency, line_date as date
    from manual_match_lines where match_id = ${of.matchId}::uuid ${after}
    order by not is_left, record_key limit ${of.limit}`.execute(db);
  return rows;
}

/** A match by hand of lines that stand, or stood, in an exception. */
export interface MatchOfException extends ShownManualMatch {
  /** Whether the last run of the exception's tie-out saw it: before that, the exception does not know it yet. */
  isCounted: boolean;
}

/** The matches by hand that hold lines of the exception's key, or held some, newest first. */
export async function manualMatchesOfException(
  db: Db,
  exception: { tie_out_id: number; key_hash: string; match_key: string },
): Promise<MatchOfException[]> {
  const { rows } = await sql<MatchOfException>`
    select ${COLUMNS}, (coalesce(r.manual_order, 0) >= coalesce(h.ended_order, h.made_order)
      or r.run_id = h.ended_run) is true as "isCounted"
    from tie_outs t left join runs r on r.run_id = t.last_run
    join manual_matches h on h.reconciliation_id = t.reconciliation_id
    where t.tie_out_id = ${exception.tie_out_id} and h.match_id in (
      select m.match_id from manual_match_lines m
      where m.reconciliation_id = t.reconciliation_id and m.key_hash = ${exception.key_hash}::bigint
        and ${keyOf(sql`m`)} = ${exception.match_key})
    order by h.made_order desc`.execute(db);
  return rows;
}

/** The key under which a line stands in an exception. */
function keyOf(line: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`coalesce(${line}.match_key, '~' || ${line}.record_key)`;
}
