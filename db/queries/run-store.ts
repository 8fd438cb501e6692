import { sql } from 'kysely';
import type { RunIncompleteReason } from '#core/reconcile/completeness.ts';
import type { KeySums } from '#core/reconcile/key-sums.ts';
import { passNumbered } from '#core/reconcile/passes.ts';
import type { Trx } from '../transaction.ts';
import type { ExceptionCounts } from './exception-store.ts';
import type { RunScope } from './reconcile-scope.ts';
import type { RunTotal } from './run-conservation.ts';

/** How much a pass tied out. */
export interface PassCount {
  pass: number;
  name: string;
  matches: number;
  leftLines: number;
  rightLines: number;
}

/** Matches and exceptions name the run that they begin with, so its number is drawn before it is written. */
export async function nextRunId(trx: Trx): Promise<string> {
  const { rows } = await sql<{ run_id: string }>`
    select nextval(pg_get_serial_sequence('runs', 'run_id')) as run_id`.execute(trx);
  return (rows[0] as { run_id: string }).run_id;
}

/** Of the first pass as its keys were summed, of the others as they are in `outcome`. */
export async function passCounts(trx: Trx, scope: RunScope, keySums: KeySums): Promise<PassCount[]> {
  const { matches, leftLines, rightLines } = keySums;
  const { rows } = await sql<Omit<PassCount, 'name'>>`
    select pass, count(*)::int as matches, sum(left_count)::int as "leftLines", sum(right_count)::int as "rightLines"
    from outcome where tied group by pass order by pass`.execute(trx);
  const first = matches > 0 ? [{ pass: 1, matches, leftLines, rightLines }] : [];
  return [...first, ...rows]
    .sort((a, b) => a.pass - b.pass)
    .map((row) => ({ ...row, name: passNumbered(scope.rules, row.pass)?.name ?? '' }));
}

export interface NewRun {
  reconciliationId: number;
  period: string;
  reasons: readonly RunIncompleteReason[];
  resultHash: string;
  passes: readonly PassCount[];
  exceptionCount: number;
  moved: ExceptionCounts;
  totals: readonly RunTotal[];
  startedAt: Date;
  finishedAt: Date;
  traceId: string;
  actor: string;
}

export async function insertRun(trx: Trx, scope: RunScope, run: NewRun): Promise<void> {
  const { rules, left, right } = scope;
  await sql`
    insert into runs (run_id, tie_out_id, reconciliation_id, entity, name, period, rule_hash, left_projection,
      left_snapshot, right_projection, right_snapshot, cut_off, status, incomplete_reasons, result_hash, match_count,
      exception_count, opened_count, cleared_count, reopened_count, pass_counts, started_at, finished_at, trace_id, actor, fx_pins,
      as_of_day, opening_date, opening_run)
    overriding system value
    values (${scope.runId}, ${scope.tieOutId}, ${run.reconciliationId}, ${rules.entity}, ${rules.reconciliation},
      ${run.period}, ${rules.hash}, ${left.projectionId}, ${left.snapshot}, ${right.projectionId}, ${right.snapshot},
      ${scope.cutOff}, ${run.reasons.length === 0 ? 'complete' : 'incomplete'}, ${JSON.stringify(run.reasons)},
      ${run.resultHash}, ${run.passes.reduce((sum, pass) => sum + pass.matches, 0)}, ${run.exceptionCount},
      ${run.moved.opened}, ${run.moved.cleared}, ${run.moved.reopened}, ${JSON.stringify(run.passes)},
      ${run.startedAt}, ${run.finishedAt}, ${run.traceId}, ${run.actor}, ${JSON.stringify(scope.fxPins)},
      ${scope.asOfDay}, ${scope.opening?.date ?? null}, ${scope.opening?.from?.runId ?? null})`.execute(trx);
  await insertTotals(trx, scope.runId, run.totals);
}

async function insertTotals(trx: Trx, runId: string, totals: readonly RunTotal[]): Promise<void> {
  if (totals.length === 0) return;
  await trx
    .insertInto('run_totals')
    .values(
      totals.map((total) => ({
        run_id: runId,
        side: total.side,
        currency: total.currency,
        line_count: total.lineCount,
        total: total.total,
        matched_count: total.matchedCount,
        matched: total.matched,
        unmatched_count: total.unmatchedCount,
        unmatched: total.unmatched,
        explained: total.explained,
      })),
    )
    .execute();
}

/** Keeps the rule set as it was when a run used it. */
export async function keepRules(trx: Trx, scope: RunScope, at: Date): Promise<void> {
  const { rules } = scope;
  await trx
    .insertInto('definitions')
    .values({
      kind: 'reconciliation',
      name: `${rules.entity}/${rules.reconciliation}`,
      hash: rules.hash,
      version: rules.hash.slice(0, 12),
      body: JSON.stringify(rules),
      first_used_at: at,
    })
    .onConflict((conflict) => conflict.columns(['kind', 'name', 'hash']).doNothing())
    .execute();
}
