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
  const { source, dataset } = scope.rules[side];
  const { snapshot, streamId } = scope[side];
  return {
    ...{ side, source, dataset, snapshot, freshnessHours },
    ...(await inputFacts(trx, scope.rules.entity, { source, dataset, snapshot, streamId })),
    unreadable: await unreadable(trx, scope, side),
  };
}

/** The same of each source of rates. */
export async function rateFacts(
  trx: Trx,
  { rules: { entity }, fxPins }: RunScope,
  freshnessHours: Readonly<Record<string, number | undefined>>,
): Promise<SideFacts[]> {
  const facts: SideFacts[] = [];
  for (const [source, snapshot] of Object.entries(fxPins)) {
    const stream = await trx
      .selectFrom('streams')
      .select('stream_id')
      .where('entity', '=', entity)
      .where('source', '=', source)
      .where('dataset', '=', 'fx_rates')
      .executeTakeFirst();
    const input = { source, dataset: 'fx_rates', snapshot, streamId: stream?.stream_id ?? 0 };
    facts.push({
      ...{ side: 'rates', source, dataset: input.dataset, snapshot, freshnessHours: freshnessHours[source] },
      ...(await inputFacts(trx, entity, input)),
      unreadable: [],
    });
  }
  return facts;
}

async function inputFacts(
  trx: Trx,
  entity: string,
  input: { source: string; dataset: string; snapshot: number; streamId: number },
): Promise<Pick<SideFacts, 'confirmedAt' | 'isComplete' | 'causes' | 'openRejections'>> {
  const row = await trx
    .selectFrom('snapshots')
    .select(['confirmed_at', 'completeness', 'incomplete_reasons'])
    .where('stream_id', '=', input.streamId)
    .where('snapshot_no', '=', input.snapshot)
    .executeTakeFirst();
  const rejections = await trx
    .selectFrom('rejected_deliveries')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('entity', '=', entity)
    .where('source', '=', input.source)
    .where('dataset', '=', input.dataset)
    .where('resolved_at', 'is', null)
    .executeTakeFirstOrThrow();
  return {
    confirmedAt: row?.confirmed_at ?? null,
    isComplete: row?.completeness === 'complete',
    causes: row?.incomplete_reasons ?? [],
    openRejections: Number(rejections.count),
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

/** The calendar day that an instant falls on in the zone of the entity. */
export async function dayIn(trx: Trx, entity: string, at: Date): Promise<string> {
  const { rows } = await sql<{ day: string }>`
    select (${at}::timestamptz at time zone zone)::date as day from entities where entity = ${entity}`.execute(
    trx,
  );
  return (rows[0] as { day: string }).day;
}
