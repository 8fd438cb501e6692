import { sql } from 'kysely';
import type { SideFacts } from '#core/reconcile/completeness.ts';
import type { SideName } from '#core/reconcile/line.ts';
import type { Trx } from '../transaction.ts';
import type { RunScope } from './reconcile-scope.ts';

/** What is known of the input of one side as pinned. */
export async function sideFacts(
  trx: Trx,
  scope: RunScope,
  side: SideName,
  freshnessHours: number | undefined,
): Promise<SideFacts> {
  const { entity } = scope.rules;
  const { source, dataset } = scope.rules[side];
  const { snapshot, streamId } = scope[side];
  const row = await trx
    .selectFrom('snapshots')
    .select(['confirmed_at', 'completeness', 'incomplete_reasons'])
    .where('stream_id', '=', streamId)
    .where('snapshot_no', '=', snapshot)
    .executeTakeFirst();
  const rejections = await trx
    .selectFrom('rejected_deliveries')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('entity', '=', entity)
    .where('source', '=', source)
    .where('dataset', '=', dataset)
    .where('resolved_at', 'is', null)
    .executeTakeFirstOrThrow();
  return {
    ...{ side, source, dataset, snapshot, freshnessHours },
    confirmedAt: row?.confirmed_at ?? null,
    isComplete: row?.completeness === 'complete',
    causes: row?.incomplete_reasons ?? [],
    openRejections: Number(rejections.count),
    unreadable: await unreadable(trx, scope, side),
  };
}

async function unreadable(trx: Trx, scope: RunScope, side: SideName): Promise<SideFacts['unreadable']> {
  const { projectionId, snapshot } = scope[side];
  const { rows } = await sql<{ problem: 'amount_missing' | 'currency_missing'; count: number }>`
    select problem, count(*)::int as count from unreadable_lines
    where projection_id = ${projectionId} and valid_from <= ${snapshot} and (valid_to is null or valid_to > ${snapshot})
      and (line_date is null or ${scope.cutOff}::date is null or line_date <= ${scope.cutOff}::date)
    group by problem order by problem`.execute(trx);
  return rows;
}

/** The instant at which the last day of a period is over in the zone of the entity. */
export async function periodEndedAt(trx: Trx, entity: string, cutOff: string | null): Promise<Date | null> {
  if (cutOff === null) return null;
  const { rows } = await sql<{ ended_at: string }>`
    select (${cutOff}::date + 1)::timestamp at time zone zone as ended_at from entities where entity = ${entity}`.execute(
    trx,
  );
  return rows[0] ? new Date(rows[0].ended_at) : null;
}
