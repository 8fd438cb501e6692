import { expect, test } from 'vitest';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import {
  beginsWith,
  buildStatement,
  isProven,
  type StatedAccount,
  type StatementAmount,
  type StatementInput,
  unexplainedOf,
} from '#core/reconcile/statement.ts';
import { itemWords } from '#core/reconcile/statement-words.ts';

const item = (over: Partial<StatementAmount>): StatementAmount => ({
  ...{ origin: 'exception', class: 'unexplained', cause: null, kind: 'missing_right', side: 'left' },
  ...{ currency: 'EUR', count: 1, amount: '0' },
  ...over,
});
const account: StatedAccount = {
  ...{ currency: 'EUR', account: 'DE02', opening: '10000.00', openingDate: '2026-01-01' },
  ...{ closing: '10780.00', closingDate: '2026-01-31', statements: 2, gaps: 0 },
};

/** Ledger 1,000: a deposit of 300 is in transit, a payment of 100 outstanding, a charge of 20 not booked. Bank 780. */
const books: StatementInput = {
  from: 'left',
  sides: [
    { side: 'left', currency: 'EUR', total: '1000.00', lineCount: 9 },
    { side: 'right', currency: 'EUR', total: '780.00', lineCount: 8 },
  ],
  items: [
    item({ class: 'fee', cause: 'bank-charges', kind: null, side: 'right', amount: '20.00' }),
    item({ class: 'timing', cause: 'outstanding-payments', kind: null, amount: '-100.00' }),
    item({ class: 'timing', cause: 'deposits-in-transit', kind: null, amount: '300.00' }),
  ],
  stated: [account],
  carriedForward: {},
};
const labels = { left: 'Ledger', right: 'Bank' };

test('balance per ledger, less deposits in transit, plus outstanding payments, less charges, is balance per bank', () => {
  const [euro] = buildStatement(books);
  expect(euro?.lines.map((line) => [itemWords(line, labels), line.amount])).toEqual([
    ['Deposits in transit', '-300'],
    ['Outstanding payments', '100'],
    ['Bank charges', '-20'],
  ]);
  expect([euro?.from.total, euro?.computed, euro?.to.total, euro?.difference]).toEqual([
    '1000.00',
    '780',
    '780.00',
    '0',
  ]);
  expect(euro?.balance).toMatchObject({ computed: '10780', closing: '10780', difference: '0' });
  expect([isProven(buildStatement(books)), euro && unexplainedOf(euro)]).toEqual([true, '0']);
});

test('the other way round the signs turn', () => {
  const [euro] = buildStatement({ ...books, from: 'right', stated: [] });
  expect(euro?.lines.map((line) => line.amount)).toEqual(['300', '-100', '20']);
  expect([euro?.from.total, euro?.to.total, euro?.difference]).toEqual(['780.00', '1000.00', '0']);
});

test('a cent that is nowhere is shown as one', () => {
  const [first, ...rest] = books.items;
  const items = [{ ...(first as StatementAmount), amount: '20.01' }, ...rest];
  const [euro] = buildStatement({ ...books, items });
  expect(euro?.difference).toBe('0.01');
  expect(isProven(buildStatement({ ...books, items }))).toBe(false);
});

test('a balance that the entries do not reach, and a statement that is missing', () => {
  const short = buildStatement({ ...books, stated: [{ ...account, closing: '10779.99' }] });
  expect([short[0]?.balance?.difference, isProven(short)]).toEqual(['-0.01', false]);
  const gap = buildStatement({ ...books, stated: [{ ...account, gaps: 1 }] });
  expect([gap[0]?.balance?.difference, isProven(gap)]).toEqual(['0', false]);
});

test('open items that were carried forward are in the total of the bank, not in the statements', () => {
  const [euro] = buildStatement({
    ...books,
    stated: [{ ...account, opening: '10050.00' }],
    carriedForward: { EUR: '50.00' },
  });
  expect(euro?.balance).toMatchObject({ carriedForward: '50', computed: '10780', difference: '0' });
});

test('currencies are never mixed, and a balance without entries is not left out', () => {
  const statements = buildStatement({
    ...books,
    items: [
      ...books.items,
      item({ origin: 'match', class: 'fx', kind: 'two_currencies', currency: 'USD', amount: '-90.5' }),
    ],
    sides: [...books.sides, { side: 'right', currency: 'USD', total: '90.50', lineCount: 1 }],
    stated: [account, { ...account, currency: 'CHF', opening: '7', closing: '7' }],
  });
  expect(statements.map(({ currency, difference }) => [currency, difference])).toEqual([
    ['CHF', '0'],
    ['EUR', '0'],
    ['USD', '0'],
  ]);
  expect(statements[0]?.balance).toMatchObject({ computed: '7', difference: '0' });
  expect(statements[2]?.lines.map((line) => itemWords(line, labels))).toEqual([
    'Tied out with lines of another currency',
  ]);
});

test('what is not explained stands after what is, in words', () => {
  const { lines } = buildStatement({
    ...books,
    items: [
      item({ origin: 'match', class: 'rounding', kind: 'difference', side: 'both', amount: '0.02' }),
      item({ kind: 'amount', side: 'both', amount: '-27' }),
      item({ kind: 'missing_left', side: 'right', amount: '-300' }),
      item({ amount: '120' }),
      item({ class: 'timing', cause: 'next_period', kind: null, amount: '5' }),
    ],
  })[0] ?? { lines: [] };
  expect(lines.map((line) => itemWords(line, labels))).toEqual([
    'Shown by the other side in the next period',
    'Only in Ledger',
    'Only in Bank',
    'Amounts differ',
    'Tied out within rounding',
  ]);
});

test('it begins with the ledger where only one side is one', () => {
  const side = (dataset: string) => ({ dataset }) as ReconciliationRules['left'];
  expect(beginsWith({ left: side('payments'), right: side('ledger_entries') })).toBe('right');
  expect(beginsWith({ left: side('ledger_entries'), right: side('payments') })).toBe('left');
  expect(beginsWith({ left: side('ledger_entries'), right: side('ledger_entries') })).toBe('left');
});
