import { sql } from 'kysely';
import type { OpeningFacts, SideFacts } from '#core/reconcile/completeness.ts';
import type { SideName } from '#core/reconcile/line.ts';
import { openingPeriods } from '#core/reconcile/opening.ts';
import type { Trx } from '../transaction.ts';
import { carriedLines, hasBegun } from './reconcile-opening.ts';
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
    select problem, count(*)::int as count from unreadable_lines l
    where projection_id = ${projectionId} and valid_from <= ${snapshot} and (valid_to is null or valid_to > ${snapshot})
      and (line_date is null or ${scope.cutOff}::date is null or line_date <= ${scope.cutOff}::date)
      ${hasBegun(scope.opening, side)}
    group by problem order by problem`.execute(trx);
  return rows;
}

/** What is known of the run whose open lines are carried forward; undefined where the rules name none. */
export async function openingFacts(
  trx: Trx,
  scope: RunScope,
  period: string,
): Promise<OpeningFacts | undefined> {
  const { opening, rules } = scope;
  const reconciliation = rules.opening?.from;
  if (!opening || reconciliation === undefined) return undefined;
  const of = { reconciliation, periods: openingPeriods(period, opening.date) };
  if (opening.from === null) return { ...of, run: null, movedSince: 0 };
  const { from } = opening;
  const moved = (side: SideName) => {
    const [read, at] = [sql.ref(`r.${side}_snapshot`), sql.lit(scope[side].snapshot)];
    return sql`select count(distinct l.record_key) from recon_lines l
      where l.projection_id = ${sql.lit(scope[side].projectionId)} and l.line_date < ${sql.lit(opening.date)}::date
        and ((l.valid_from > ${read} and l.valid_from <= ${at}) or (l.valid_to > ${read} and l.valid_to <= ${at}))
        and (l.record_hash, l.record_key) not in (${carriedLines(from, side)})`;
  };
  const { rows } = await sql<{ status: string; moved: number }>`
    select r.status, ((${moved('left')}) + (${moved('right')}))::int as moved from runs r where r.run_id = ${from.runId}`.execute(
    trx,
  );
  const [row] = rows;
  return {
    ...of,
    run: { runId: from.runId, isComplete: row?.status === 'complete' },
    movedSince: row?.moved ?? 0,
  };
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
