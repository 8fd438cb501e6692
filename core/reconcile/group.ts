import { type Decimal, sum } from '../money/decimal.ts';
import { dayNumbering, type NumberDay } from './business-days.ts';
import type { Line } from './line.ts';
import type { Cardinality, Days, ReconciliationRules } from './rules.ts';

/** The lines of one key and one currency, on both sides. */
export interface Group {
  /** Null for a line that has no key: it is a group of its own. */
  key: string | null;
  currency: string;
  left: Line[];
  right: Line[];
}

/** Groups by key and currency, in the order in which they first show. Lines without a key are left out. */
export function groupByKey(lines: readonly Line[], keyIndex: number): Group[] {
  const groups = new Map<string, Group>();
  for (const line of lines) {
    const key = line.keys[keyIndex] ?? null;
    if (key === null) continue;
    const id = JSON.stringify([key, line.currency]);
    const group = groups.get(id) ?? { key, currency: line.currency, left: [], right: [] };
    group[line.side].push(line);
    groups.set(id, group);
  }
  return [...groups.values()];
}

export const total = (lines: readonly Line[]): Decimal => sum(lines.map((line) => line.amount));

/** Of a group's lines, the first override of the threshold that any is under. */
export function groupLimit({ left, right }: Pick<Group, 'left' | 'right'>): number | null {
  return [...left, ...right].reduce<number | null>(
    (first, { limit }) => (limit !== null && (first === null || limit < first) ? limit : first),
    null,
  );
}

/** A pass says "one" of a side, and there are more. */
export function breaksCardinality(
  pass: { cardinality: Cardinality },
  group: Pick<Group, 'left' | 'right'>,
): boolean {
  const [left, right] = pass.cardinality.split(':');
  return (left === '1' && group.left.length > 1) || (right === '1' && group.right.length > 1);
}

/**
 * Whether every right line lies within the days of the pass around every left line, and otherwise by how many days the
 * pair that is furthest out lies apart, in days of the pass (negative: the right side is earlier; out on both ends: the later
 * one counts).
 * A line without a date cannot be shown to lie within.
 */
export function datesWithin(
  pass: { days?: Days },
  group: Pick<Group, 'left' | 'right'>,
  { holidays }: Pick<ReconciliationRules, 'holidays'>,
): { within: boolean; daysApart: number | null } {
  if (pass.days === undefined) return { within: true, daysApart: null };
  const number = dayNumbering(pass.days, holidays);
  const [left, right] = [dayNumbers(group.left, number), dayNumbers(group.right, number)];
  const dated = left.length > 0 && right.length > 0;
  const latest = dated ? Math.max(...right) - Math.min(...left) : 0;
  const earliest = dated ? Math.min(...right) - Math.max(...left) : 0;
  if (latest > pass.days.after) return { within: false, daysApart: latest };
  if (earliest < -pass.days.before) return { within: false, daysApart: earliest };
  const undated = left.length < group.left.length || right.length < group.right.length;
  return { within: !undated, daysApart: null };
}

/** The earliest date among the lines. */
export function firstDate(lines: readonly Line[]): string | null {
  return lines.reduce<string | null>(
    (first, { date }) => (date !== null && (first === null || date < first) ? date : first),
    null,
  );
}

const dayNumbers = (lines: readonly Line[], number: NumberDay): number[] =>
  lines.flatMap(({ date }) => (date === null ? [] : [number(date)]));
