import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cronProblem } from '#core/calendar/cron.ts';
import { parseCron } from '#jobs/cron-next.ts';

const part = fc.oneof(
  fc.constantFrom(
    '*',
    '*/5',
    '*/0',
    '1-5',
    '5-1',
    '1-5/2',
    'mon',
    'fri',
    'jan',
    'L',
    '#',
    '',
    '7',
    '0',
    '1,2',
    '1,,2',
    '5/2',
    '-1',
    '1.5',
  ),
  fc.integer({ min: 0, max: 70 }).map(String),
);

test('what passes here is what the scheduler takes', () => {
  fc.assert(
    fc.property(fc.array(part, { minLength: 4, maxLength: 6 }), (parts) => {
      const cron = parts.join(' ');
      if (cronProblem(cron) === undefined) expect(() => parseCron(cron, 'UTC'), cron).not.toThrow();
    }),
    { numRuns: 5000 },
  );
});

test('plain crons pass', () => {
  for (const cron of [
    '* * * * *',
    '30 6 * * 1-5',
    '0 8 1 1,4,7,10 *',
    '*/15 0-6,22 * jan-dec mon',
    '0 0 * * 7',
    '0 0 31 12 SUN',
  ]) {
    expect(cronProblem(cron), cron).toBeUndefined();
  }
  expect(cronProblem('')).toBe('a cron has five fields, this has 0');
});
