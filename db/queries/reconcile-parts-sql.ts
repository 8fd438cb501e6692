import { type RawBuilder, sql } from 'kysely';
import type { AmountPart, ReconciliationRules } from '#core/reconcile/rules.ts';

/**
 * core/reconcile/parts.ts as SQL over a group `g (left_parts, right_parts)`: the sums of each part in the order of the
 * rules; null for a side without lines. Rules without parts need neither column: nothing here then names them.
 */
type Parted = Pick<ReconciliationRules, 'parts'>;

/** The aggregates of a group over lines that have `is_left` and `parts`, each with a comma before it. */
export function partSums({ parts }: Parted): RawBuilder<unknown> {
  if (parts.length === 0) return sql``;
  const sums = (isLeft: boolean) =>
    sql.join(
      parts.map(
        (_, index) => sql`sum(parts[${sql.lit(index + 1)}]) filter (where is_left = ${sql.lit(isLeft)})`,
      ),
    );
  return sql`, array[${sums(true)}] as left_parts, array[${sums(false)}] as right_parts`;
}

/** What must tie: left minus right, without the parts that bridge the two. Null where a side has no lines. */
export function residualSql(rules: Parted): RawBuilder<unknown> {
  const bridges = numbered(rules, 'bridge').map(({ difference }) => sql` - ${difference}`);
  return sql`(g.left_amount - g.right_amount${sql.join(bridges, sql``)})`;
}

/** Whether each part that is compared apart ties on its own, as a condition that begins with `and`. */
export function andPartsTie(rules: Parted, allowed: RawBuilder<unknown>): RawBuilder<unknown> {
  const ties = numbered(rules, 'compare').map(({ difference }) => sql` and abs(${difference}) <= ${allowed}`);
  return sql`${sql.join(ties, sql``)}`;
}

/** Whether every part adds up to exactly zero, as a condition that begins with `and`. */
export function andPartsNetToZero(rules: Parted): RawBuilder<unknown> {
  const nets = rules.parts.map((_, index) => sql` and ${differenceSql(index)} = 0`);
  return sql`${sql.join(nets, sql``)}`;
}

/** What the parts that bridge explain, per class, as jsonb; null where they explain nothing. */
export function bridgedSql(rules: Parted): RawBuilder<unknown> {
  const bridges = numbered(rules, 'bridge');
  if (bridges.length === 0) return sql`null::jsonb`;
  const classes = [...new Set(bridges.map(({ part }) => part.class))];
  return amountsSql(
    classes.map((name) => ({
      name,
      amount: sql.join(
        bridges.filter(({ part }) => part.class === name).map(({ difference }) => difference),
        sql` + `,
      ),
    })),
  );
}

/** The parts in which the sides differ, by name, as jsonb; null where they differ in none. */
export function partDifferencesSql({ parts }: Parted): RawBuilder<unknown> {
  if (parts.length === 0) return sql`null::jsonb`;
  return amountsSql(parts.map(({ name }, index) => ({ name, amount: differenceSql(index) })));
}

function numbered({ parts }: Parted, role: AmountPart['role']) {
  return parts
    .map((part, index) => ({ part, difference: differenceSql(index) }))
    .filter(({ part }) => part.role === role);
}

function differenceSql(index: number): RawBuilder<unknown> {
  const no = sql.lit(index + 1);
  return sql`(coalesce(g.left_parts[${no}], 0) - coalesce(g.right_parts[${no}], 0))`;
}

/** An object of decimal texts without trailing zeros, without those that are zero. */
function amountsSql(amounts: { name: string; amount: RawBuilder<unknown> }[]): RawBuilder<unknown> {
  const pairs = amounts.map(
    ({ name, amount }) => sql`${sql.lit(name)}, nullif(trim_scale(${amount}), 0)::text`,
  );
  return sql`nullif(jsonb_strip_nulls(jsonb_build_object(${sql.join(pairs)})), '{}')`;
}
