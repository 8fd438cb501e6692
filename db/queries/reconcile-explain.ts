import { type RawBuilder, sql } from 'kysely';
import type { SideName } from '#core/reconcile/line.ts';
import type { ExplainRule, FxPass } from '#core/reconcile/rules.ts';
import { sideDataset } from '#core/reconcile/side-field.ts';
import type { Trx } from '../transaction.ts';
import { keyPartSql } from './projection-sql.ts';
import { comparePairs } from './reconcile-fx.ts';
import { fxTiesSql } from './reconcile-fx-pass.ts';
import { findNextPeriods } from './reconcile-next-period.ts';
import { datesWithinSql } from './reconcile-rules-sql.ts';
import type { RunScope } from './reconcile-scope.ts';

/**
 * Why breaks are there: core/reconcile/explain.ts as SQL. `findReasons` looks up what the rules ask for, once `rest_groups`
 * is there, as tables `fx_pairs`, `next_periods` and `one_sided`; the others say what a break `b` makes of them.
 */
export async function findReasons(trx: Trx, scope: RunScope): Promise<void> {
  const pass = fxPassOf(scope);
  if (pass) await comparePairs(trx, scope, pass, sql`rest.match_key`);
  if (scope.cutOff !== null) await findNextPeriods(trx, scope, scope.cutOff);
  if (scope.rules.explain.length > 0) await gatherOneSided(trx, scope);
}

/** By which exceptions of two currencies are compared. */
export function fxPassOf({ rules }: Pick<RunScope, 'rules'>): FxPass | undefined {
  return rules.passes.find((pass) => pass.type === 'fx');
}

/** A row of each break `b`, joined by what `whySql` and `fxSql` read. */
export function reasonJoins(scope: RunScope): RawBuilder<unknown> {
  const joins = [
    ...(fxPassOf(scope)
      ? [sql`left join fx_pairs g on b.type = 'currency' and g.pair_key = b.match_key`]
      : []),
    ...(scope.cutOff === null
      ? []
      : [
          sql`left join next_periods n on b.slot = 0 and n.match_key = b.match_key and n.currency = b.currency`,
        ]),
    ...(scope.rules.explain.length === 0
      ? []
      : [
          sql`left join one_sided e on e.slot = b.slot and e.match_key = b.match_key and e.currency = b.currency`,
        ]),
  ];
  return sql.join(joins, sql` `);
}

/** Class and cause of a break, as an array of two texts. */
export function whySql(scope: RunScope): RawBuilder<unknown> {
  const pass = fxPassOf(scope);
  const because = (name: string, cause: string) => sql`array[${sql.lit(name)}, ${sql.lit(cause)}]`;
  const unexplained = sql`array['unexplained', null]`;
  const ofPairs = pass
    ? sql`case when ${fxTiesSql(pass)} and not ${datesWithinSql(pass, scope.rules.holidays)} then ${because('timing', 'dates')}
          else array['unexplained', g.problem] end`
    : unexplained;
  const next = scope.cutOff === null ? sql`` : sql`when n.cause is not null then array['timing', n.cause]`;
  const rules = scope.rules.explain.map(
    (rule, index) => sql`when ${holds(scope, rule, index)} then ${because(rule.class, rule.name)}`,
  );
  return sql`case when b.type = 'timing' then ${because('timing', 'dates')} when b.type = 'currency' then ${ofPairs}
    ${next} ${sql.join(rules, sql` `)} else ${unexplained} end`;
}

/** The split of a pair of currencies as an exception keeps it; null where there is none. */
export function fxSql(scope: RunScope): RawBuilder<unknown> {
  if (!fxPassOf(scope)) return sql`null::jsonb`;
  const amounts = ['converted', 'difference', 'fx', 'other', 'threshold', 'rate'].map((name) => {
    const column = name === 'converted' ? 'left_amount' : name;
    return sql`${sql.lit(name)}, trim_scale(${sql.ref(`g.${column}`)})::text`;
  });
  return sql`case when g.pair_key is not null and g.problem is null
    then jsonb_build_object(${sql.join(amounts)}, 'rate_date', g.rate_date, 'path', g.path) end`;
}

