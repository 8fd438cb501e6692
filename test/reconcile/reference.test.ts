import { expect, test } from 'vitest';
import type { ReferencePass } from '#core/reconcile/rules.ts';
import { useDatabase } from '#test/support/database.ts';
import { rulesOf, type TestRecord } from './books.ts';
import { runOver, specified } from './pair-twin.ts';

const database = useDatabase();

const reference = (over: Partial<ReferencePass> = {}): ReferencePass => ({
  ...{ name: 'in-text', type: 'reference', referenceSide: 'left', reference: 'number', text: 'reference' },
  ...{ minLength: 4, cardinality: 'N:M', ...over },
});

type Written = [reference: string, amount?: string, date?: string];
const records = (written: Written[]): TestRecord[] =>
  written.map(([text, amount = '10', date = '2026-01-05'], index) => ({
    ...{ recordKey: String(index), reference: text, currency: 'EUR', amount, date, counterparty: null },
  }));

interface Told {
  name: string;
  left: Written[];
  right: Written[];
  pass?: ReferencePass;
  /** Counts of lines of each match. */
  tied: string[];
  suggested: string[];
}

const one = (name: string, number: string, text: string, isTied: boolean): Told => ({
  ...{ name, left: [[number]], right: [[text]], tied: isTied ? ['1:1'] : [], suggested: [] },
});

const TOLD: Told[] = [
  one('written otherwise', 'INV-2024/001', 'Rg. inv 2024 001 danke', true),
  one('without its prefix, as a token', '4711', 'INV 4711', true),
  one('with its prefix', 'INV4711', 'INV 4711', true),
  one('at the start of a longer number', '4711', 'Rg 47110', false),
  one('at the end of a longer number', '4711', 'Rg 14711', false),
  one('within a token with letters', '4711', 'INV4711', false),
  one('part of an IBAN in one word', '3704', 'DE89370400440532013000', false),
  one('a group of an IBAN', '3704', 'von DE89 3704 0044 0532 0130 00', false),
  one('two groups of an IBAN', '00440532', 'von DE89 3704 0044 0532 0130 00', false),
  one('after an IBAN', '4711', 'von DE89 3704 0044 0532 0130 00 zu 4711', true),
  one('across an IBAN', '4711', 'zu 47 DE89 3704 0044 0532 0130 00 11', false),
  one('a date written with dots is no number of the year', '2026', 'Zahlung vom 05.01.2026x', false),
  one('too short to be looked for', '471', 'zu 471', false),
  one('a letter beyond ASCII is folded', 'Ä4711', 'ä4711', true),
  one('an en dash separates', 'INV4711', 'INV–4711', true),
  one('a no-break space separates', '4711', 'Nr.\u00a04711\u00a0danke', true),
  {
    name: 'a date that looks like the number: named, but the amounts do not tie',
    left: [['20260105', '10']],
    right: [['Miete 2026-01-05', '900']],
    tied: [],
    suggested: ['difference 1: 0/0, or nothing'],
  },
  {
    name: 'a payment of three invoices',
    left: [['INV-1001'], ['INV-1002'], ['INV-1003']],
    right: [['INV-1001, INV-1002, INV 1003', '30']],
    tied: ['3:1'],
    suggested: [],
  },
  {
    name: 'the same where the rule says one',
    left: [['INV-1001', '30'], ['INV-1002']],
    right: [['INV-1001, INV-1002', '30']],
    pass: reference({ cardinality: '1:1' }),
    tied: [],
    suggested: ['alternatives 2: 0/0, or nothing'],
  },
  {
    name: 'an invoice that is paid in parts',
    left: [['INV-1001']],
    right: [
      ['1. Rate INV-1001', '4'],
      ['2. Rate INV-1001', '6'],
    ],
    tied: ['1:2'],
    suggested: [],
  },
  {
    name: 'paid short: the whole star is suggested with its difference',
    left: [['INV-1001'], ['INV-1002']],
    right: [['INV-1001 INV-1002', '19']],
    tied: [],
    suggested: ['difference 1: 0,1/0, or nothing'],
  },
  {
    name: 'two invoices and two payments name each other: nothing posts',
    left: [['INV-1001'], ['INV-1002']],
    right: [['INV-1001 INV-1002'], ['INV-1001 INV-1002']],
    tied: [],
    suggested: [
      'alternatives 3: 0/0, or 0/1',
      'alternatives 3: 0/1, or 0/0',
      'alternatives 3: 1/0, or 0/0',
      'alternatives 3: 1/1, or 0/1',
    ],
  },
  {
    name: 'a number that is used again next year, told apart by the days',
    left: [
      ['INV-1001', '10', '2025-01-05'],
      ['INV-1001', '20', '2026-01-05'],
    ],
    right: [
      ['INV-1001', '10', '2025-01-07'],
      ['INV-1001', '20', '2026-01-07'],
    ],
    pass: reference({ days: { before: 0, after: 5 } }),
    tied: ['1:1', '1:1'],
    suggested: [],
  },
];

test.each(TOLD)('$name', async ({ left, right, pass = reference(), tied, suggested }) => {
  const rules = rulesOf({ passes: [pass] });
  const books = { left: records(left), right: records(right) };
  const found = await runOver(database.connection, books, rules);
  expect(found.matches.map((row) => `${row.left_count}:${row.right_count}`).sort()).toEqual(tied);
  expect(
    found.suggestions
      .map((row) => `${row.label} ${row.alternatives}: ${setOf(row.lines)}, or ${setOf(row.runner_up)}`)
      .sort(),
  ).toEqual(suggested);
  expect(found).toEqual(specified(books, rules));
});

function setOf(lines: unknown): string {
  if (lines === null || lines === undefined) return 'nothing';
  const set = JSON.parse(String(lines)) as [string, string][];
  const of = (name: string) => set.filter(([side]) => side === name).map(([, key]) => key);
  return `${of('left').join(',')}/${of('right').join(',')}`;
}

test('a reference of many lines that many texts mention is not multiplied out', async () => {
  const rules = rulesOf({ passes: [reference()] });
  const many = (text: string, apart: string): Written[] =>
    Array.from({ length: 120 }, (_, index): Written => [text, index === 7 ? apart : '10']);
  const books = {
    left: records([...many('KD-4711', '1'), ['INV-1', '5'], ['INV-0815', '6']]),
    right: records([...many('fuer KD 4711', '2'), ['KD 4711 und INV-1', '5'], ['INV 0815', '6']]),
  };
  const found = await runOver(database.connection, books, rules);
  expect(found.matches.length).toBe(1);
  expect(new Set(found.suggestions.map(({ label }) => label))).toEqual(new Set(['truncated']));
  expect(found.suggestions.every(({ alternatives }) => alternatives === null)).toBe(true);
  expect(found).toEqual(specified(books, rules));
});

test('five thousand texts that mention one line are one star', async () => {
  const rules = rulesOf({ passes: [reference()] });
  const books = {
    left: records([['KD-4711', '5000']]),
    right: records(Array.from({ length: 5_000 }, (): Written => ['fuer KD 4711', '1'])),
  };
  const found = await runOver(database.connection, books, rules);
  expect(found.matches.map((row) => [row.left_count, row.right_count])).toEqual([[1, 5_000]]);
}, 200_000);
