import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimal } from '#core/money/decimal.ts';
import { toText } from '#core/money/format.ts';
import { applyCombinationPass } from '#core/reconcile/combination-pass.ts';
import type { Line } from '#core/reconcile/line.ts';
import type { AmountPart, CombinationPass, ReconciliationRules } from '#core/reconcile/rules.ts';
import type { PassResult, Suggestion } from '#core/reconcile/tied.ts';
import { rulesOf } from '#test/reconcile/books.ts';
import { everySet } from './combination.brute.ts';

const RUNS = { numRuns: Number(process.env.TIEOUT_PROPERTY_RUNS ?? 100) };

const passOf = (over: Partial<CombinationPass> = {}): CombinationPass => ({
  ...{
    name: 'combination',
    type: 'combination',
    on: [],
    days: { before: 30, after: 30 },
    cardinality: 'N:M',
  },
  ...{ maxMembers: 8, maxCandidates: 28, post: 'unique', ...over },
});

const line = (side: 'left' | 'right', recordKey: string, amount: string, over: Partial<Line> = {}): Line => ({
  ...{ side, recordKey, keys: [''], currency: 'EUR', amount: decimal(amount), date: '2026-01-10' },
  ...{ parts: [], limit: null, ...over },
});

function combine(lines: readonly Line[], pass = passOf(), rules = rulesOf()): PassResult {
  return applyCombinationPass(lines, { number: 1, pass, keyIndex: 0 }, rules);
}

const names = ({ left, right }: { left: readonly Line[]; right: readonly Line[] }) =>
  [left, right]
    .map((lines) =>
      lines
        .map(({ recordKey }) => recordKey)
        .sort()
        .join('+'),
    )
    .join(' = ');
const written = (one: Suggestion) => ({
  ...{ set: names(one), label: one.label, alternatives: one.alternatives, score: toText(one.score) },
  ...{ parts: Object.fromEntries(Object.entries(one.parts).map(([name, part]) => [name, toText(part)])) },
  runnerUp: one.runnerUp && names(one.runnerUp),
});
const whole = ({ tied, suggestions }: PassResult) => ({
  tied: tied.map((one) => `${one.key} ${names(one)}`).sort(),
  suggestions: suggestions.map(written).sort((a, b) => (a.set < b.set ? -1 : 1)),
});

const some = (side: 'left' | 'right', mostLines: number) =>
  fc
    .array(
      fc.record({
        amount: fc.oneof(
          { weight: 12, arbitrary: fc.integer({ min: -3, max: 9 }).map((n) => `${n}.00`) },
          { weight: 3, arbitrary: fc.integer({ min: -500, max: 900 }).map((n) => (n / 100).toFixed(2)) },
          { weight: 1, arbitrary: fc.constantFrom('0', '0.001', '-0.0005', '3.00000001') },
          {
            weight: 1,
            arbitrary: fc.constantFrom(
              '92233720368547758.07',
              '92233720368547758.08',
              '-184467440737095516.16',
              '184467440737095516.16',
              '184467440737095517.16',
              '123456789012345678901234567890.12',
            ),
          },
        ),
        date: fc.oneof(
          { weight: 6, arbitrary: fc.constant('2026-01-05') },
          { weight: 4, arbitrary: fc.constantFrom('2026-01-02', '2026-01-04', '2026-01-09') },
          { weight: 1, arbitrary: fc.constantFrom('2026-02-20', null) },
        ),
        limit: fc.constantFrom(null, null, null, 0, 1),
        parts: fc.constantFrom(['0', '0'], ['0', '0'], ['0.5', '0'], ['1', '0'], ['0', '1'], ['-1', '1']),
      }),
      { minLength: 2, maxLength: mostLines },
    )
    .map((lines) =>
      lines.map(({ amount, parts, ...over }, at) =>
        line(side, `${side[0]}${at}`, amount, { ...over, parts: parts.map(decimal) }),
      ),
    );

