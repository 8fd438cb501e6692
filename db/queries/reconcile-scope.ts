import { type RawBuilder, sql } from 'kysely';
import type { SideName } from '#core/reconcile/line.ts';
import { isKeyed } from '#core/reconcile/pass-key.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import { hasBegun, type OpeningPin } from './reconcile-opening.ts';

/** What a run reads of one side: the lines of a projection as of a snapshot. */
export interface SidePin {
  projectionId: number;
  streamId: number;
  snapshot: number;
}

/**
 * Which key hashes the first pass reads: all of them, a range with both ends (the part of a run that one worker does), or
 * those of working table `touched`, where a run after a small change takes the rest from the run before.
 */
export type Keys = { of: 'all' } | { of: 'range'; from: string; to: string } | { of: 'touched' };

/** Lines of one side that people matched by hand; a record key is one line of its side. */
export interface HandLines {
  keyHashes: readonly string[];
  recordKeys: readonly string[];
}

/** All that decides a run's result: the rules, the pins, and the first and the last day in scope (null: to date). */
export interface RunScope {
  rules: ReconciliationRules;
  left: SidePin;
  right: SidePin;
  cutOff: string | null;
  /** Where the books begin. Absent: everything counts. */
  opening?: OpeningPin;
  tieOutId: number;
  runId: string;
  /** Lines that no pass may take, see reconcile-manual-pass.ts. Absent where there are none. */
  byHand?: Readonly<Record<SideName, HandLines>>;
  /** How the work is cut decides nothing of the result. Absent: all keys at once. */
  keys?: Keys;
  /** The snapshot of `fx_rates` that is read of each source that an fx pass names; 0 where it has none. */
  fxPins: Readonly<Record<string, number>>;
  /** Day of the run in the zone of the entity. */
  asOfDay: string;
}

/**
 * Condition on lines `l` of one side in scope. Ids and pins are constants of the statement, not parameters: the planner
 * then knows how many lines there are, and a distributed table routes by them.
 */
export function inScope(
  scope: Pick<RunScope, 'left' | 'right' | 'cutOff'> & { opening?: OpeningPin | null },
  side: SideName,
): RawBuilder<unknown> {
  const { projectionId, snapshot } = scope[side];
  const [id, at] = [sql.lit(projectionId), sql.lit(snapshot)];
  const dated =
    scope.cutOff === null ? sql`` : sql`and (l.line_date is null or l.line_date <= ${scope.cutOff}::date)`;
  return sql`l.projection_id = ${id} and l.valid_from <= ${at} and (l.valid_to is null or l.valid_to > ${at}) ${dated}
    ${hasBegun(scope.opening, side)}`;
}

/** Condition on a key hash, to be among those that the run reads; it begins with `and`, or is empty. */
export function amongKeys(
  { keys = { of: 'all' } }: Pick<RunScope, 'keys'>,
  hash = 'l.key_hash',
): RawBuilder<unknown> {
  const column = sql.ref(hash);
  switch (keys.of) {
    case 'all':
      return sql``;
    case 'range':
      return sql`and ${column} between ${sql.lit(keys.from)}::bigint and ${sql.lit(keys.to)}::bigint`;
    case 'touched':
      return sql`and ${column} in (select key_hash from touched)`;
  }
}

/**
 * Condition on lines `l` of one side that the passes may take: those in scope but for the ones matched by hand. These are
 * constants too, so that the statement stays as parallel as it is without them, and costs nothing where there are none.
 */
export function leftToPasses(scope: RunScope, side: SideName): RawBuilder<unknown> {
  const hand = scope.byHand?.[side];
  if (!hand || hand.recordKeys.length === 0) return inScope(scope, side);
  return sql`${inScope(scope, side)} and (l.key_hash <> all(${[...hand.keyHashes]}::bigint[])
    or l.record_key <> all(${[...hand.recordKeys]}::text[]))`;
}

/** Condition on matches `m`: made by the first pass, which goes by key; the others have their lines in `match_members`. */
export function ofFirstPass({ rules }: Pick<RunScope, 'rules'>): RawBuilder<unknown> {
  return isKeyed(rules) ? sql`m.pass = 1` : sql`false`;
}

export function ofOtherPasses({ rules }: Pick<RunScope, 'rules'>): RawBuilder<unknown> {
  return isKeyed(rules) ? sql`m.pass <> 1` : sql`true`;
}

/** Keys that either side shows more than once, as a subquery. */
export function repeatedKeys(scope: RunScope): RawBuilder<unknown> {
  return sql`select k.key_hash from repeated_keys k
    where k.projection_id in (${sql.lit(scope.left.projectionId)}, ${sql.lit(scope.right.projectionId)})`;
}
