import { expect, test } from 'vitest';
import { PeriodInvalid } from '#core/reconcile/failures.ts';
import { periodEnd } from '#core/reconcile/period.ts';

test.each([
  ['', null],
  ['2024-02', '2024-02-29'],
  ['2026-02', '2026-02-28'],
  ['2026-12', '2026-12-31'],
  ['2026-Q1', '2026-03-31'],
  ['2026-Q4', '2026-12-31'],
  ['2026', '2026-12-31'],
  ['0099-01', '0099-01-31'],
])('%s ends on %s', (period, end) => {
  expect(periodEnd(period)).toBe(end);
});

test.each(['2026-00', '2026-13', '2026-Q5', '2026-1', '26', '2026-01-31', ' 2026'])(
  '%s is no period',
  (period) => {
    expect(() => periodEnd(period)).toThrow(PeriodInvalid);
  },
);
