import { expect, test } from 'vitest';
import { classWords, explanation } from '#app/components/classes/words.ts';
import { pickedSums } from '#app/components/match/sums.ts';
import { changedSearch, scopedPath } from '#app/components/scope.ts';
import {
  labelBadge,
  labelSentence,
  rivalSentence,
  scoreSentence,
  scoreText,
} from '#app/components/suggestion/words.ts';
import { tsvOf } from '#app/components/table/tsv.ts';
import { fitted, narrowest } from '#app/components/table/widths.ts';
import { PLAIN_STYLE } from '#app/format/number-style.ts';
import { expressionText } from '#app/presenters/expression-words.server.ts';
import { reasonOf } from '#app/presenters/reasons.server.ts';
import { localPath } from '#app/presenters/session.server.ts';
import { parseExpression } from '#core/expression/parse.ts';

test('an expression is written so that it is read as the same tree', () => {
  for (const text of [
    "account = '1400' and not (amount < 0)",
    "kind in ('sale', 'it''s') or due_date is not null",
    "round(amount / 3, 2, 'half_up') - -fee * (net + tax)",
    'if(a is null, b, coalesce(c, d))',
  ]) {
    const parsed = parseExpression(text);
    if ('problem' in parsed) throw new Error(`${text}: ${JSON.stringify(parsed.problem)}`);
    const again = parseExpression(expressionText(parsed.expression));
    expect('problem' in again ? again.problem : shape(again.expression), text).toEqual(
      shape(parsed.expression),
    );
  }
});

/** Without the places, which differ. */
function shape(tree: unknown): unknown {
  return JSON.parse(
    JSON.stringify(tree, (key, value) =>
      /^(at|start|end|place|column|offset)$/.test(key) ? undefined : value,
    ),
  );
}

test('a reason without words of its own still says all that it knows', () => {
  expect(reasonOf({ reason: 'quarantined_rows', count: 1 }).text).toBe(
    '1 row is in quarantine and missing from it.',
  );
  expect(reasonOf({ reason: 'moon_phase', side: 'left', count: 3 }).text).toBe(
    'Moon phase, side left, count 3.',
  );
  expect(reasonOf(null).text).toBe('Unknown.');
});

test('after a sign-in only a path of ours is gone to', () => {
  expect(localPath('/exceptions?period=2026-01')).toBe('/exceptions?period=2026-01');
  for (const elsewhere of [
    null,
    '',
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
  ]) {
    expect(localPath(elsewhere), String(elsewhere)).toBe('/');
  }
});

test('copied text keeps numbers and disarms formulas', () => {
  const columns = [{ id: 'a', header: 'A', cell: () => null, text: (row: string) => row }];
  const lines = tsvOf(columns, ['-12.50', '=1+1', '+491234', '@x', '-x', 'a\tb\nc']).split('\n');
  expect(lines).toEqual(['A', '-12.50', "'=1+1", '+491234', "'@x", "'-x", 'a b c']);
});

test('text columns give way to figures, and only as far as they may', () => {
  const text = { id: 't', header: 'Name', cell: () => null, text: () => '', min: 10, max: 60 };
  const figure = { id: 'f', header: 'Sum', cell: () => null, text: () => '', align: 'end' as const };
  expect(narrowest(figure, 300)).toBe(300);
  expect(narrowest(text, 300)).toBeLessThan(120);
  expect(
    fitted(
      [
        { preferred: 300, least: 100 },
        { preferred: 200, least: 200 },
      ],
      400,
    ),
  ).toEqual([200, 200]);
  expect(
    fitted(
      [
        { preferred: 300, least: 100 },
        { preferred: 200, least: 200 },
      ],
      100,
    ),
  ).toEqual([100, 200]);
  expect(fitted([{ preferred: 300, least: 100 }], 1000)).toEqual([300]);
});

test('the scope moves along; a filter that changes starts the pages anew', () => {
  const current = new URLSearchParams('entity=a&period=2026-01&after=9&sort=-x');
  expect(scopedPath('/runs/1', current)).toBe('/runs/1?entity=a&period=2026-01');
  expect(scopedPath('/runs/1?entity=b', current)).toBe('/runs/1?entity=b&period=2026-01');
  expect(changedSearch(current, { sort: null, q: 'x' })).toBe('?entity=a&period=2026-01&q=x');
  expect(changedSearch(new URLSearchParams('q=x'), { q: '' })).toBe('.');
});

