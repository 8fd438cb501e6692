import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { SideName } from '#core/reconcile/line.ts';
import { projectionForm } from '#core/reconcile/project.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import type { Trx } from '../transaction.ts';
import { closeLines, openLines, openUnreadable, type Step } from './projection-lines.ts';
import { analyseIfGrown } from './statistics.ts';

export interface Projection {
  projectionId: number;
  streamId: number;
  /** Its lines are those of every snapshot up to this one. */
  coveredSnapshot: number;
}

export interface CaughtUp extends Projection {
  openedLines: number;
  closedLines: number;
  unreadableLines: number;
}

/** Finds or makes the reconciliation; its entity is known. */
export async function ensureReconciliation(trx: Trx, rules: ReconciliationRules): Promise<number> {
  const { entity, reconciliation: name } = rules;
  await trx
    .insertInto('reconciliations')
    .values({ entity, name })
    .onConflict((conflict) => conflict.columns(['entity', 'name']).doNothing())
    .execute();
  const row = await trx
    .selectFrom('reconciliations')
    .select('reconciliation_id')
    .where('entity', '=', entity)
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  return row.reconciliation_id;
}

/** Names a projection: what decides its lines. */
export function projectionHash(rules: ReconciliationRules, side: SideName, streamId: number): string {
  return createHash('sha256')
    .update(`${streamId} ${projectionForm(rules, side)}`)
    .digest('hex');
}

/** Finds or makes the projection of one side and holds it until the transaction ends: one writer at a time. */
async function lockProjection(
  trx: Trx,
  rules: ReconciliationRules,
  side: SideName,
  streamId: number,
): Promise<Projection> {
  const reconciliationId = await ensureReconciliation(trx, rules);
  const hash = projectionHash(rules, side, streamId);
  await trx
    .insertInto('projections')
    .values({ reconciliation_id: reconciliationId, side, stream_id: streamId, projection_hash: hash })
    .onConflict((conflict) => conflict.columns(['reconciliation_id', 'side', 'projection_hash']).doNothing())
    .execute();
  const row = await trx
    .selectFrom('projections')
    .select(['projection_id', 'covered_snapshot'])
    .where('reconciliation_id', '=', reconciliationId)
    .where('side', '=', side)
    .where('projection_hash', '=', hash)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return { projectionId: row.projection_id, streamId, coveredSnapshot: row.covered_snapshot };
}

/**
 * Keeps projections as they are until the transaction ends. A run reads them in several statements: lines that came in
 * between would not matter to its pins, but a key that became repeated in between would be neither joined nor summed.
 */
export async function holdProjections(trx: Trx, projectionIds: readonly number[]): Promise<void> {
  await trx
    .selectFrom('projections')
    .select('projection_id')
    .where('projection_id', 'in', [...projectionIds])
    .orderBy('projection_id')
    .forShare()
    .execute();
}

/**
 * Brings the projection of one side up to the last snapshot of its stream: versions that the new snapshots opened become
 * lines, lines of versions that they closed are closed. Versions of a snapshot that is not the last yet may be seen with
 * the end they have by now; reading at a pinned snapshot gives the same lines either way.
 */
export async function catchUp(
  trx: Trx,
  rules: ReconciliationRules,
  side: SideName,
  streamId: number,
): Promise<CaughtUp> {
  const projection = await lockProjection(trx, rules, side, streamId);
  const { projectionId, coveredSnapshot: from } = projection;
  const stream = await trx
    .selectFrom('streams')
    .select('last_snapshot')
    .where('stream_id', '=', streamId)
    .executeTakeFirstOrThrow();
  const to = stream.last_snapshot;
  if (to <= from) return { ...projection, openedLines: 0, closedLines: 0, unreadableLines: 0 };
  const step: Step = { rules, side, streamId, projectionId, from, to };
  const closedLines = from === 0 ? 0 : await closeLines(trx, step);
  const openedLines = await openLines(trx, step);
  const unreadableLines = await openUnreadable(trx, step);
  await trx
    .updateTable('projections')
    .set({
      covered_snapshot: to,
      ...(from === 0
        ? { lines_in_order: openedLines }
        : { lines_added: sql<string>`lines_added + ${openedLines}` }),
    })
    .where('projection_id', '=', projectionId)
    .execute();
  await analyseIfGrown(trx, openedLines);
  return { ...projection, coveredSnapshot: to, openedLines, closedLines, unreadableLines };
}
