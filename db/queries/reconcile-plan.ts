import { sql } from 'kysely';
import type { Trx } from '../transaction.ts';
import { withSettings } from './planner-settings.ts';
import { type RunScope, repeatedKeys } from './reconcile-scope.ts';

/**
 * Statistics can be missing or old right after a load, and a plan made on them may never end. A statement that joins two
 * whole sides by their hashes has two good plans, and which one depends on what we know and the planner does not.
 */

/** Both sides lie in the order of the index: read along it and merged, a million lines a side need no memory and one core. */
const MERGED = {
  enable_nestloop: 'off',
  enable_hashjoin: 'off',
  enable_seqscan: 'off',
  enable_bitmapscan: 'off',
  max_parallel_workers_per_gather: '0',
} as const;

/**
 * Otherwise the index would be read all over the table. Rows are many and narrow, so workers pay, although the planner's
 * default prices say that handing rows over is dear.
 */
const HASHED = {
  enable_nestloop: 'off',
  enable_mergejoin: 'off',
  enable_indexscan: 'off',
  parallel_setup_cost: '100',
  parallel_tuple_cost: '0.001',
} as const;

/** Along the index too, in ranges that workers share; each is grouped and merged in order. */
const RANGES = {
  enable_nestloop: 'off',
  enable_hashjoin: 'off',
  enable_hashagg: 'off',
  enable_seqscan: 'off',
  enable_bitmapscan: 'off',
  parallel_setup_cost: '0',
  parallel_tuple_cost: '0',
} as const;

/** Few keys are looked up one by one; reading a whole side for them would cost as much as reading all keys. */
const LOOKED_UP = {
  enable_seqscan: 'off',
  enable_mergejoin: 'off',
  max_parallel_workers_per_gather: '0',
} as const;

/** One line in so many may lie out of order before merging loses its advantage. */
const ORDERED_ENOUGH = 4;

/** Has the work planned for the keys that the scope reads; afterwards the planner is free again. */
export async function withPlanFor(trx: Trx, scope: RunScope, work: () => Promise<unknown>): Promise<void> {
  await withSettings(trx, await settingsFor(trx, scope), work);
}

/** The same for sums along the index, see reconcile-side-sums.ts. */
export async function withPlanInRanges(trx: Trx, work: () => Promise<unknown>): Promise<void> {
  await withSettings(trx, RANGES, work);
}

/** In the order in which their lines lie, few keys are looked up in half the time that the order of a hash table takes. */
const SORTED = { enable_hashagg: 'off', max_parallel_workers_per_gather: '0' } as const;

/** Has the lines of the repeated keys summed; only where they are few is more known than the planner knows. */
export async function withPlanForRepeated(
  trx: Trx,
  share: RepeatedShare,
  work: () => Promise<unknown>,
): Promise<void> {
  await withSettings(trx, share === 'few' ? SORTED : {}, work);
}

/**
 * How many of the keys are repeated. few: looking up their lines is next to nothing. most: it costs less to sum all keys along
 * the index than to sum some and join the others.
 */
export type RepeatedShare = 'few' | 'some' | 'most';

/** One repeated key in so many lines, at most or at least. */
const FEW = 64;
const MOST = 8;

export async function repeatedShare(trx: Trx, scope: RunScope): Promise<RepeatedShare> {
  if (scope.keys?.of === 'touched') return 'few';
  const { rows } = await sql<{ share: RepeatedShare }>`
    select case when repeated * ${sql.lit(FEW)} <= lines then 'few' when ordered and repeated * ${sql.lit(MOST)} >= lines then 'most'
      else 'some' end as share
    from (
      select bool_and(lines_added * ${sql.lit(ORDERED_ENOUGH)} <= lines_in_order) as ordered, sum(lines_in_order + lines_added) as lines,
        (select count(*) from (${repeatedKeys(scope)}) k) as repeated
      from projections where projection_id in (${sql.lit(scope.left.projectionId)}, ${sql.lit(scope.right.projectionId)})
    ) p`.execute(trx);
  return rows[0]?.share ?? 'some';
}

async function settingsFor(trx: Trx, scope: RunScope): Promise<Readonly<Record<string, string>>> {
  if (scope.keys?.of === 'touched') return LOOKED_UP;
  return (await liesInOrder(trx, scope)) ? MERGED : HASHED;
}

async function liesInOrder(trx: Trx, scope: RunScope): Promise<boolean> {
  const { rows } = await sql<{ ordered: boolean | null }>`
    select bool_and(lines_added * ${sql.lit(ORDERED_ENOUGH)} <= lines_in_order) as ordered from projections
    where projection_id in (${sql.lit(scope.left.projectionId)}, ${sql.lit(scope.right.projectionId)})`.execute(
    trx,
  );
  return rows[0]?.ordered ?? false;
}
