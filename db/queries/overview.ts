import { sql } from 'kysely';
import type { Db } from '../connection.ts';

export interface ScopeFilter {
  entities: readonly string[];
  /** '' is the running period. */
  period: string;
}

export interface FrameCounts {
  exceptions: string;
  material: string;
  quarantine: string;
  runningJobs: string;
  failedJobs: string;
}

const FAILED_FOR_HOURS = 24;

/** What waits where. Exceptions are counted from their rollup, not one by one. */
export async function frameCounts(
  db: Db,
  { entities, period }: ScopeFilter,
  now: Date,
): Promise<FrameCounts> {
  const list = [...entities];
  const { rows } = await sql<FrameCounts>`
    select
      (select coalesce(sum(exception_count), 0) from exception_rollups
        where entity = any(${list}) and period = ${period} and state = 'open')::text as exceptions,
      (select coalesce(sum(exception_count), 0) from exception_rollups
        where entity = any(${list}) and period = ${period} and state = 'open' and severity = 'material')::text as material,
      (select count(*) from quarantine where entity = any(${list}) and state = 'open')::text as quarantine,
      (select count(*) from jobs where entity = any(${list}) and state in ('queued', 'running'))::text as "runningJobs",
      (select count(*) from jobs where entity = any(${list}) and state in ('failed', 'dead')
        and finished_at > ${now}::timestamptz - make_interval(hours => ${FAILED_FOR_HOURS}))::text as "failedJobs"`.execute(
    db,
  );
  return rows[0] as FrameCounts;
}

/** Periods that were reconciled, without the running one. */
export async function reconciledPeriods(db: Db, entities: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ period: string }>`
    select distinct period from tie_outs where entity = any(${[...entities]}) and period <> ''`.execute(db);
  return rows.map(({ period }) => period);
}

/** When any source of these entities last said something, even if nothing new. */
export async function latestConfirmation(db: Db, entities: readonly string[]): Promise<string | null> {
  const { rows } = await sql<{ at: string | null }>`
    select max(confirmed_at) as at from snapshots where entity = any(${[...entities]})`.execute(db);
  return rows[0]?.at ?? null;
}

/** A reconciliation as its last run of the period left it. */
export interface TieOutState {
  tieOutId: number;
  entity: string;
  name: string;
  runId: string;
  status: 'complete' | 'incomplete';
  incompleteReasons: unknown[];
  matchCount: string;
  exceptionCount: string;
  finishedAt: string;
}

export async function tieOutStates(db: Db, { entities, period }: ScopeFilter): Promise<TieOutState[]> {
  const { rows } = await sql<TieOutState>`
    select t.tie_out_id as "tieOutId", t.entity, t.name, r.run_id as "runId", r.status,
           r.incomplete_reasons as "incompleteReasons", r.match_count as "matchCount",
           r.exception_count as "exceptionCount", r.finished_at as "finishedAt"
      from tie_outs t join runs r on r.run_id = t.last_run
     where t.entity = any(${[...entities]}) and t.period = ${period}
     order by t.name, t.entity`.execute(db);
  return rows;
}

/** Open exceptions of a tie-out in one currency. */
export interface OpenSum {
  entity: string;
  reconciliation: string;
  currency: string;
  /** Dates only: the amounts tie. */
  timing: boolean;
  count: string;
  material: string;
  difference: string;
  absolute: string;
  oldest: string;
}

export async function openSums(db: Db, { entities, period }: ScopeFilter): Promise<OpenSum[]> {
  const { rows } = await sql<OpenSum>`
    select entity, reconciliation, currency, type = 'timing' as timing,
           sum(exception_count)::text as count,
           coalesce(sum(exception_count) filter (where severity = 'material'), 0)::text as material,
           sum(difference) as difference, sum(absolute_difference) as absolute, min(opened_on) as oldest
      from exception_rollups
     where entity = any(${[...entities]}) and period = ${period} and state = 'open' and exception_count > 0
     group by entity, reconciliation, currency, type = 'timing'
     order by reconciliation, currency`.execute(db);
  return rows;
}