test('a class is said with what says so, and in a sentence', () => {
  const period = '2026-01';
  expect(classWords({ class: 'unexplained', cause: null })).toBe('Unexplained');
  expect(classWords({ class: 'timing', cause: 'next_period' })).toBe('Timing, matched in the next period');
  expect(classWords({ class: 'timing', cause: 'cut_off' })).toBe('Timing, cut-off');
  expect(classWords({ class: 'fee', cause: 'bank-charges' })).toBe('Fee, bank-charges');
  expect(explanation({ class: 'fee', cause: 'bank-charges', period })).toBe('Fee, by the rule bank-charges.');
  expect(explanation({ class: 'timing', cause: 'next_period', period })).toContain(
    'after the end of January 2026',
  );
  expect(explanation({ class: 'unexplained', cause: 'rate_missing', period })).toMatch(
    /^Not converted: no rate/,
  );
  expect(explanation({ class: 'unexplained', cause: null, period, isConverted: true })).toContain(
    'not exchange',
  );
});

test('a suggestion says how sure it is, from what, and how its rival compares', () => {
  const badge = (
    label: 'unique' | 'alternatives' | 'truncated' | 'difference',
    alternatives: number | null,
  ) => [
    labelBadge({ label, alternatives }, PLAIN_STYLE).word,
    labelSentence({ label, alternatives }, PLAIN_STYLE),
  ];
  expect(badge('unique', 1)[0]).toBe('Unique');
  expect(badge('alternatives', 1200)).toEqual([
    'One of 1,200',
    '1,200 sets, this one included, want some of its lines.',
  ]);
  expect(badge('truncated', null)[1]).toContain('nobody knows');
  expect(badge('difference', 1)[0]).toBe('Amounts differ');
  expect(['1.0000', '0.9500', '0', '10', '0.0000'].map((text) => scoreText(text, PLAIN_STYLE))).toEqual([
    ...['1', '0.95', '0', '10', '0'],
  ]);
  const amount = { part: 'amount', score: '0.5000', weight: 5 } as const;
  expect(scoreSentence({ score: '0.5000', parts: [amount] }, PLAIN_STYLE)).toBe(
    'Score 0.5 of 1, from its amounts alone.',
  );
  const rival = (score: string, lostBy: object[], wonBy: object[]) =>
    rivalSentence({ score: '0.8' }, { score, lostBy, wonBy } as never, PLAIN_STYLE);
  const date = { part: 'date', score: '0.5', against: '0.9' };
  expect(rival('0.7', [date], [])).toBe('Runner-up, score 0.7. It lost by its dates 0.5 against 0.9.');
  expect(rival('0.8', [], [])).toContain('It is as good');
  expect(rival('0.9', [], [date])).toBe('A better one competes, score 0.9: dates 0.9 against 0.5 here.');
});

test('what is ticked is summed exactly, and says why it is no match', () => {
  const line = (recordKey: string, amount: string, currency = 'EUR') => ({
    ...{ recordKey, amount, currency, date: null, texts: [] },
  });
  const side = (lines: ReturnType<typeof line>[]) => ({
    count: lines.length,
    amount: '0',
    currency: 'EUR',
    lines,
  });
  const candidate = (left: ReturnType<typeof line>[], right: ReturnType<typeof line>[]) => ({
    ...{ id: 'e', key: 'k', counterparty: null, isWhole: false },
    ...{ left: side(left), right: side(right) },
  });
  const books = [
    candidate([line('1', '900000000000000.10'), line('2', '0.20')], [line('1', '900000000000000.30')]),
  ];
  const sums = (of: typeof books, unticked: string[] = []) => pickedSums(of, new Set(unticked), 10);
  expect(sums(books)).toMatchObject({ difference: '0.00', problem: null, currency: 'EUR' });
  // A key may be in use on both sides: unticking one leaves the other.
  expect(sums(books, ['left 1'])).toMatchObject({ difference: '-900000000000000.10', left: { count: 1 } });
  expect(sums(books, ['left 1', 'left 2']).problem).toBe('too_few');
  expect(sums([candidate([line('1', '1'), line('2', '1', 'USD')], [])])).toMatchObject({
    ...{ problem: 'mixed', difference: null },
  });
  expect(sums([candidate([line('1', '1')], [line('1', '1', 'USD')])])).toMatchObject({
    ...{ problem: null, difference: null, isAcross: true },
  });
  const whole = { ...candidate([], []), isWhole: true, left: { ...side([]), count: 11, amount: '5.5' } };
  expect(sums([whole]).problem).toBe('too_many');
  expect(sums([whole], ['whole e']).problem).toBe('too_few');
});
