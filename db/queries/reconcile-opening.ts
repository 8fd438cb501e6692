import { type RawBuilder, sql } from 'kysely';
import type { SideName } from '#core/reconcile/line.ts';

/** The run of an earlier reconciliation whose open lines are carried forward; they are kept, see open-line-store.ts. */
export interface CarriedFrom {
  tieOutId: number;
  runId: string;
}

/** Where the books of a run begin. */
export interface OpeningPin {
  /** First day that is in scope as a whole. */
  date: string;
  /** Null where nothing is carried forward: the rules name no earlier reconciliation, or it has no run yet. */
  from: CarriedFrom | null;
}

/** Pin of a stored run as JSON, null where everything counted; `origin` is an outer join of runs by its `opening_run`. */
export function openingOf(run: string, origin: string): RawBuilder<unknown> {
  return sql`case when ${sql.ref(`${run}.opening_date`)} is not null then json_build_object(
    'date', ${sql.ref(`${run}.opening_date`)}, 'from', ${carriedOf(origin)}) end`;
}

/** The same of what it carried forward; null where that is nothing. */
export function carriedOf(origin: string): RawBuilder<unknown> {
  return sql`case when ${sql.ref(`${origin}.run_id`)} is not null then json_build_object(
    'tieOutId', ${sql.ref(`${origin}.tie_out_id`)}, 'runId', ${sql.ref(`${origin}.run_id`)}::text) end`;
}

/** Condition on lines `l` of one side, to be in scope by the opening; it begins with `and`, or is empty. */
export function hasBegun(opening: OpeningPin | null | undefined, side: SideName): RawBuilder<unknown> {
  if (!opening) return sql``;
  const carried = opening.from
    ? sql`or (l.record_hash, l.record_key) in (${carriedLines(opening.from, side)})`
    : sql``;
  return sql`and (l.line_date is null or l.line_date >= ${sql.lit(opening.date)}::date ${carried})`;
}

/** The records whose lines were open in that run, as a subquery (record_hash, record_key). */
export function carriedLines({ tieOutId, runId }: CarriedFrom, side: SideName): RawBuilder<unknown> {
  const run = sql`${sql.lit(runId)}::bigint`;
  return sql`select o.record_hash, o.record_key from open_lines o
    where o.tie_out_id = ${sql.lit(tieOutId)} and o.is_left = ${sql.lit(side === 'left')}
      and o.from_run <= ${run} and (o.to_run is null or o.to_run > ${run})`;
}
