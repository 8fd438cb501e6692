import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import { addSums, type KeySums, NO_SUMS } from '#core/reconcile/key-sums.ts';
import { readStoredRules } from '#core/reconcile/stored-rules.ts';
import type { Db } from '../connection.ts';
import type { Trx } from '../transaction.ts';
import type { RunScope } from './reconcile-scope.ts';
import { hashRanges } from './result-leaves.ts';

/** A run that is split: its parts may be done by any worker, in any order, each in a transaction of its own. */
export interface RunPlan {
  runId: string;
  scope: RunScope;
}

interface StoredPlan {
  run_id: string;
  tie_out_id: number;
  scope: Omit<RunScope, 'rules' | 'tieOutId' | 'runId' | 'keys'>;
  rules: unknown;
}

/** Lines of both sides from which on a run is split, and about how many make a part. */
const SPLIT_FROM = 1_000_000;
const LINES_A_PART = 250_000;
const MOST_PARTS = 64;

/** Into how many parts a run over these projections is cut; 1: it is not. */
export async function partsFor(trx: Trx, { left, right }: Pick<RunScope, 'left' | 'right'>): Promise<number> {
  const { rows } = await sql<{ lines: string }>`
    select coalesce(sum(lines_in_order + lines_added), 0) as lines from projections
    where projection_id in (${left.projectionId}, ${right.projectionId})`.execute(trx);
  const lines = Number(rows[0]?.lines ?? 0);
  return lines < SPLIT_FROM ? 1 : Math.min(Math.ceil(lines / LINES_A_PART), MOST_PARTS);
}

/** Must be committed before the parts can be done. */
export async function writePlan(trx: Trx, scope: RunScope, parts: number, at: Date): Promise<void> {
  const { rules, tieOutId, runId, keys: _, ...pins } = scope;
  await sql`
    insert into run_plans (run_id, tie_out_id, entity, reconciliation, scope, rules, state, planned_at)
    values (${runId}, ${tieOutId}, ${rules.entity}, ${rules.reconciliation}, ${JSON.stringify(pins)},
      ${JSON.stringify(rules)}, 'open', ${at})`.execute(trx);
  await sql`
    insert into run_parts (run_id, part, from_hash, to_hash)
    select ${runId}, part, from_hash, to_hash
    from jsonb_to_recordset(${JSON.stringify(hashRanges(parts).map((range, part) => ({ part, from_hash: range.from, to_hash: range.to })))}::jsonb)
      as r (part int, from_hash bigint, to_hash bigint)`.execute(trx);
}

/** The plan of the tie-out that nobody has finished, which a crash leaves behind. */
export async function openPlan(db: Db | Trx, tieOutId: number): Promise<RunPlan | undefined> {
  const { rows } = await sql<StoredPlan>`
    select run_id, tie_out_id, scope, rules from run_plans where tie_out_id = ${tieOutId} and state = 'open'`.execute(
    db,
  );
  return rows[0] && planOf(rows[0]);
}

/** Keeps a plan open until the transaction ends; undefined where it is not open any more. */
export async function holdPlan(trx: Trx, runId: string): Promise<RunPlan | undefined> {
  const { rows } = await sql<StoredPlan>`
    select run_id, tie_out_id, scope, rules from run_plans where run_id = ${runId} and state = 'open' for share`.execute(
    trx,
  );
  return rows[0] && planOf(rows[0]);
}

function planOf({ run_id: runId, tie_out_id: tieOutId, scope, rules }: StoredPlan): RunPlan {
  return {
    runId,
    scope: { ...scope, rules: readStoredRules(rules, `the plan of run ${runId}`), tieOutId, runId },
  };
}

export async function isPlanned(
  db: Db,
  { runId, entity, reconciliation }: { runId: string; entity: string; reconciliation: string },
): Promise<boolean> {
  const { rows } = await sql`
    select from run_plans
    where run_id = ${runId} and entity = ${entity} and reconciliation = ${reconciliation} and state = 'open'`.execute(
    db,
  );
  return rows.length > 0;
}

/** Whether an open plan is about what this scope is about: then what was done of it stands. */
export function isPlanOf(plan: RunPlan, scope: RunScope): boolean {
  return isDeepStrictEqual(pinsOf(plan.scope), pinsOf(scope));
}

/** All that decides what the parts find. The order of stored keys says nothing. */
function pinsOf({ rules, left, right, cutOff, opening, byHand, fxPins, asOfDay }: RunScope): unknown {
  return {
    ...{ hash: rules.hash, left, right, cutOff, opening: opening ?? null },
    ...{ byHand: byHand ?? null, fxPins, asOfDay },
  };
}

/** Puts everything back to where it was before the parts were done. Waits for parts that are being done. */
export async function undoPlan(trx: Trx, { runId, scope: { tieOutId } }: RunPlan): Promise<void> {
  const { rows } = await sql`
    update run_plans set state = 'undone' where run_id = ${runId} and state = 'open' returning run_id`.execute(
    trx,
  );
  if (rows.length === 0) return;
  for (const table of ['matches', 'write_off_proposals']) {
    const of = sql.table(table);
    await sql`delete from ${of} where tie_out_id = ${tieOutId} and from_run = ${runId}`.execute(trx);
    await sql`update ${of} set to_run = null where tie_out_id = ${tieOutId} and to_run = ${runId}`.execute(
      trx,
    );
  }
  await dropParts(trx, runId);
}

export async function undoOpenPlan(trx: Trx, tieOutId: number): Promise<void> {
  const open = await openPlan(trx, tieOutId);
  if (open) await undoPlan(trx, open);
}

/** What the parts handed over is in the result by now. */
export async function closePlan(trx: Trx, runId: string): Promise<void> {
  await sql`update run_plans set state = 'done' where run_id = ${runId}`.execute(trx);
  await dropParts(trx, runId);
}

async function dropParts(trx: Trx, runId: string): Promise<void> {
  await sql`delete from run_untied where run_id = ${runId}`.execute(trx);
  await sql`delete from run_leaves where run_id = ${runId}`.execute(trx);
}

export async function partsToDo(db: Db, runId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from run_parts p join run_plans n on n.run_id = p.run_id and n.state = 'open'
    where p.run_id = ${runId} and p.done_at is null`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Sums over all parts; undefined while some are not done. */
export async function sumsOfParts(db: Db | Trx, runId: string): Promise<KeySums | undefined> {
  const { rows } = await sql<{ key_sums: KeySums | null }>`
    select key_sums from run_parts where run_id = ${runId}`.execute(db);
  if (rows.some(({ key_sums }) => key_sums === null)) return undefined;
  return rows.reduce((sum, { key_sums }) => addSums(sum, key_sums as KeySums), NO_SUMS);
}
