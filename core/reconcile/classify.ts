import {
  absolute,
  add,
  compare,
  type Decimal,
  decimal,
  isZero,
  negate,
  subtract,
  sum,
  ZERO,
} from '../money/decimal.ts';
import type { Break, BreakSide } from './break.ts';
import { type CurrencyPair, pairCurrencies } from './currency-pair.ts';
import { DATES, explainedBy, UNEXPLAINED, whyOf } from './explain.ts';
import type { Facts } from './facts.ts';
import { fxDates, fxTies, splitFx } from './fx.ts';
import {
  breaksCardinality,
  datesWithin,
  firstDate,
  type Group,
  groupByKey,
  groupLimit,
  total,
} from './group.ts';
import { unkeyed } from './key.ts';
import type { Line } from './line.ts';
import { partDifferences, partsTie, residual } from './parts.ts';
import { isKeyed } from './pass-key.ts';
import type { KeyPass, Pass, ReconciliationRules } from './rules.ts';
import { allowanceOf } from './threshold.ts';

/**
 * Every line that no pass took becomes part of exactly one break: per first-pass key and currency, or on its own where
 * it has no key. A key that has lines of one currency on the left only and of one other on the right only is one break.
 */
export function classify(rest: readonly Line[], rules: ReconciliationRules, facts: Facts): Break[] {
  const first = rules.passes[0] as Pass;
  const keyed = isKeyed(rules) ? groupByKey(rest, 0) : [];
  const loose = rest.filter((line) => !isKeyed(rules) || (line.keys[0] ?? null) === null).map(alone);
  const { pairs, others } = pairCurrencies(keyed);
  return [
    ...pairs.map((pair) => currencyBreak(pair, first, rules, facts)),
    ...[...others, ...loose].map((group) => groupBreak(group, first, rules, facts)),
  ];
}

function alone(line: Line): Group {
  const group: Group = { key: null, currency: line.currency, left: [], right: [] };
  group[line.side].push(line);
  return group;
}

function currencyBreak(pair: CurrencyPair, pass: Pass, rules: ReconciliationRules, facts: Facts): Break {
  const { left, right } = pair;
  const [l, r] = [side(left.left, left.currency), side(right.right, right.currency)] as [
    BreakSide,
    BreakSide,
  ];
  const { fxPass, fx, why, daysApart } = fxOf(pair, rules, facts);
  const material = fx
    ? isMaterial(rules, r.currency, fx.difference)
    : [l, r].some((one) => isMaterial(rules, one.currency, one.amount));
  return {
    ...{ key: left.key as string, currency: left.currency, type: 'currency', left: l, right: r },
    ...{ rule: (fxPass ?? pass).name, severity: material ? 'material' : 'normal' },
    ...{ difference: l.amount, threshold: null, daysApart, partDifferences: null },
    ...{ ...why, explained: explainedBy(why, l.amount), fx },
    itemDate: earlier(l.date, r.date),
  };
}

/** A pair of currencies is compared by the first fx pass; amounts that tie, out of its days, are explained by them. */
function fxOf(pair: CurrencyPair, rules: ReconciliationRules, facts: Facts) {
  const fxPass = rules.passes.find((one) => one.type === 'fx');
  if (!fxPass) return { fxPass, fx: null, why: UNEXPLAINED, daysApart: null };
  const split = splitFx(pair, fxPass, facts.quotes[fxPass.rates] ?? [], rules);
  const { within, daysApart } = fxDates(pair, fxPass, rules);
  if (typeof split === 'string')
    return { fxPass, fx: null, why: { ...UNEXPLAINED, cause: split }, daysApart };
  const isTiming = !within && fxTies(pair, fxPass, split);
  return { fxPass, fx: split, why: isTiming ? DATES : UNEXPLAINED, daysApart };
}

function groupBreak(group: Group, pass: Pass, rules: ReconciliationRules, facts: Facts): Break {
  const { currency } = group;
  const [left, right] = [side(group.left, currency), side(group.right, currency)];
  const difference = subtract(left?.amount ?? ZERO, right?.amount ?? ZERO);
  const threshold =
    left && right && allowanceOf(rules, currency, left.amount, right.amount, groupLimit(group));
  const type = typeOf(group, rules, difference, threshold);
  const why = type === 'timing' ? DATES : whyOf(group, pass, rules, facts);
  return {
    ...{ currency, left, right, type, difference, threshold, rule: pass.name, fx: null },
    key: group.key ?? unkeyed((group.left[0] ?? (group.right[0] as Line)).recordKey),
    ...{ ...why, explained: explainedBy(why, difference) },
    partDifferences: left && right && partDifferences(group, rules),
    severity: isMaterial(rules, currency, difference) ? 'material' : 'normal',
    daysApart: left && right && datesWithin(pass as KeyPass, group, rules).daysApart,
    itemDate: earlier(left?.date ?? null, right?.date ?? null),
  };
}

function typeOf(
  group: Group,
  rules: ReconciliationRules,
  difference: Decimal,
  threshold: Decimal | null,
): Break['type'] {
  if (threshold === null) return group.left.length === 0 ? 'missing_left' : 'missing_right';
  // Only a key brings both sides into one group.
  if (breaksCardinality(rules.passes[0] as KeyPass, group)) return 'duplicate';
  // Where the whole ties it can only be a part of it, or the dates.
  if (compare(absolute(residual(group, rules)), threshold) <= 0)
    return partsTie(group, rules, threshold) ? 'timing' : 'part';
  return isExplainedByRepeats(group, difference) ? 'duplicate' : 'amount';
}

/** Lines of a side that repeat amount and date of another one: without them, the difference would be zero. */
function isExplainedByRepeats(group: Group, difference: Decimal): boolean {
  const [left, right] = [repeated(group.left), repeated(group.right)];
  const explanations = [left, negate(right), subtract(left, right)];
  return (
    (!isZero(left) || !isZero(right)) &&
    !isZero(difference) &&
    explanations.some((explained) => compare(explained, difference) === 0)
  );
}

/** Sum of all copies beyond the first of each amount and date. */
function repeated(lines: readonly Line[]): Decimal {
  return sum(
    lines
      .filter((line, index) =>
        lines
          .slice(0, index)
          .some((other) => other.date === line.date && compare(other.amount, line.amount) === 0),
      )
      .map((line) => line.amount),
  );
}

function side(lines: readonly Line[], currency: string): BreakSide | null {
  if (lines.length === 0) return null;
  return { count: lines.length, amount: add(total(lines), ZERO), currency, date: firstDate(lines) };
}

/** A currency without a materiality has no material exceptions. */
function isMaterial(rules: ReconciliationRules, currency: string, amount: Decimal): boolean {
  const limit = rules.materiality[currency];
  return limit !== undefined && compare(absolute(amount), decimal(limit)) >= 0;
}

function earlier(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}
