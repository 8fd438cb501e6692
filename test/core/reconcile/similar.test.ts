import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimal, fromBigInt } from '#core/money/decimal.ts';
import { toText } from '#core/money/format.ts';
import type { Line } from '#core/reconcile/line.ts';
import type { SimilarPass } from '#core/reconcile/rules.ts';
import { applySimilarPass } from '#core/reconcile/similar-pass.ts';
import { similarity, trigrams } from '#core/reconcile/trigrams.ts';
import { CANDIDATES_SEEN } from '#core/reconcile/window-pass.ts';
import { rulesOf } from '#test/reconcile/books.ts';
import { useDatabase } from '#test/support/database.ts';

const database = useDatabase();

const alike = (a: string, b: string) => toText(similarity(trigrams(a), trigrams(b)));

test('trigrams are those of words in lower case, two blanks before and one after, each once', () => {
  expect([...trigrams('Cat')].sort()).toEqual(['  c', ' ca', 'at ', 'cat']);
  expect([...trigrams('a-a')].sort()).toEqual(['  a', ' a ']);
  expect([...trigrams('')]).toEqual([]);
  expect([...trigrams('?!')]).toEqual([]);
  expect([...trigrams('𝒳é')].sort()).toEqual(['  𝒳', ' 𝒳é', '𝒳é ']); // characters are code points, not halves of them
  expect(trigrams('É')).toEqual(trigrams('E\u0301')); // composed or not
});

test.each([
  ['word', 'two words', '0.3636'], // the example of the manual of pg_trgm
  ['Muster GmbH', 'MUSTER GMBH', '1'],
  ['GmbH Muster', 'Muster, GmbH', '1'],
  ['abc', 'xyz', '0'],
  ['', '', '0'],
  ['a b', 'a', '0.5'],
])('%s and %s are alike by %s', (a, b, expected) => {
  expect(alike(a, b)).toBe(expected);
  expect(alike(b, a)).toBe(expected);
});

test('texts of letters and digits are as alike as pg_trgm says', async () => {
  const texts = fc.stringMatching(/^[A-Za-z0-9 .,/-]{0,24}$/);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(texts, texts), { minLength: 1, maxLength: 20 }), async (pairs) => {
      // pg_trgm answers in float4, which holds four decimals well: compared are its two counts.
      const { rows } = await database.connection.pool.query(
        `select a, b, (select count(*)::int from (select unnest(show_trgm(a)) intersect select unnest(show_trgm(b))) x) as shared,
           (select count(*)::int from (select unnest(show_trgm(a)) union select unnest(show_trgm(b))) x) as together
         from unnest($1::text[], $2::text[]) t (a, b)`,
        [pairs.map(([a]) => a), pairs.map(([, b]) => b)],
      );
      for (const { a, b, shared, together } of rows) {
        const tenThousandths = together === 0 ? 0 : Math.floor((shared * 20_000 + together) / (2 * together));
        expect(alike(a, b)).toBe(toText(fromBigInt(BigInt(tenThousandths), 4)));
      }
    }),
    { numRuns: Number(process.env.TIEOUT_PROPERTY_RUNS ?? 40) },
  );
});

const pass: SimilarPass = {
  ...{ name: 'alike', type: 'similar', on: { left: 'counterparty', right: 'counterparty' }, least: '0.5' },
  days: { before: 2, after: 2 },
};
const line = (
  side: 'left' | 'right',
  recordKey: string,
  text: string | null,
  over: Partial<Line> = {},
): Line => ({
  ...{ side, recordKey, keys: [text], currency: 'EUR', amount: decimal('10'), date: '2026-01-10' },
  ...{ parts: [], limit: null, ...over },
});
const suggested = (lines: Line[], over: Partial<SimilarPass> = {}, rules = rulesOf()) => {
  const { tied, suggestions } = applySimilarPass(
    lines,
    { number: 2, pass: { ...pass, ...over }, keyIndex: 0 },
    rules,
  );
  expect(tied).toEqual([]);
  return suggestions.map(({ left, right, label, alternatives, score, runnerUp }) =>
    [
      left[0]?.recordKey,
      right[0]?.recordKey,
      label,
      alternatives,
      toText(score),
      runnerUp?.right[0]?.recordKey ?? null,
    ].join(' '),
  );
};

test('one that nothing competes with is a suggestion all the same, scored by amount, date and text', () => {
  const lines = [line('left', 'a', 'Muster GmbH'), line('right', 'x', 'MUSTER GMBH', { date: '2026-01-11' })];
  // (5 * 1 + 3 * (1 - 1/3) + 2 * 1) / 10
  expect(suggested(lines)).toEqual(['a x unique 1 0.9 ']);
  expect(suggested(lines, { least: '1' })).toEqual(['a x unique 1 0.9 ']);
});

test('amount, currency, window and likeness each rule a pair out', () => {
  const left = line('left', 'a', 'Muster GmbH');
  const others: Partial<Line>[] = [
    { amount: decimal('10.01') },
    { currency: 'USD' },
    { date: '2026-01-13' },
    { date: null },
  ];
  for (const over of others) expect(suggested([left, line('right', 'x', 'Muster GmbH', over)])).toEqual([]);
  expect(suggested([left, line('right', 'x', 'Meier AG')])).toEqual([]);
  expect(suggested([left, line('right', 'x', null)])).toEqual([]);
});

test('without a window, dates do not count', () => {
  const { days: _, ...dateless } = pass;
  const lines = [
    line('left', 'a', 'Muster', { date: null }),
    line('right', 'x', 'Muster', { date: '2031-05-01' }),
  ];
  const { suggestions } = applySimilarPass(lines, { number: 1, pass: dateless, keyIndex: 0 }, rulesOf());
  expect(suggestions.map(({ parts }) => Object.keys(parts).sort())).toEqual([['amount', 'text']]);
});

test('two that are alike compete: each says how many there are, and which is the better', () => {
  const lines = [
    line('left', 'a', 'Muster GmbH'),
    line('right', 'x', 'Muster GmbH'),
    line('right', 'y', 'Muster GmbH Berlin'),
    line('right', 'z', 'Meier AG'),
  ];
  // 12 of 19 trigrams: (5 + 3 + 2 * 0.6316) / 10
  expect(suggested(lines)).toEqual(['a x alternatives 2 1 y', 'a y alternatives 2 0.9263 x']);
});

test('a line with more candidates than it sees suggests what it found as truncated', () => {
  const many = Array.from({ length: CANDIDATES_SEEN + 1 }, (_, at) =>
    line('right', `x${String(at).padStart(2, '0')}`, at === 0 ? 'Muster' : 'Meier'),
  );
  expect(suggested([line('left', 'a', 'Muster'), ...many])).toEqual(['a x00 truncated  1 ']);
  expect(suggested([line('left', 'a', 'Muster'), ...many.slice(0, -1)])).toEqual(['a x00 unique 1 1 ']);
});
