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

const lefts = (...amounts: string[]) => amounts.map((amount, at) => line('left', `L${at}`, amount));
const rights = (...amounts: string[]) => amounts.map((amount, at) => line('right', `R${at}`, amount));
const within = (limit: string) =>
  rulesOf({
    threshold: { absolute: { EUR: limit }, percent: '0', percentBase: 'left', combine: 'all', overrides: [] },
  });

test('what nothing competes with ties out where the rules let it, and else is a suggestion called unique', () => {
  const lines = [...lefts('100', '7'), ...rights('60', '40', '9')];
  expect(whole(combine(lines))).toEqual({ tied: ['~L0 L0 = R0+R1'], suggestions: [] });
  expect(whole(combine(lines, passOf({ post: 'never' })))).toEqual({
    tied: [],
    suggestions: [
      {
        ...{ set: 'L0 = R0+R1', label: 'unique', alternatives: 1, score: '1' },
        ...{ parts: { amount: '1', date: '1' }, runnerUp: null },
      },
    ],
  });
});

test('sets that want one line are alternatives: how many, and the best of the others', () => {
  const lines = [
    ...lefts('100'),
    ...rights('60', '40', '35', '65'),
    line('right', 'R4', '40', { date: '2026-01-20' }),
  ];
  const { tied, suggestions } = whole(combine(lines));
  expect(tied).toEqual([]);
  expect(
    suggestions.map(({ set, label, alternatives, runnerUp }) => [set, label, alternatives, runnerUp]),
  ).toEqual([
    ['L0 = R0+R1', 'alternatives', 3, 'L0 = R2+R3'],
    ['L0 = R0+R4', 'alternatives', 3, 'L0 = R0+R1'],
    ['L0 = R2+R3', 'alternatives', 3, 'L0 = R0+R1'],
  ]);
});

test('a set of which a part ties out on its own is none: a pair, a reversal, or a zero', () => {
  const sets = (lines: Line[], rules = rulesOf()) => whole(combine(lines, passOf(), rules)).tied;
  expect(sets([...lefts('5', '3'), ...rights('5', '3')])).toEqual(['~L0 L0 = R0', '~L1 L1 = R1']);
  expect(sets([...lefts('5', '-5'), ...rights('2', '-2')])).toEqual([]);
  expect(sets([...lefts('0', '8'), ...rights('8')])).toEqual(['~L1 L1 = R0']);
  // Within the tolerance, the pair stands: no third line is added to make it exact.
  expect(sets([...lefts('100'), ...rights('99.99', '0.01')], within('0.01'))).toEqual(['~L0 L0 = R0']);
  expect(sets([...lefts('100'), ...rights('99.98', '0.02')], within('0.01'))).toEqual(['~L0 L0 = R0+R1']);
});

test.each([
  ['184467440737095516.16', '0.01', '184467440737095516.15'], // 2^64 minor units: equal to zero where they wrap
  ['92233720368547758.08', '92233720368547758.07', '0.01'],
  ['123456789012345678901234567890.12345678', '123456789012345678901234567890', '0.12345678'],
])('%s is exactly the sum of its parts, and of nothing else', (sum, part, other) => {
  const lines = [...lefts(sum), ...rights(part, other, '0.02')];
  const wanted = toText(decimal(part).plus(other)) === sum ? ['~L0 L0 = R0+R1'] : [];
  expect(whole(combine(lines)).tied).toEqual(wanted);
  expect(whole(combine([...lefts('184467440737095516.16', '5'), ...rights('2', '2')])).tied).toEqual([]);
});

test('more members than a set may have, or more lines of a side, is no set', () => {
  const lines = [...lefts('100'), ...rights('10', '20', '30', '40')];
  expect(whole(combine(lines, passOf({ maxMembers: 5, cardinality: '1:N' }))).tied).toHaveLength(1);
  expect(whole(combine(lines, passOf({ maxMembers: 4 }))).tied).toEqual([]);
  expect(whole(combine(lines, passOf({ cardinality: 'N:1' }))).tied).toEqual([]);
});

test('a long chain of days is searched window by window, and nothing is truncated', () => {
  const day = (at: number) =>
    `2026-${String(1 + Math.floor(at / 28)).padStart(2, '0')}-${String(1 + (at % 28)).padStart(2, '0')}`;
  const lines = Array.from({ length: 200 }, (_, at) => [
    line('left', `L${at}`, String(1000 + 7 * at), { date: day(at) }),
    line('right', `R${at}a`, String(400 + 3 * at), { date: day(at) }),
    line('right', `R${at}b`, String(600 + 4 * at), { date: day(at) }),
  ]).flat();
  const { tied, suggestions } = combine(lines, passOf({ days: { before: 0, after: 1 }, maxMembers: 3 }));
  expect(suggestions.filter(({ label }) => label === 'truncated')).toEqual([]);
  expect(tied.length).toBeGreaterThan(100);
});

test('a bucket of 100,000 equal amounts ends at once, and says that it was truncated', () => {
  const equal = (side: 'left' | 'right') =>
    Array.from({ length: 50_000 }, (_, at) => line(side, `${side}${at}`, '9.99'));
  const started = performance.now();
  const { tied, suggestions } = combine([...equal('left'), ...equal('right')]);
  expect(performance.now() - started).toBeLessThan(20_000); // hanging would take for ever, and this machine may be busy
  expect(tied).toEqual([]);
  expect(new Set(suggestions.map(({ label, alternatives }) => `${label} ${alternatives}`))).toEqual(
    new Set(['truncated null']),
  );
  expect(suggestions).toHaveLength(196); // 14 lines of each side were looked at
});

test('hundreds of lines with few members are searched whole', () => {
  const lines = [
    ...Array.from({ length: 150 }, (_, at) => line('left', `L${at}`, String(1_000_003 * (at + 1)))),
    ...Array.from({ length: 150 }, (_, at) => line('right', `R${at}`, String(17 * 3 ** (at % 20) + at))),
    ...[line('left', 'sum', '777.77'), line('right', 'one', '700.70'), line('right', 'two', '77.07')],
  ];
  const { tied, suggestions } = combine(lines, passOf({ maxMembers: 4, maxCandidates: 400 }));
  expect(suggestions.filter(({ label }) => label === 'truncated')).toEqual([]);
  expect(tied.map(names)).toContain('sum = one+two');
});
