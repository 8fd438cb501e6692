import { sql } from 'kysely';
import type { SideName } from '#core/reconcile/line.ts';
import { isKeyed } from '#core/reconcile/pass-key.ts';
import { passesInOrder } from '#core/reconcile/passes.ts';
import { periodEnd } from '#core/reconcile/period.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import type { Trx } from '../transaction.ts';
import type { PastRun } from './backtest-runs.ts';
import { castLineShadows, castShadows, type ShadowOf } from './backtest-shadow.ts';
import { lastRates } from './fx-rates.ts';
import { projectionHash } from './projection.ts';
import { openLines, openUnreadable } from './projection-lines.ts';
import { runReconciliation } from './reconcile.ts';
import type { CarriedFrom } from './reconcile-opening.ts';
import { inScope, type RunScope, type SidePin } from './reconcile-scope.ts';

/** Which of the two results a working table holds. */
export type Which = 'before' | 'after';

export interface Attempt {
  which: Which;
  run: PastRun;
  rules: ReconciliationRules;
  shadow: ShadowOf;
  /** The run whose open lines the rules carry forward. */
  carriedFrom: CarriedFrom | null;
  now: () => Date;
  progress(step: string): void;
}

/**
 * What rules find over the pins of a past run, by the statements of a run, as working tables of the transaction with the
 * prefix `before_` or `after_`: `sets` (matches, numbered), `lines` (of those matches), `found` (open exceptions) and
 * `hints` (suggestions, counted).
 * @returns the result hash
 * @throws ConservationBroken
 */
export async function attempt(
  trx: Trx,
  { which, run, rules, shadow, carriedFrom, ...given }: Attempt,
): Promise<string> {
  await castShadows(trx, shadow);
  const pins = await pinsFor(trx, run, rules, shadow.reconciliationId);
  const result = await runReconciliation(trx, {
    ...{ rules, period: run.period, ...pins, isWhole: true, now: given.now, progress: given.progress },
    ...{ freshnessHours: { left: undefined, right: undefined }, traceId: NO_TRACE, actor: 'backtest' },
    // What the run did not read is read as of now, which is all that there is.
    fxPins: { ...(await lastRates(trx, rules)), ...run.fxPins },
    ...(run.asOfDay === null ? {} : { asOfDay: run.asOfDay }),
    manualOrder: run.manualOrder,
    carriedFrom,
  });
  given.progress('gathering');
  await gatherSets(trx, which);
  await gatherLines(trx, which, rules, {
    ...{ ...pins, cutOff: periodEnd(run.period) },
    ...(rules.opening && { opening: { date: rules.opening.date, from: carriedFrom } }),
  });
  await gatherExceptions(trx, which);
  return result.resultHash;
}

const NO_TRACE = '00000000-0000-0000-0000-000000000000';

/** Lines where runs read them, if there are such of these rules; otherwise all lines are made in tables of our own. */
async function pinsFor(
  trx: Trx,
  run: PastRun,
  rules: ReconciliationRules,
  reconciliationId: number,
): Promise<{ left: SidePin; right: SidePin }> {
  const left = await knownProjection(trx, run, rules, 'left');
  const right = await knownProjection(trx, run, rules, 'right');
  if (left !== undefined && right !== undefined)
    return { left: { ...run.left, projectionId: left }, right: { ...run.right, projectionId: right } };
  await castLineShadows(trx);
  return {
    left: await projectAgain(trx, run, rules, 'left', reconciliationId),
    right: await projectAgain(trx, run, rules, 'right', reconciliationId),
  };
}

