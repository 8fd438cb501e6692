import { fromBigInt } from '#core/money/decimal.ts';
import type { Line, SideName } from '#core/reconcile/line.ts';
import type { CombinationPass, ReconciliationRules } from '#core/reconcile/rules.ts';
import { CURRENCIES, RULES } from './reconcile.books.ts';

/** Left-over lines whose truth is known: which of them were made to belong together. */
export interface TrueBooks {
  lines: Line[];
  /** The record keys of each planted group, sorted. */
  planted: string[][];
}

/** How hard it is made. Shares are of all planted groups. */
export interface Difficulty {
  name: string;
  /** Lines of both sides that one counterparty has within its quarter. */
  linesOfCounterparty: number;
  /** Groups of which one line has a copy on its side, so that nobody can tell the two apart. */
  copies: number;
  /** Groups of which one line is also the sum of two lines that belong elsewhere. */
  splits: number;
  /** Amounts are multiples of so many cents: the more round they are, the more sums meet by chance. */
  roundTo: number;
}

export const DIFFICULTIES: readonly Difficulty[] = [
  { name: 'few lines', linesOfCounterparty: 8, copies: 0, splits: 0, roundTo: 1 },
  { name: 'few lines, decoys', linesOfCounterparty: 8, copies: 0.1, splits: 0.1, roundTo: 1 },
  { name: 'many lines', linesOfCounterparty: 40, copies: 0, splits: 0, roundTo: 1 },
  { name: 'many lines, decoys', linesOfCounterparty: 40, copies: 0.1, splits: 0.1, roundTo: 1 },
  { name: 'many lines, whole euros', linesOfCounterparty: 40, copies: 0.1, splits: 0.1, roundTo: 100 },
  { name: 'very many lines, decoys', linesOfCounterparty: 400, copies: 0.1, splits: 0.1, roundTo: 1 },
  { name: 'many lines, tens', linesOfCounterparty: 40, copies: 0.1, splits: 0.1, roundTo: 1_000 },
];

export const PASS: CombinationPass = {
  ...{ name: 'combination', type: 'combination', on: [{ left: 'counterparty', right: 'counterparty' }] },
  ...{ days: { before: 0, after: 5 }, cardinality: 'N:M', maxMembers: 8, maxCandidates: 28, post: 'unique' },
};

export const COMBINATION_RULES: ReconciliationRules = {
  ...RULES,
  passes: [PASS],
  threshold: { ...RULES.threshold, absolute: {} },
};

/** Of ten groups: how many lines each has on both sides. The rest of a counterparty's lines belong to nothing. */
const SHAPES: readonly (readonly [left: number, right: number])[] = [
  ...([[1, 1], [1, 2], [1, 2], [1, 3], [1, 4], [2, 1], [3, 1], [2, 2], [2, 3], [3, 3]] as const), // biome-ignore format: one row
];
/** Share of the lines that belong to no group. */
const NOISE = 0.3;
const DAYS = 90;
const LARGEST = 1_000_000;

/** About so many lines a side. The same seed, size and difficulty make the same books. */
export function trueBooks(lineCount: number, difficulty: Difficulty, seed: number): TrueBooks {
  const maker = new BookMaker(difficulty, seed);
  while (maker.books.lines.length < 2 * lineCount) maker.counterparty();
  return maker.books;
}

class BookMaker {
  readonly books: TrueBooks = { lines: [], planted: [] };
  readonly #difficulty: Difficulty;
  readonly #below: (end: number) => number;
  #counterparties = 0;

  constructor(difficulty: Difficulty, seed: number) {
    this.#difficulty = difficulty;
    this.#below = random(seed);
  }

  counterparty(): void {
    const number = this.#counterparties++;
    const end = this.books.lines.length + this.#difficulty.linesOfCounterparty;
    while (this.books.lines.length < end) {
      if (this.#below(1000) < NOISE * 1000) this.#noise(number);
      else this.#group(number);
    }
  }

  #group(counterparty: number): void {
    const [left, right] = SHAPES[this.#below(SHAPES.length)] as readonly [number, number];
    const day = this.#below(DAYS - PASS.days.after);
    const amounts = this.#twoSplits(left, right);
    const own = [
      ...amounts.left.map((cents) => this.#line(counterparty, 'left', cents, day)),
      ...amounts.right.map((cents) =>
        this.#line(counterparty, 'right', cents, day + this.#below(PASS.days.after + 1)),
      ),
    ];
    this.books.planted.push(own.map(({ recordKey }) => recordKey).sort());
    const chance = this.#below(1000) / 1000;
    const { copies, splits } = this.#difficulty;
    if (chance < copies) {
      this.#line(counterparty, 'right', amounts.right[0] as number, day);
    } else if (chance < copies + splits) {
      const first = this.#unit() % (amounts.right[0] as number);
      this.#line(counterparty, 'right', first, day);
      this.#line(counterparty, 'right', (amounts.right[0] as number) - first, day);
    }
  }

  /** One sum in so many amounts of each side. */
  #twoSplits(left: number, right: number): { left: number[]; right: number[] } {
    const many = Math.max(left, right);
    const parts = Array.from({ length: many }, () => this.#unit());
    const sum = parts.reduce((total, part) => total + part, 0);
    const fewer = this.#split(sum, Math.min(left, right));
    return left > right ? { left: parts, right: fewer } : { left: fewer, right: parts };
  }

  #split(sum: number, count: number): number[] {
    const parts: number[] = [];
    let rest = sum;
    for (let more = count - 1; more > 0; more--) {
      const units = Math.floor(rest / this.#difficulty.roundTo);
      const part = (1 + this.#below(Math.max(1, units - more))) * this.#difficulty.roundTo;
      parts.push(part);
      rest -= part;
    }
    return [...parts, rest];
  }

  #noise(counterparty: number): void {
    const side = this.#below(2) === 0 ? 'left' : 'right';
    this.#line(counterparty, side, this.#unit(), this.#below(DAYS));
  }

  #unit(): number {
    const { roundTo } = this.#difficulty;
    return (1 + this.#below(Math.floor(LARGEST / roundTo))) * roundTo;
  }

  #line(counterparty: number, side: SideName, cents: number, day: number): Line {
    const line: Line = {
      ...{ side, recordKey: `${side[0]}${this.books.lines.length}`, keys: [`Customer ${counterparty}`] },
      ...{
        currency: CURRENCIES[counterparty % CURRENCIES.length] as string,
        amount: fromBigInt(BigInt(cents), 2),
      },
      ...{ date: dateOf(day), parts: [], limit: null },
    };
    this.books.lines.push(line);
    return line;
  }
}

const DAY = 86_400_000;
const FIRST_DAY = Date.UTC(2026, 0, 1);
const dateOf = (day: number): string => new Date(FIRST_DAY + day * DAY).toISOString().slice(0, 10);

/** Whole numbers from 0 up to before `end`: xorshift32, which is published and the same everywhere. */
export function random(seed: number): (end: number) => number {
  let state = Math.imul(seed, 0x9e37_79b1) | 0 || 1;
  return (end) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % end;
  };
}
