import fc from 'fast-check';
import { expect, test } from 'vitest';
import { add, type Decimal, decimal, ZERO } from '#core/money/decimal.ts';
import { toText } from '#core/money/format.ts';
import type { Line } from '#core/reconcile/line.ts';
import { passesInOrder, passNumbered } from '#core/reconcile/passes.ts';
import { reconcile } from '#core/reconcile/reconcile.ts';
import { rules as anyRules } from '#test/reconcile/arbitrary.ts';
import { keyPass, rulesOf } from '#test/reconcile/books.ts';
import { CASES } from '#test/reconcile/cases.ts';
import { linesOf } from '#test/reconcile/results.ts';

let made = 0;
const line = (
  side: 'left' | 'right',
  key: string | null,
  amount: string,
  over: Partial<Line> = {},
): Line => ({
  ...{
    side,
    recordKey: `${side}-${made++}`,
    keys: [key],
    currency: 'EUR',
    amount: decimal(amount),
    date: '2026-01-10',
    parts: [],
    limit: null,
  },
  ...over,
});
const left = (key: string | null, amount: string, over?: Partial<Line>) => line('left', key, amount, over);
const right = (key: string | null, amount: string, over?: Partial<Line>) => line('right', key, amount, over);

test.each(CASES)('$name', ({ left: onLeft, right: onRight, rules, expected }) => {
  const { lines } = linesOf(rules, { left: onLeft, right: onRight }, '');
  expect(
    reconcile(lines, rules)
      .breaks.map((found) => found.type)
      .sort(),
  ).toEqual(expected);
});

test('the first pass is applied once more to what a later one leaves', () => {
  const rules = rulesOf({ passes: [keyPass(), keyPass({ name: 'second' })] });
  const lines = [
    left('A', '100', { keys: ['A', null] }),
    left('A', '50', { keys: ['A', 'B'] }),
    right('A', '100', { keys: ['A', null] }),
    right('Z', '50', { keys: ['Z', 'B'] }),
  ];
  const { matches, breaks } = reconcile(lines, rules);
  expect(breaks).toEqual([]);
  expect(matches.map(({ pass, key }) => [pass, key])).toEqual([
    [2, 'B'],
    [3, 'A'],
  ]);
  expect(passesInOrder(rules).map(({ pass }) => pass.name)).toEqual([
    'by-reference',
    'second',
    'by-reference',
  ]);
  expect(passNumbered(rules, 3)?.name).toBe('by-reference');
});

const amounts = fc.integer({ min: -3, max: 3 }).map(String);
const keys = fc.constantFrom('A', 'B', null);
const lines = fc
  .array(
    fc.record({
      side: fc.constantFrom('left' as const, 'right' as const),
      keys: fc.tuple(keys, keys, keys),
      currency: fc.constantFrom('EUR', 'USD'),
      amount: amounts.map(decimal),
      date: fc.constantFrom('2026-01-01', '2026-01-09', null),
      parts: fc.tuple(amounts, amounts, amounts).map((texts) => texts.map(decimal)),
      limit: fc.constantFrom(null, null, 0, 1, 2),
    }),
    { maxLength: 12 },
  )
  .map((all): Line[] => all.map((found, index) => ({ ...found, recordKey: String(index) })));

test('every line is in exactly one match or break: counts and sums are conserved', () => {
  fc.assert(
    fc.property(lines, anyRules, (all, rules) => {
      const { matches, breaks } = reconcile(all, rules);
      const counts = new Map<string, [number, Decimal]>();
      const count = (side: string, currency: string, number: number, amount: Decimal) => {
        const [n, sum] = counts.get(`${side} ${currency}`) ?? [0, ZERO];
        counts.set(`${side} ${currency}`, [n + number, add(sum, amount)]);
      };
      for (const match of matches) {
        for (const side of ['left', 'right'] as const)
          count(side, match.currency, match[side].count, match[side].amount);
      }
      for (const found of breaks) {
        for (const side of ['left', 'right'] as const) {
          const part = found[side];
          if (part) count(side, part.currency, part.count, part.amount);
        }
      }
      for (const side of ['left', 'right']) {
        for (const currency of ['EUR', 'USD']) {
          const own = all.filter((found) => found.side === side && found.currency === currency);
          const [n, sum] = counts.get(`${side} ${currency}`) ?? [0, ZERO];
          expect(n).toBe(own.length);
          expect(toText(sum)).toBe(toText(own.reduce((total, { amount }) => add(total, amount), ZERO)));
        }
      }
    }),
    { numRuns: 1_000 },
  );
});

test('the order of the lines does not matter', () => {
  const text = (result: ReturnType<typeof reconcile>) =>
    JSON.stringify([
      result.matches
        .map(({ lines, ...found }) => JSON.stringify([found, lines.map((of) => JSON.stringify(of)).sort()]))
        .sort(),
      result.breaks.map((found) => JSON.stringify(found)).sort(),
    ]);
  fc.assert(
    fc.property(lines, anyRules, (all, rules) => {
      expect(text(reconcile([...all].reverse(), rules))).toBe(text(reconcile(all, rules)));
    }),
    { numRuns: 500 },
  );
});
