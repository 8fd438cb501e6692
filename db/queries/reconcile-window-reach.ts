import { type RawBuilder, sql } from 'kysely';
import { add, compare, type Decimal, decimal, divide, multiply, subtract } from '#core/money/decimal.ts';
import { toText } from '#core/money/format.ts';
import type { SideName } from '#core/reconcile/line.ts';
import type { Limits, ReconciliationRules } from '#core/reconcile/rules.ts';
import { hasAbsolute, hasPercent } from '#core/reconcile/threshold.ts';
import { perCurrency } from './reconcile-rules-sql.ts';

/** From the smallest to the largest amount that may tie with that of a line, so that an index finds its candidates. */
export interface Reach {
  from: RawBuilder<unknown>;
  to: RawBuilder<unknown>;
}

const EVERYTHING: Reach = { from: sql`'-Infinity'::numeric`, to: sql`'Infinity'::numeric` };
const ONE = decimal('1');
/** Decimals of a factor. It is rounded outwards: what reaches too far is compared exactly anyway. */
const FACTOR_SCALE = 40;

/** The reach of a line `l (net, amount, currency)` of one side, where the smaller limit number of both lines is `class`. */
export function reachSql(rules: ReconciliationRules, side: SideName, limit: RawBuilder<unknown>): Reach {
  const { threshold, rounding } = rules;
  const { overrides, ...general } = threshold;
  const hasBridge = rules.parts.some(({ role }) => role === 'bridge');
  const within = (limits: Limits) => {
    const reach = limitsReach(limits, side, hasBridge);
    return rounding ? union(reach, fixedReach(rounding.absolute)) : reach;
  };
  if (overrides.length === 0) return within(general);
  const end = (name: keyof Reach) => {
    const cases = overrides.map((limits, index) => sql`when ${sql.lit(index)} then ${within(limits)[name]}`);
    return sql`(case ${limit} ${sql.join(cases, sql` `)} else ${within(general)[name]} end)`;
  };
  return { from: end('from'), to: end('to') };
}

/** Whether all within reach ties: otherwise each candidate is compared. */
export function reachIsExact({ threshold, parts }: ReconciliationRules): boolean {
  const limits = [threshold, ...threshold.overrides];
  return !limits.some(hasPercent) && parts.every(({ role }) => role !== 'compare');
}

function limitsReach(limits: Limits, side: SideName, hasBridge: boolean): Reach {
  const fixed = fixedReach(hasAbsolute(limits) ? limits.absolute : {});
  if (!hasPercent(limits)) return fixed;
  const share = shareReach(limits, side, hasBridge);
  if (!hasAbsolute(limits)) return share;
  return limits.combine === 'any' ? union(fixed, share) : common(fixed, share);
}

function fixedReach(absolute: Readonly<Record<string, string>>): Reach {
  const limit = perCurrency(absolute, sql`0::numeric`, sql`l.currency`);
  return { from: sql`(l.net - ${limit})`, to: sql`(l.net + ${limit})` };
}

/** A share of the line's own amount is known. Of the other one's, it is solved for that amount. */
function shareReach({ percent, percentBase }: Limits, side: SideName, hasBridge: boolean): Reach {
  const share = multiply(decimal(percent), decimal('0.01'));
  if (percentBase === side) {
    const own = sql`abs(l.amount) * ${sql.lit(toText(share))}::numeric`;
    return { from: sql`(l.net - ${own})`, to: sql`(l.net + ${own})` };
  }
  if (hasBridge || compare(share, ONE) >= 0) return EVERYTHING;
  const least = percentBase === 'max' ? subtract(ONE, share) : divided(add(ONE, share), 'down');
  const most = percentBase === 'min' ? add(ONE, share) : divided(subtract(ONE, share), 'up');
  const [low, high] = [least, most].map((factor) => sql`l.net * ${sql.lit(toText(factor))}::numeric`);
  return { from: sql`least(${low}, ${high})`, to: sql`greatest(${low}, ${high})` };
}

const divided = (by: Decimal, rounding: 'up' | 'down'): Decimal => divide(ONE, by, FACTOR_SCALE, rounding);
const union = (a: Reach, b: Reach): Reach => ({
  from: sql`least(${a.from}, ${b.from})`,
  to: sql`greatest(${a.to}, ${b.to})`,
});
const common = (a: Reach, b: Reach): Reach => ({
  from: sql`greatest(${a.from}, ${b.from})`,
  to: sql`least(${a.to}, ${b.to})`,
});
