import { expect, test } from 'vitest';
import type { WindowPass } from '#core/reconcile/rules.ts';
import { useDatabase } from '#test/support/database.ts';
import { reconcile } from '#workflows/reconcile.ts';
import { emptyBooks, rulesOf, type TestRecord, takeSnapshot } from './books.ts';
import { deskOf, PREPARER } from './desk.ts';
import { runOver, specified } from './pair-twin.ts';

const database = useDatabase();

const window = (over: Partial<WindowPass> = {}): WindowPass => ({
  ...{ name: 'by-amount', type: 'window', days: { before: 0, after: 5 } },
  ...{ on: [{ left: 'counterparty', right: 'counterparty' }], ...over },
});

type Written = [amount: string, date: string | null, counterparty?: string | null];
const records = (written: Written[]): TestRecord[] =>
  written.map(([amount, date, counterparty = 'X'], index) => ({
    ...{ recordKey: String(index), reference: null, currency: 'EUR', amount, date, counterparty },
  }));

interface Told {
  name: string;
  left: Written[];
  right: Written[];
  pass?: WindowPass;
  /** Record keys of each pair that ties out, left first. */
  tied: string[];
  /** Label, pair, and runner-up of each suggestion. */
  suggested: string[];
}

const TOLD: Told[] = [
  {
    name: 'one with one',
    left: [['10', '2026-01-05']],
    right: [['10', '2026-01-08']],
    tied: ['0-0'],
    suggested: [],
  },
  {
    name: 'the right side is earlier',
    left: [['10', '2026-01-05']],
    right: [['10', '2026-01-04']],
    tied: [],
    suggested: [],
  },
  {
    name: 'a day too late',
    left: [['10', '2026-01-05']],
    right: [['10', '2026-01-11']],
    tied: [],
    suggested: [],
  },
  { name: 'no date', left: [['10', null]], right: [['10', '2026-01-05']], tied: [], suggested: [] },
  {
    name: 'no counterparty',
    left: [['10', '2026-01-05', null]],
    right: [['10', '2026-01-05', null]],
    tied: [],
    suggested: [],
  },
  {
    name: 'the same amount from two customers on one day',
    left: [
      ['10', '2026-01-05', 'X'],
      ['10', '2026-01-05', 'Y'],
    ],
    right: [
      ['10', '2026-01-06', 'Y'],
      ['10', '2026-01-06', 'X'],
    ],
    tied: ['0-1', '1-0'],
    suggested: [],
  },
  {
    name: 'the same where nobody says who it is from: all four are open',
    left: [
      ['10', '2026-01-05', 'X'],
      ['10', '2026-01-05', 'Y'],
    ],
    right: [
      ['10', '2026-01-06', 'Y'],
      ['10', '2026-01-06', 'X'],
    ],
    pass: window({ on: [] }),
    tied: [],
    suggested: [
      'alternatives 3: 0-0, or 0-1',
      'alternatives 3: 0-1, or 0-0',
      'alternatives 3: 1-0, or 0-0',
      'alternatives 3: 1-1, or 0-1',
    ],
  },
  {
    name: 'one invoice and two payments of its amount: the nearer one is better, neither posts',
    left: [['10', '2026-01-05']],
    right: [
      ['10', '2026-01-08'],
      ['10', '2026-01-06'],
    ],
    tied: [],
    suggested: ['alternatives 2: 0-0, or 0-1', 'alternatives 2: 0-1, or 0-0'],
  },
  {
    name: 'over a weekend, in business days',
    left: [['10', '2026-01-09']],
    right: [['10', '2026-01-12']],
    pass: window({ days: { before: 0, after: 1, business: true } }),
    tied: ['0-0'],
    suggested: [],
  },
  {
    name: 'over a weekend, in calendar days',
    left: [['10', '2026-01-09']],
    right: [['10', '2026-01-12']],
    pass: window({ days: { before: 0, after: 1 } }),
    tied: [],
    suggested: [],
  },
];

test.each(TOLD)('$name', async ({ left, right, pass = window(), tied, suggested }) => {
  const rules = rulesOf({ passes: [pass] });
  const books = { left: records(left), right: records(right) };
  const found = await runOver(database.connection, books, rules);
  expect(found.matches.length).toBe(tied.length);
  const partners = new Map<string, string[]>();
  for (const { key, side, record_key: recordKey } of found.members)
    partners.set(String(key), [...(partners.get(String(key)) ?? []), `${side} ${recordKey}`]);
  expect(
    [...partners.values()]
      .map((pair) =>
        pair
          .sort()
          .map((one) => one.split(' ')[1])
          .join('-'),
      )
      .sort(),
  ).toEqual(tied);
  const pairOf = (set: unknown) =>
    set === null ? 'nothing' : (JSON.parse(String(set)) as string[][]).map(([, key]) => key).join('-');
  expect(
    found.suggestions
      .map((row) => `${row.label} ${row.alternatives}: ${pairOf(row.lines)}, or ${pairOf(row.runner_up)}`)
      .sort(),
  ).toEqual(suggested);
  expect(found).toEqual(specified(books, rules));
});

test('twenty thousand equal amounts a side are not compared each with each', async () => {
  const { connection } = database;
  await emptyBooks(connection);
  const equal = Array.from({ length: 20_000 }, (): Written => ['10', '2026-01-05', 'X']);
  const rules = rulesOf({ passes: [window()] });
  await takeSnapshot(connection, 'left', records(equal));
  await takeSnapshot(connection, 'right', records(equal));
  const started = performance.now();
  const summary = await reconcile(deskOf(connection, [rules]), PREPARER, {
    reconciliation: rules.reconciliation,
  });
  // On a quiet machine it is a few seconds; four hundred million pairs would take many minutes.
  expect(performance.now() - started).toBeLessThan(100_000);
  expect(summary.matchCount).toBe(0);
  const { rows } = await connection.pool.query(
    `select label, count(*)::int as count, count(alternatives)::int as counted, count(runner_up)::int as runners
     from suggestions group by label`,
  );
  // Two for each line; the best two pairs of the first lines of both sides are the same ones.
  expect(rows).toEqual([{ label: 'truncated', count: 79_996, counted: 0, runners: 79_996 }]);
}, 200_000);