async function knownProjection(
  trx: Trx,
  run: PastRun,
  rules: ReconciliationRules,
  side: SideName,
): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    select projection_id as id from projections where side = ${side} and reconciliation_id = ${run.reconciliationId}
      and projection_hash = ${projectionHash(rules, side, run[side].streamId)}
      and covered_snapshot >= ${run[side].snapshot}`.execute(trx);
  return rows[0]?.id;
}

/** Numbers of projections that nobody else has. */
const OWN_PROJECTION = { left: 2_000_000_001, right: 2_000_000_002 } as const;

async function projectAgain(
  trx: Trx,
  run: PastRun,
  rules: ReconciliationRules,
  side: SideName,
  reconciliationId: number,
): Promise<SidePin> {
  const { streamId, snapshot } = run[side];
  const projectionId = OWN_PROJECTION[side];
  const step = { rules, side, streamId, projectionId, from: 0, to: snapshot, onlyLast: true };
  const lines = await openLines(trx, step);
  await openUnreadable(trx, step);
  await sql`analyze pg_temp.recon_lines (key_hash, match_key, currency, line_date, projection_id)`.execute(
    trx,
  );
  await sql`delete from pg_temp.projections where projection_id = ${projectionId}
    or (side = ${side} and projection_hash = ${projectionHash(rules, side, streamId)})`.execute(trx);
  await sql`
    insert into pg_temp.projections (projection_id, reconciliation_id, side, stream_id, projection_hash, covered_snapshot,
      lines_in_order) overriding system value
    values (${projectionId}, ${reconciliationId}, ${side}, ${streamId},
      ${projectionHash(rules, side, streamId)}, ${snapshot}, ${lines})`.execute(trx);
  return { projectionId, streamId, snapshot };
}

async function gatherSets(trx: Trx, which: Which): Promise<void> {
  await sql`
    create temporary table ${sql.table(`${which}_sets`)} on commit drop as
    select row_number() over () as set_no, key_hash, match_key, currency, pass, left_count, right_count, left_amount,
      right_amount
    from matches where to_run is null and tie_out_id < 0`.execute(trx);
  await sql`analyze ${sql.table(`${which}_sets`)}`.execute(trx);
}

/** Lines of matches by the first key pass go by key; those of all other matches are kept one by one. */
async function gatherLines(
  trx: Trx,
  which: Which,
  rules: ReconciliationRules,
  scope: Pick<RunScope, 'left' | 'right' | 'cutOff' | 'opening'>,
): Promise<void> {
  const table = sql.table(`${which}_lines`);
  const sets = sql.table(`${which}_sets`);
  await sql`
    create temporary table ${table} on commit drop as
    select s.set_no, m.is_left, m.record_hash, m.record_key, m.line_currency as currency, m.amount
    from match_members m join ${sets} s on s.key_hash = m.key_hash and s.match_key = m.match_key
      and s.currency = m.currency and s.pass = m.pass
    where m.to_run is null and m.tie_out_id < 0`.execute(trx);
  if (!isKeyed(rules)) return;
  await sql`analyze ${table}`.execute(trx);
  for (const side of ['left', 'right'] as const) {
    const isLeft = sql.lit(side === 'left');
    // Separately kept lines may share the key of a match that they are not in.
    await sql`
      insert into ${table}
      select s.set_no, ${isLeft}, l.record_hash, l.record_key, l.currency, l.amount
      from ${sets} s join recon_lines l on l.key_hash = s.key_hash and l.match_key = s.match_key
        and l.currency = s.currency
      left join (
        select m.record_hash, m.record_key from match_members m
        where m.to_run is null and m.tie_out_id < 0 and m.is_left = ${isLeft}
      ) m on m.record_hash = l.record_hash and m.record_key = l.record_key
      where s.pass = 1 and ${inScope(scope, side)} and m.record_key is null`.execute(trx);
  }
}

async function gatherExceptions(trx: Trx, which: Which): Promise<void> {
  await sql`
    create temporary table ${sql.table(`${which}_found`)} on commit drop as
    select exception_id, match_key, currency, type, class, severity, difference, absolute_difference
    from exceptions where state = 'open' and tie_out_id < 0`.execute(trx);
  await sql`
    create temporary table ${sql.table(`${which}_hints`)} on commit drop as
    select rule, label, count(*)::int as hints from suggestions where tie_out_id < 0 group by rule, label`.execute(
    trx,
  );
}

/** Names of passes by their number, as JSON for a statement. */
export function passNames(rules: ReconciliationRules): string {
  return JSON.stringify(
    Object.fromEntries(passesInOrder(rules).map(({ number, pass }) => [number, pass.name])),
  );
}
