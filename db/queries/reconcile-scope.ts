import { type RawBuilder, sql } from 'kysely';
import type { SideName } from '#core/reconcile/line.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';

/** What a run reads of one side: the lines of a projection as of a snapshot. */
export interface SidePin {
  projectionId: number;
  streamId: number;
  snapshot: number;
}

/** All that decides a run's result: the rules, the pins, and the last day in scope (null: to date). */
export interface RunScope {
  rules: ReconciliationRules;
  left: SidePin;
  right: SidePin;
  cutOff: string | null;
  tieOutId: number;
  runId: string;
}

/**
 * Condition on lines `l` of one side in scope. Ids and pins are constants of the statement, not parameters: the planner
 * then knows how many lines there are, and a distributed table routes by them.
 */
export function inScope(scope: RunScope, side: SideName): RawBuilder<unknown> {
  const { projectionId, snapshot } = scope[side];
  const [id, at] = [sql.lit(projectionId), sql.lit(snapshot)];
  const dated =
    scope.cutOff === null ? sql`` : sql`and (l.line_date is null or l.line_date <= ${scope.cutOff}::date)`;
  return sql`l.projection_id = ${id} and l.valid_from <= ${at} and (l.valid_to is null or l.valid_to > ${at}) ${dated}`;
}

/** Keys that either side shows more than once, as a subquery. */
export function repeatedKeys(scope: RunScope): RawBuilder<unknown> {
  return sql`select k.key_hash from repeated_keys k
    where k.projection_id in (${sql.lit(scope.left.projectionId)}, ${sql.lit(scope.right.projectionId)})`;
}