/** Open differences of all reconciliations in one currency. */
export interface CurrencySum {
  currency: string;
  count: string;
  material: string;
  difference: string;
  absolute: string;
  /** Of the count and the absolute sum, what is a matter of dates. */
  timingCount: string;
  timingAbsolute: string;
}

export async function currencySums(db: Db, { entities, period }: ScopeFilter): Promise<CurrencySum[]> {
  const { rows } = await sql<CurrencySum>`
    select currency, sum(exception_count)::text as count,
           coalesce(sum(exception_count) filter (where severity = 'material'), 0)::text as material,
           sum(difference) as difference, sum(absolute_difference) as absolute,
           coalesce(sum(exception_count) filter (where type = 'timing'), 0)::text as "timingCount",
           coalesce(sum(absolute_difference) filter (where type = 'timing'), 0) as "timingAbsolute"
      from exception_rollups
     where entity = any(${[...entities]}) and period = ${period} and state = 'open' and exception_count > 0
     group by currency order by sum(exception_count) desc, currency`.execute(db);
  return rows;
}

export interface AgeSum {
  /** 0 is the youngest. */
  bucket: number;
  currency: string;
  count: string;
  absolute: string;
}

/** Open exceptions by age; `limits` are the last days of each bucket but the last, ascending. */
export async function openByAge(
  db: Db,
  scope: ScopeFilter,
  today: string,
  limits: readonly number[],
): Promise<AgeSum[]> {
  const { rows } = await sql<AgeSum>`
    select width_bucket(${today}::date - opened_on, ${limits.map((limit) => limit + 1)}::int[])::int as bucket, currency,
           sum(exception_count)::text as count, sum(absolute_difference) as absolute
      from exception_rollups
     where entity = any(${[...scope.entities]}) and period = ${scope.period} and state = 'open' and exception_count > 0
     group by 1, 2 order by 1, 2`.execute(db);
  return rows;
}

export interface TrendPoint {
  /** Day of the last run that counts for it. */
  day: string;
  currency: string;
  /** Unmatched left minus unmatched right over all reconciliations. */
  difference: string;
  explained: string;
  exceptions: string;
}

/** The last `days` days on which something ran: each with the newest run of every reconciliation up to that day. */
export async function differenceTrend(
  db: Db,
  scope: ScopeFilter,
  zone: string,
  days: number,
): Promise<TrendPoint[]> {
  const { rows } = await sql<TrendPoint>`
    with dated as (
      select r.tie_out_id, (r.finished_at at time zone ${zone})::date as day, r.run_id, r.exception_count
        from runs r join tie_outs t using (tie_out_id)
       where t.entity = any(${[...scope.entities]}) and t.period = ${scope.period}
    ), daily as (
      select distinct on (tie_out_id, day) tie_out_id, day, run_id, exception_count
        from dated order by tie_out_id, day, run_id desc
    ), days as (
      select distinct day from daily order by day desc limit ${days}
    ), in_force as (
      select days.day, latest.run_id, latest.exception_count
        from days cross join (select distinct tie_out_id from daily) ties
        cross join lateral (select run_id, exception_count from daily d
                             where d.tie_out_id = ties.tie_out_id and d.day <= days.day
                             order by d.day desc limit 1) latest
    )
    select f.day, totals.currency,
           sum(case side when 'left' then totals.unmatched else -totals.unmatched end) as difference,
           sum(case side when 'left' then totals.explained else -totals.explained end) as explained,
           (select sum(i.exception_count) from in_force i where i.day = f.day)::text as exceptions
      from in_force f join run_totals totals using (run_id)
     group by f.day, totals.currency order by f.day, totals.currency`.execute(db);
  return rows;
}
