import { fromBigInt } from '#core/money/decimal.ts';
import { applyCombinationPass } from '#core/reconcile/combination-pass.ts';
import { CombinationSearch, MAX_SETS, MAX_STEPS } from '#core/reconcile/combination-search.ts';
import { clustersOf } from '#core/reconcile/combination-window.ts';
import type { Line } from '#core/reconcile/line.ts';
import type { CombinationPass } from '#core/reconcile/rules.ts';
import type { PassResult } from '#core/reconcile/tied.ts';
import { UnitLimits } from '#core/reconcile/unit-limits.ts';
import {
  COMBINATION_RULES,
  DIFFICULTIES,
  PASS,
  random,
  type TrueBooks,
  trueBooks,
} from './combination.books.ts';
import { measurePass } from './combination.pass.ts';
import { type BenchLine, type BenchOptions, benchLine } from './line.ts';
import { measure } from './measure.ts';
import { withBenchServer } from './server.ts';

/**
 * `npm run bench -- combination --rows N --seed S`: how long one search takes, how right it is about about N left-over lines
 * a side whose truth is known, and the whole pass over them in PostgreSQL.
 */
export async function* run(options: BenchOptions): AsyncIterable<BenchLine> {
  for (const [candidates, goal] of [
    [20, 0.000_14],
    [24, 0.000_67],
    [28, 0.003_5],
  ] as const)
    yield measureSearch(candidates, goal, options.seed);
  for (const difficulty of DIFFICULTIES) {
    const books = trueBooks(options.rows, difficulty, options.seed);
    const numbered = { number: 1, pass: PASS, keyIndex: 0 };
    const measured = await measure(options.runs, () =>
      applyCombinationPass(books.lines, numbered, COMBINATION_RULES),
    );
    const figures = judge(books, measured.result);
    yield benchLine({ step: difficulty.name, rows: books.lines.length, ...measured, figures });
  }
  yield* withBenchServer((server) => measurePass(server, options));
}

/** Searches until the compiler has seen enough, and then so many that a median means something. */
const WARM_UP = 100;
const SEARCHES = 201;

/** One left line, and so many right ones of which five add up to it; sets of any size are looked for. */
function measureSearch(candidates: number, goal: number, seed: number): BenchLine {
  const below = random(seed);
  const pass: CombinationPass = {
    ...PASS,
    cardinality: '1:N',
    maxMembers: candidates,
    maxCandidates: candidates,
  };
  const search = new CombinationSearch(pass, COMBINATION_RULES);
  const limits = new UnitLimits(COMBINATION_RULES, 'EUR', 2);
  const line = (side: Line['side'], recordKey: string, cents: number): Line => ({
    ...{ side, recordKey, keys: [''], currency: 'EUR', amount: fromBigInt(BigInt(cents), 2) },
    ...{ date: '2026-01-01', parts: [], limit: null },
  });
  const seconds: number[] = [];
  let sets = 0;
  for (let turn = 0; turn < WARM_UP + SEARCHES; turn++) {
    const cents = Array.from({ length: candidates - 1 }, () => 1 + below(100_000_000));
    const sum = cents.slice(0, 5).reduce((total, one) => total + one, 0);
    const rights = cents.map((one, at) => line('right', `r${at}`, one));
    const [cluster] = clustersOf([line('left', 'l', sum)], rights, pass, COMBINATION_RULES, search.dayNumber);
    const [window] = cluster?.windows ?? [];
    if (!window) throw new Error('nothing to search');
    const found: Parameters<CombinationSearch['search']>[2] = [];
    const started = performance.now();
    const isWhole = search.search(window, limits, found, { steps: MAX_STEPS, sets: MAX_SETS });
    if (turn >= WARM_UP) seconds.push((performance.now() - started) / 1000);
    if (!isWhole || found.length === 0) throw new Error(`a search of ${candidates} lines was not whole`);
    sets += found.length;
  }
  seconds.sort((a, b) => a - b);
  return benchLine({
    ...{
      step: `one search, ${candidates} candidates`,
      rows: candidates,
      peakRssMb: process.memoryUsage.rss() / 2 ** 20,
    },
    ...{ seconds: seconds[SEARCHES >>> 1] as number, limit: { name: 'goal', seconds: goal } },
    figures: { sets_a_search: Math.round((sets / (WARM_UP + SEARCHES)) * 100) / 100 },
  });
}

/**
 * What was proposed, against what was planted. precision: of what was proposed, the share that was planted, exactly. recall: of what
 * was planted, the share that was proposed.
 */
function judge({ planted }: TrueBooks, { tied, suggestions }: PassResult): Record<string, number> {
  const truth = new Set(planted.map((keys) => keys.join(' ')));
  const isTrue = (one: { left: readonly Line[]; right: readonly Line[] }) =>
    truth.has(
      [...one.left, ...one.right]
        .map(({ recordKey }) => recordKey)
        .sort()
        .join(' '),
    );
  const all = [...tied, ...suggestions];
  const label = (name: string) => suggestions.filter((one) => one.label === name);
  const share = (part: number, whole: number) =>
    whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 10_000;
  const [uniqueTrue, allTrue] = [tied.filter(isTrue).length, all.filter(isTrue).length];
  return {
    planted: planted.length,
    proposed: all.length,
    share_unique: share(tied.length, all.length),
    share_alternatives: share(label('alternatives').length, all.length),
    share_truncated: share(label('truncated').length, all.length),
    precision_unique: share(uniqueTrue, tied.length),
    recall_unique: share(uniqueTrue, planted.length),
    precision_all: share(allTrue, all.length),
    recall_all: share(allTrue, planted.length),
  };
}