const books = fc.tuple(some('left', 5), some('right', 7)).map(([left, right]) => [...left, ...right]);
const passes = fc.record({
  days: fc.constantFrom(
    { before: 0, after: 0 },
    { before: 1, after: 4 },
    { before: 4, after: 0, business: true },
    { before: 0, after: 2, business: true },
    { before: 60, after: 60 },
  ),
  cardinality: fc.constantFrom('1:1', '1:N', 'N:1', 'N:M', 'N:M'),
  maxMembers: fc.integer({ min: 2, max: 12 }),
});
const limits = {
  absolute: fc.constantFrom<Record<string, string>>({}, {}, { EUR: '0.01' }, { EUR: '1.005' }, { USD: '9' }),
  percent: fc.constantFrom('0', '0', '0', '2.5', '33.333', '100'),
  percentBase: fc.constantFrom('left', 'right', 'max', 'min'),
  combine: fc.constantFrom('any', 'all'),
};
const rules = fc
  .record({
    threshold: fc.record({
      ...limits,
      overrides: fc.array(fc.record({ ...limits, field: fc.constant({}), is: fc.constant<string[]>([]) }), {
        maxLength: 2,
      }),
    }),
    holidays: fc.constantFrom([], ['2026-01-06'], ['2026-01-03', '2026-01-07']),
    parts: fc.constantFrom<readonly AmountPart[]>(
      [],
      [],
      [
        { name: 'fee', class: 'fee', role: 'bridge' },
        { name: 'tax', class: 'tax', role: 'compare' },
      ],
    ),
    rounding: fc.constantFrom(undefined, undefined, { absolute: { EUR: '0.02' }, account: '6590' }),
  })
  .map(({ rounding, ...rest }) =>
    rulesOf({ ...rest, ...(rounding && { rounding }) } as Partial<ReconciliationRules>),
  );

test('the search finds exactly the sets that trying every choice of lines finds', () => {
  let found = 0;
  fc.assert(
    fc.property(books, passes, rules, (lines, over, ruleSet) => {
      const pass = passOf({ ...(over as Partial<CombinationPass>), post: 'never' });
      const { suggestions } = combine(lines, pass, ruleSet);
      const expected = everySet(lines, pass, ruleSet);
      found += expected.length;
      expect(suggestions.map(names).sort()).toEqual(expected.map(names).sort());
      for (const one of suggestions) {
        const rivals = expected.filter((other) =>
          [...other.left, ...other.right].some((member) => [...one.left, ...one.right].includes(member)),
        );
        expect(one.alternatives).toBe(rivals.length);
        expect(one.label).toBe(rivals.length === 1 ? 'unique' : 'alternatives');
        expect(one.runnerUp === null).toBe(rivals.length === 1);
      }
    }),
    RUNS,
  );
  expect(found).toBeGreaterThan(RUNS.numRuns); // books in which nothing is found would prove nothing
});

test('cut into windows, it finds the same, or says that it was truncated', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(
      books,
      passes,
      rules,
      fc.integer({ min: 4, max: 9 }),
      (lines, over, ruleSet, maxCandidates) => {
        const pass = passOf({ ...(over as Partial<CombinationPass>), maxCandidates });
        const { tied, suggestions } = combine(lines, pass, ruleSet);
        const expected = everySet(lines, pass, ruleSet);
        const truncated = suggestions.filter(({ label }) => label === 'truncated');
        for (const { label } of suggestions) seen.add(label);
        expect(expected.map(names)).toEqual(expect.arrayContaining([...tied, ...suggestions].map(names)));
        expect(truncated.every(({ alternatives }) => alternatives === null)).toBe(true);
        // What is called unique or counted is right, whatever was cut elsewhere.
        for (const one of tied) expect(rivalsOf(one, expected)).toBe(1);
        for (const one of suggestions.filter(({ label }) => label !== 'truncated'))
          expect(one.alternatives).toBe(rivalsOf(one, expected));
        if (lines.length <= maxCandidates) expect(tied.length + suggestions.length).toBe(expected.length);
      },
    ),
    RUNS,
  );
  expect([...seen].sort()).toEqual(['alternatives', 'truncated']);
});

function rivalsOf(
  one: Pick<Suggestion, 'left' | 'right'>,
  sets: readonly Pick<Suggestion, 'left' | 'right'>[],
): number {
  const members = [...one.left, ...one.right];
  return sets.filter((set) => [...set.left, ...set.right].some((member) => members.includes(member))).length;
}

test('the order of the lines changes nothing', () => {
  const shuffled = books.chain((lines) =>
    fc.tuple(fc.constant(lines), fc.shuffledSubarray(lines, { minLength: lines.length })),
  );
  fc.assert(
    fc.property(
      shuffled,
      passes,
      rules,
      fc.constantFrom(4, 6, 28),
      ([lines, mixed], over, ruleSet, maxCandidates) => {
        const pass = passOf({ ...(over as Partial<CombinationPass>), maxCandidates });
        expect(whole(combine(mixed, pass, ruleSet))).toEqual(whole(combine(lines, pass, ruleSet)));
      },
    ),
    RUNS,
  );
});
