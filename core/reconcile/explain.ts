import type { ExceptionClass } from '../exception/exception.ts';
import { type Decimal, isNegative, isZero } from '../money/decimal.ts';
import type { Facts } from './facts.ts';
import { firstDate, type Group, total } from './group.ts';
import { nextPeriod } from './next-period.ts';
import { daysAfter } from './rates.ts';
import type { ExplainRule, KeyPass, Pass, ReconciliationRules } from './rules.ts';
import type { Explained } from './tied.ts';

/** What explains a break, if anything does: the class, and the rule or circumstance that says so. */
export interface Why {
  class: ExceptionClass;
  cause: string | null;
}

export const UNEXPLAINED: Why = { class: 'unexplained', cause: null };

export const DATES: Why = { class: 'timing', cause: 'dates' };

/** What explains a group that does not tie out: what the next period shows, else the first rule that holds. */
export function whyOf(group: Group, pass: Pass, rules: ReconciliationRules, facts: Facts): Why {
  // Only a key tells which later lines belong to it.
  const next = group.key === null ? null : nextPeriod(group, pass as KeyPass, rules, facts);
  if (next) return { class: 'timing', cause: next };
  const rule = rules.explain.find((one) => holds(one, group, facts));
  return rule ? { class: rule.class, cause: rule.name } : UNEXPLAINED;
}

function holds(rule: ExplainRule, group: Group, facts: Facts): boolean {
  const [lines, others] = rule.side === 'left' ? [group.left, group.right] : [group.right, group.left];
  if (lines.length === 0 || others.length > 0) return false;
  const amount = total(lines);
  if (rule.sign === 'positive' && (isNegative(amount) || isZero(amount))) return false;
  if (rule.sign === 'negative' && !isNegative(amount)) return false;
  if (rule.withinDays !== undefined && !isRecent(group, rule.withinDays, facts)) return false;
  const { field, is = [] } = rule;
  return field === undefined || lines.every((line) => isOneOf(facts.valueOf(line, field), is));
}

const isOneOf = (value: string | null, values: readonly string[]): boolean =>
  value !== null && values.includes(value);

/** The earliest of its lines counts; one without a date cannot be shown to be recent. */
function isRecent({ left, right }: Group, days: number, { cutOff, asOfDay }: Facts): boolean {
  const [lines, from] = [[...left, ...right], cutOff ?? asOfDay];
  if (from === null || lines.some(({ date }) => date === null)) return false;
  return (firstDate(lines) as string) >= daysAfter(from, -days);
}

/** A class explains the whole difference of a break, or none of it. */
export function explainedBy({ class: by }: Why, difference: Decimal): Explained {
  return by === 'unexplained' || isZero(difference) ? {} : { [by]: difference };
}
