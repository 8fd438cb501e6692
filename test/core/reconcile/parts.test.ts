import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  absolute,
  add,
  compare,
  type Decimal,
  decimal,
  isZero,
  subtract,
  sum,
  ZERO,
} from '#core/money/decimal.ts';
import { groupLimit } from '#core/reconcile/group.ts';
import type { Line } from '#core/reconcile/line.ts';
import { partDifferences } from '#core/reconcile/parts.ts';
import { reconcile } from '#core/reconcile/reconcile.ts';
import { allowanceOf } from '#core/reconcile/threshold.ts';
import { rules as anyRules } from '#test/reconcile/arbitrary.ts';

const amounts = fc.constantFrom('-2', '-1', '0', '0.02', '0.98', '1', '1', '2', '3').map(decimal);
const lines = fc
  .array(
    fc.record({
      side: fc.constantFrom('left' as const, 'right' as const),
      keys: fc.constantFrom('A', 'A', 'B').map((key) => [key, key, key]),
      currency: fc.constantFrom('EUR', 'EUR', 'USD'),
      amount: amounts,
      date: fc.constant('2026-01-01'),
      parts: fc.tuple(...[1, 2, 3].map(() => fc.oneof(fc.constant(ZERO), amounts))),
      limit: fc.constantFrom(null, null, 0, 1, 2),
    }),
    { maxLength: 6 },
  )
  .map((all): Line[] => all.map((line, index) => ({ ...line, recordKey: String(index) })));

test('what ties out is explained but for what is allowed, and what is not proposed is no rounding', () => {
  let [explained, proposed, parted] = [0, 0, 0];
  fc.assert(
    fc.property(lines, anyRules, (all, rules) => {
      const { matches, breaks } = reconcile(all, rules);
      for (const match of matches) {
        const sides = {
          left: match.lines.filter(isLeft),
          right: match.lines.filter((line) => !isLeft(line)),
        };
        const { left, right, currency, difference } = match;
        const allowed = allowanceOf(rules, currency, left.amount, right.amount, groupLimit(sides));
        const bridges = rules.parts.flatMap((part) =>
          part.role === 'bridge' ? [partDifferences(sides, rules)?.[part.name] ?? ZERO] : [],
        );
        const residual = subtract(difference, sum(bridges));
        if (left.count > 0 && right.count > 0) expectWithin(residual, allowed);
        else expect([residual, difference].every(isZero)).toBe(true);
        for (const { name, role } of rules.parts) {
          const own = partDifferences(sides, rules)?.[name] ?? ZERO;
          if (role === 'compare') expectWithin(own, allowed);
        }
        expect(Object.values(match.explained).some(isZero)).toBe(false);
        const unexplained = subtract(difference, sum(Object.values(match.explained)));
        expect(compare(add(unexplained, match.writeOff ?? ZERO), residual)).toBe(0);
        if (match.writeOff) {
          proposed++;
          expect(isZero(unexplained) && !isZero(match.writeOff)).toBe(true);
          expectWithin(match.writeOff, decimal(rules.rounding?.absolute[currency] ?? '0'));
        }
        explained += Object.keys(match.explained).length;
      }
      for (const found of breaks.filter(({ type }) => type === 'part')) {
        parted++;
        const differs = rules.parts.some(
          ({ name, role }) =>
            role === 'compare' &&
            compare(absolute(found.partDifferences?.[name] ?? ZERO), found.threshold as Decimal) > 0,
        );
        expect(differs).toBe(true);
      }
    }),
    { numRuns: 2_000 },
  );
  // The books are such that all of it comes up.
  expect(Math.min(explained, proposed, parted)).toBeGreaterThan(0);
});

const isLeft = ({ side }: Line) => side === 'left';
const expectWithin = (difference: Decimal, limit: Decimal) =>
  expect(compare(absolute(difference), limit)).toBeLessThanOrEqual(0);
