import { describe, expect, test } from 'vitest';
import type { Expression, ValueType } from '#core/expression/expression.ts';
import { namesUsed } from '#core/expression/names-used.ts';
import { readExpression } from '#core/expression/read.ts';

const NAMES: Record<string, ValueType> = {
  amount: 'decimal',
  fee: 'decimal',
  status: 'text',
  kind: 'text',
  day: 'date',
  seen_at: 'timestamp',
  open: 'boolean',
  Net: 'raw',
  'Txn Date': 'raw',
  'a.b[0].c': 'raw',
};

function read(
  text: string,
  expects: ValueType[] = ['boolean', 'decimal', 'text', 'date', 'timestamp'],
  allowDivision = true,
) {
  return readExpression(text, {
    names: (name) => NAMES[name],
    known: Object.keys(NAMES),
    expects,
    allowDivision,
  });
}

function tree(text: string): Expression {
  const result = read(text);
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  return result.expression;
}

test('binding is that of SQL', () => {
  expect(tree('not open or amount - fee - 1 >= -amount * 2 and kind in (status)')).toEqual({
    kind: 'binary',
    operator: 'or',
    left: { kind: 'not', of: { kind: 'name', name: 'open' } },
    right: {
      kind: 'binary',
      operator: 'and',
      left: {
        kind: 'binary',
        operator: '>=',
        left: {
          kind: 'binary',
          operator: '-',
          left: {
            kind: 'binary',
            operator: '-',
            left: { kind: 'name', name: 'amount' },
            right: { kind: 'name', name: 'fee' },
          },
          right: { kind: 'decimal', value: '1' },
        },
        right: {
          kind: 'binary',
          operator: '*',
          left: { kind: 'negate', of: { kind: 'name', name: 'amount' } },
          right: { kind: 'decimal', value: '2' },
        },
      },
      right: {
        kind: 'in',
        of: { kind: 'name', name: 'kind' },
        list: [{ kind: 'name', name: 'status' }],
        negated: false,
      },
    },
  });
});

test('names may be quoted or paths, text may hold quotes, keywords may be capitals', () => {
  expect(namesUsed(tree(`"Txn Date" = 'it''s' AND a.b[0].c IS NOT NULL and status <> kind`))).toEqual([
    'Txn Date',
    'a.b[0].c',
    'status',
    'kind',
  ]);
});

describe('what is refused, where, and with which hint', () => {
  const cases: [text: string, column: number, message: RegExp, hint?: RegExp][] = [
    ['', 1, /empty/],
    ['amount >', 9, /ends too early/],
    ['amount >= 0 0', 13, /not expected/],
    ['amout >= 0', 1, /no field or column "amout"/, /amount/],
    ['amount = 1e5', 10, /number/, /exponent/],
    ['amount = 1.', 10, /number/],
    ["status = 'open", 10, /no end/],
    ['"Txn Date = 1', 1, /no end/],
    ['amount == 1', 8, /"=="/, /write =/],
    ['open && open', 6, /"&&"/, /write and/],
    ['status || kind', 8, /"\|\|"/, /concat/],
    ['!open', 1, /"!"/, /not/],
    ['status = 1', 8, /cannot be compared/, /single quotes/],
    ["amount = '1'", 8, /cannot be compared/],
    ["day = '31.01.2026'", 5, /cannot be compared/, /2026-01-31/],
    ["day = '2026-13-01'", 5, /cannot be compared/],
    ['day = seen_at', 5, /cannot be compared/],
    ['status = null', 10, /never true/, /is null/],
    ["status not in ('a', null)", 21, /never true/],
    ['amount / fee', 8, /rounded where it arises/, /round/],
    ["round(amount / fee / 2, 2, 'half_up')", 14, /rounded where it arises/, /brackets/],
    ["round(amount, 2, 'bankers')", 18, /mode/, /half_even/],
    ['round(amount, 2)', 1, /was given 2/, /half_up/],
    ["round(amount, 1.5, 'half_up')", 15, /whole number/],
    ["round(amount, 19, 'half_up')", 15, /0 to 18/],
    ['rond(amount)', 1, /no function rond/, /round/],
    ['amount + status > 0', 10, /a number was expected/],
    ['upper(amount) = status', 7, /text was expected/],
    ['open < open', 6, /no order/],
    ['amount and open', 1, /a condition was expected/],
    ['if(amount, 1, 2)', 4, /a condition was expected/],
    ["if(open, 1, 'a')", 1, /different kinds/],
    ['1 < amount < 3', 12, /chained/, /and/],
    ['(amount > 0', 12, /not closed/],
    ['status is open', 11, /only null/],
    ['amount not > 3', 12, /only in/],
    [`${'('.repeat(70)}amount${')'.repeat(70)}`, 65, /nested/],
    ['a'.repeat(4001), 1, /at most/],
  ];
  test.each(cases)('%s', (text, column, message, hint) => {
    const result = read(text);
    if (!('problems' in result)) throw new Error('was read');
    expect(result.problems[0]).toMatchObject({ column, message: expect.stringMatching(message) });
    if (hint) expect(result.problems[0]?.hint).toMatch(hint);
  });

  test('every mistake of names and types is told', () => {
    const result = read("foo = 1 and status = 2 and bar = 'x'");
    expect('problems' in result && result.problems.map((problem) => problem.column)).toEqual([1, 20, 28]);
  });

  test('what the whole must be', () => {
    expect(read('amount', ['boolean'])).toMatchObject({
      problems: [{ message: expect.stringMatching(/decimal.*boolean/) }],
    });
    expect(read('Net', ['boolean'])).toHaveProperty('problems');
    expect(read('Net', ['decimal'])).toHaveProperty('expression');
  });

  test('a side of a reconciliation has no division at all', () => {
    const result = read("round(amount / fee, 2, 'half_up')", ['decimal'], false);
    expect(result).toMatchObject({
      problems: [{ column: 14, message: expect.stringMatching(/no division/) }],
    });
  });
});
