import { sql } from 'kysely';
import type {
  ComparedRun,
  ExceptionChanges,
  LineChanges,
  MatchChanges,
  SuggestionChanges,
} from '#core/reconcile/backtest.ts';
import type { Trx } from '../transaction.ts';

/**
 * Compares the results in `before_…` and `after_…` line by line, as working tables: `compared` (a row a line that ties out in
 * either, with the match in each) and `kept` (pairs of matches of the same lines). The same as core/reconcile/backtest.ts.
 */
export async function compareLines(trx: Trx): Promise<void> {
  await sql`analyze before_lines`.execute(trx);
  await sql`analyze after_lines`.execute(trx);
  await sql`
    create temporary table compared on commit drop as
    select coalesce(a.is_left, b.is_left) as is_left, coalesce(a.currency, b.currency) as currency,
      coalesce(a.amount, b.amount) as amount, b.set_no as before_set, a.set_no as after_set
    from before_lines b full join after_lines a
      on a.record_hash = b.record_hash and a.record_key = b.record_key and a.is_left = b.is_left`.execute(
    trx,
  );
  await sql`
    create temporary table kept on commit drop as
    select o.before_set, o.after_set from (
      select before_set, after_set, count(*) as shared from compared
      where before_set is not null and after_set is not null group by before_set, after_set
    ) o join before_sets b on b.set_no = o.before_set join after_sets a on a.set_no = o.after_set
    where o.shared = b.left_count + b.right_count and o.shared = a.left_count + a.right_count`.execute(trx);
  await sql`analyze compared`.execute(trx);
  await sql`analyze kept`.execute(trx);
  for (const which of ['before', 'after'] as const) await nameFates(trx, which);
}

/** Table `before_fates` or `after_fates`: what became of each match that is not kept. */
async function nameFates(trx: Trx, which: 'before' | 'after'): Promise<void> {
  const own = sql.ref(`c.${which}_set`);
  const other = sql.ref(`c.${which === 'before' ? 'after' : 'before'}_set`);
  await sql`
    create temporary table ${sql.table(`${which}_fates`)} on commit drop as
    select ${own} as set_no, bool_or(${other} is not null) as is_repaired from compared c
    where ${own} is not null and not exists (select from kept k where k.${sql.ref(`${which}_set`)} = ${own})
    group by 1`.execute(trx);
}

export async function matchChanges(trx: Trx): Promise<MatchChanges> {
  const { rows } = await sql<MatchChanges>`
    select (select count(*)::int from before_sets) as before, (select count(*)::int from after_sets) as after,
      (select count(*)::int from kept) as kept,
      (select count(*)::int from after_fates where not is_repaired) as gained,
      (select count(*)::int from before_fates where not is_repaired) as lost,
      (select count(*)::int from before_fates where is_repaired) as "repairedBefore",
      (select count(*)::int from after_fates where is_repaired) as "repairedAfter"`.execute(trx);
  return rows[0] as MatchChanges;
}

export async function lineChanges(trx: Trx): Promise<LineChanges[]> {
  const sum = (fate: string) => sql`json_build_object('count', count(*) filter (where fate = ${fate}),
    'amount', (coalesce(sum(amount) filter (where fate = ${fate}), 0))::text)`;
  const { rows } = await sql<LineChanges>`
    select case when is_left then 'left' else 'right' end as side, currency, ${sum('kept')} as kept,
      ${sum('gained')} as gained, ${sum('lost')} as lost, ${sum('repaired')} as repaired
    from (
      select c.*, case when c.before_set is null then 'gained' when c.after_set is null then 'lost'
        when k.before_set is not null then 'kept' else 'repaired' end as fate
      from compared c left join kept k on k.before_set = c.before_set and k.after_set = c.after_set
    ) lines group by is_left, currency order by side, currency collate "C"`.execute(trx);
  return rows;
}

export async function exceptionChanges(trx: Trx): Promise<ExceptionChanges[]> {
  const sum = (
    which: boolean,
  ) => sql`json_build_object('count', count(*) filter (where is_after = ${sql.lit(which)}),
    'difference', coalesce(sum(difference) filter (where is_after = ${sql.lit(which)}), 0)::text,
    'absoluteDifference', coalesce(sum(absolute_difference) filter (where is_after = ${sql.lit(which)}), 0)::text)`;
  const { rows } = await sql<ExceptionChanges>`
    select type, class, currency, ${sum(false)} as before, ${sum(true)} as after
    from (select false as is_after, * from before_found union all select true, * from after_found) f
    group by type, class, currency order by type, class, currency collate "C"`.execute(trx);
  return rows;
}

export async function identityChanges(trx: Trx): Promise<Pick<ComparedRun, 'identities' | 'material'>> {
  const { rows } = await sql<Pick<ComparedRun, 'identities' | 'material'>>`
    select json_build_object('appeared', count(*) filter (where b.exception_id is null),
        'gone', count(*) filter (where a.exception_id is null),
        'changed', count(*) filter (where ${IN_BOTH} and ${DIFFERS}), 'same', count(*) filter (where ${IN_BOTH} and not (${DIFFERS}))) as identities,
      json_build_object('before', count(*) filter (where b.severity = 'material'),
        'after', count(*) filter (where a.severity = 'material'),
        'newly', count(*) filter (where a.severity = 'material' and b.severity is distinct from 'material'),
        'noLonger', count(*) filter (where b.severity = 'material' and a.severity is distinct from 'material')) as material
    from before_found b full join after_found a on a.exception_id = b.exception_id`.execute(trx);
  return rows[0] as Pick<ComparedRun, 'identities' | 'material'>;
}

const IN_BOTH = sql`a.exception_id is not null and b.exception_id is not null`;
const DIFFERS = sql`(a.type, a.class, a.severity, a.difference) is distinct from (b.type, b.class, b.severity, b.difference)`;

export async function suggestionChanges(trx: Trx): Promise<SuggestionChanges[]> {
  const { rows } = await sql<SuggestionChanges>`
    select coalesce(b.rule, a.rule) as rule, coalesce(b.label, a.label) as label, coalesce(b.hints, 0) as before,
      coalesce(a.hints, 0) as after
    from before_hints b full join after_hints a on a.rule = b.rule and a.label = b.label order by 1, 2`.execute(
    trx,
  );
  return rows;
}
