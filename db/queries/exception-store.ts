import { type RawBuilder, sql } from 'kysely';
import type { Trx } from '../transaction.ts';
import { addToRollups } from './exception-store-rollup.ts';
import type { RunScope } from './reconcile-scope.ts';
import { analyseResultsIfGrown } from './statistics.ts';

/** What a run decides of an exception; a difference in any of them is a change. */
const DECIDED = [
  'type',
  'severity',
  'rule',
  'left_count',
  'left_amount',
  'left_currency',
  'left_date',
  'right_count',
  'right_amount',
  'right_currency',
  'right_date',
  'difference',
  'threshold',
  'part_differences',
  'days_apart',
  'counterparty',
  'item_date',
  'class',
  'cause',
  'explained',
  'fx',
] as const;

/** Of these, in an event: numbers and objects as they are. */
const NOT_TEXT: ReadonlySet<string> = new Set(['days_apart', 'part_differences', 'explained', 'fx']);

const columns = (alias: string, names: readonly string[] = DECIDED): RawBuilder<unknown> =>
  sql.join(names.map((name) => sql.ref(`${alias}.${name}`)));

export interface ExceptionCounts {
  opened: number;
  changed: number;
  cleared: number;
  reopened: number;
}

/**
 * Brings the exceptions of the tie-out to what the run `found`. An exception is one row for ever: it is opened, changed,
 * cleared by the data and reopened, each with an event; one that is still open as it was is not touched.
 */
export async function storeExceptions(
  trx: Trx,
  scope: RunScope,
  by: { at: Date; actor: string },
): Promise<ExceptionCounts> {
  const counts = await findExceptionChanges(trx, scope);
  await addToRollups(trx, scope.tieOutId, -1);
  await insertEvents(trx, scope, by);
  await openNew(trx, scope, by.at);
  await updateKnown(trx, scope);
  await clearGone(trx, scope, by.at);
  await addToRollups(trx, scope.tieOutId, 1);
  return counts;
}

/** After a small change only the exceptions of affected keys can be others than before. */
function amongAffected(scope: RunScope): RawBuilder<unknown> {
  return scope.keys?.of === 'touched' ? sql`and key_hash in (select key_hash from affected)` : sql``;
}

/** Table `moved`: every exception that this run moves, and how. */
async function findExceptionChanges(trx: Trx, scope: RunScope): Promise<ExceptionCounts> {
  await sql`drop table if exists moved`.execute(trx);
  await sql`
    create temporary table moved on commit drop as
    select * from (
      select coalesce(f.exception_id, e.exception_id) as exception_id, coalesce(f.key_hash, e.key_hash) as key_hash,
        case when e.exception_id is null then 'opened'
             when f.exception_id is null then case when e.state = 'open' then 'cleared' end
             when e.state = 'cleared' then 'reopened'
             when (${columns('e')}) is distinct from (${columns('f')}) then 'changed' end as kind
      from found f full join (
        select * from exceptions where tie_out_id = ${sql.lit(scope.tieOutId)} ${amongAffected(scope)}
      ) e
        on e.exception_id = f.exception_id and e.key_hash = f.key_hash
    ) compared where kind is not null`.execute(trx);
  await sql`analyze moved`.execute(trx);
  const { rows } = await sql<ExceptionCounts>`
    select count(*) filter (where kind = 'opened')::int as opened, count(*) filter (where kind = 'changed')::int as changed,
           count(*) filter (where kind = 'cleared')::int as cleared, count(*) filter (where kind = 'reopened')::int as reopened
    from moved`.execute(trx);
  return rows[0] as ExceptionCounts;
}

/** An event holds what was and what is, amounts as text; an opening has only the latter, a clearing only the former. */
async function insertEvents(trx: Trx, scope: RunScope, by: { at: Date; actor: string }): Promise<void> {
  await sql`
    insert into exception_events (exception_id, key_hash, run_id, kind, at, actor, fields)
    select m.exception_id, m.key_hash, ${scope.runId}, m.kind, ${by.at}, ${by.actor},
      jsonb_strip_nulls(jsonb_build_object(
        'before', case when m.kind <> 'opened' then ${asJson('e')} end,
        'after', case when m.kind <> 'cleared' then ${asJson('f')} end))
    from moved m
    left join exceptions e on e.exception_id = m.exception_id and e.key_hash = m.key_hash
    left join found f on f.exception_id = m.exception_id and f.key_hash = m.key_hash`.execute(trx);
}

function asJson(alias: string): RawBuilder<unknown> {
  const pairs = DECIDED.map((name) => {
    const isJson = name.endsWith('_count') || NOT_TEXT.has(name);
    return sql`${sql.lit(name)}, ${sql.ref(`${alias}.${name}`)}${isJson ? sql`` : sql`::text`}`;
  });
  return sql`jsonb_build_object(${sql.join(pairs)})`;
}

async function openNew(trx: Trx, scope: RunScope, at: Date): Promise<void> {
  const { entity, reconciliation } = scope.rules;
  const opened = await sql`
    insert into exceptions (exception_id, key_hash, tie_out_id, entity, reconciliation, period, match_key, currency, state,
      absolute_difference, opened_run, opened_at, changed_run, ${sql.join(DECIDED.map((name) => sql.ref(name)))})
    select f.exception_id, f.key_hash, t.tie_out_id, ${entity}::text, ${reconciliation}::text, t.period, f.match_key,
      f.currency, 'open', abs(f.difference), ${scope.runId}, ${at}, ${scope.runId}, ${columns('f')}
    from moved m join found f on f.exception_id = m.exception_id and f.key_hash = m.key_hash
    join tie_outs t on t.tie_out_id = ${sql.lit(scope.tieOutId)}
    where m.kind = 'opened'`.execute(trx);
  await analyseResultsIfGrown(trx, 'exceptions', opened);
}

async function updateKnown(trx: Trx, scope: RunScope): Promise<void> {
  const assignments = DECIDED.map((name) => sql`${sql.ref(name)} = ${sql.ref(`f.${name}`)}`);
  await sql`
    update exceptions e set ${sql.join(assignments)}, absolute_difference = abs(f.difference), state = 'open',
      changed_run = ${scope.runId}, cleared_run = null, cleared_at = null,
      reopened_times = e.reopened_times + case when m.kind = 'reopened' then 1 else 0 end
    from moved m join found f on f.exception_id = m.exception_id and f.key_hash = m.key_hash
    where m.kind in ('changed', 'reopened') and e.exception_id = m.exception_id and e.key_hash = m.key_hash`.execute(
    trx,
  );
}

async function clearGone(trx: Trx, scope: RunScope, at: Date): Promise<void> {
  await sql`
    update exceptions e set state = 'cleared', changed_run = ${scope.runId}, cleared_run = ${scope.runId}, cleared_at = ${at}
    from moved m
    where m.kind = 'cleared' and e.exception_id = m.exception_id and e.key_hash = m.key_hash`.execute(trx);
}