function holds({ cutOff, asOfDay }: RunScope, rule: ExplainRule, index: number): RawBuilder<unknown> {
  const amount = sql.ref(`b.${rule.side}_amount`);
  const conditions = [
    rule.side === 'left' ? sql`b.type = 'missing_right'` : sql`b.type = 'missing_left'`,
    ...(rule.sign === 'positive' ? [sql`${amount} > 0`] : []),
    ...(rule.sign === 'negative' ? [sql`${amount} < 0`] : []),
    ...(rule.withinDays === undefined
      ? []
      : [
          sql`not e.undated and b.item_date >= ${cutOff ?? asOfDay}::date - ${sql.lit(rule.withinDays)}::int`,
        ]),
    ...(rule.field === undefined ? [] : [sql.ref(`e.holds_${index}`)]),
  ];
  return sql.join(conditions, sql` and `);
}

/** Table `one_sided`: the groups that lack a side, whether a line has no date, and whether all have what each rule asks for. */
async function gatherOneSided(trx: Trx, scope: RunScope): Promise<void> {
  const asked = scope.rules.explain.flatMap((rule, index) => (rule.field === undefined ? [] : [index]));
  const all = asked.map(
    (index) => sql`, bool_and(coalesce(${sql.ref(`holds_${index}`)}, false)) as ${sql.ref(`holds_${index}`)}`,
  );
  if (asked.length > 0) await gatherAskedFields(trx, scope);
  await sql`drop table if exists one_sided`.execute(trx);
  await sql`
    create temporary table one_sided on commit drop as
    select g.slot, g.match_key, g.currency, bool_or(rest.line_date is null) as undated${sql.join(all, sql``)}
    from rest_groups g
    join rest on rest.key_hash = g.key_hash and rest.currency = g.currency
      and (case when rest.match_key is not null then 0 when rest.is_left then 1 else 2 end) = g.slot
      and coalesce(rest.match_key, '~' || rest.record_key) = g.match_key
    ${asked.length === 0 ? sql`` : sql`left join asked_fields a on a.line_no = rest.line_no`}
    where g.left_count = 0 or g.right_count = 0
    group by g.slot, g.match_key, g.currency`.execute(trx);
  await sql`analyze one_sided`.execute(trx);
}

/** Table `asked_fields`: what the record behind a line of `rest` has in the fields that rules of its side ask for. */
async function gatherAskedFields(trx: Trx, scope: RunScope): Promise<void> {
  const sides = (['left', 'right'] as const).filter((side) =>
    scope.rules.explain.some((rule) => rule.side === side && rule.field !== undefined),
  );
  await sql`drop table if exists asked_fields`.execute(trx);
  await sql`
    create temporary table asked_fields on commit drop as
    ${sql.join(
      sides.map((side) => fieldsOf(scope, side)),
      sql` union all `,
    )}`.execute(trx);
  await sql`analyze asked_fields`.execute(trx);
}

function fieldsOf(scope: RunScope, side: SideName): RawBuilder<unknown> {
  const dataset = sideDataset(scope.rules[side].dataset).name;
  const asked = scope.rules.explain.flatMap(({ side: of, field, is = [] }, index) => {
    if (field === undefined) return [];
    const test =
      of === side ? sql`${keyPartSql(dataset, field)} = any(${[...is]}::text[])` : sql`null::boolean`;
    return [sql`${test} as ${sql.ref(`holds_${index}`)}`];
  });
  return sql`
    select rest.line_no, ${sql.join(asked)} from rest join ${sql.table(dataset)} d
      on d.record_hash = rest.record_hash and d.record_key = rest.record_key and d.version = rest.version
    where rest.is_left = ${sql.lit(side === 'left')} and d.stream_id = ${sql.lit(scope[side].streamId)}`;
}
