/**
 * Sums of all small groups of some lines, and which two groups add up to about nothing: the inner loop of the combination
 * search. A sum is kept as two halves of 32 bits, modulo 2^64. That makes every addition a pair of integer additions,
 * and it is a filter that can let too much through but never loses a pair, however large the amounts are: what is equal is
 * equal modulo 2^64. Who asks verifies what is found over exact whole numbers.
 */

/** Lines in the order of the search, by their index. */
export interface Summands {
  count: number;
  /** Low and high half of the signed amount modulo 2^64. */
  low: Int32Array;
  high: Int32Array;
  isLeft: Uint8Array;
  /** 1 at `i * count + j` where lines i and j are in no set together. */
  barred: Uint8Array;
  hasBars: boolean;
}

/** How many lines a group may have, on each side and together. */
export interface GroupSize {
  left: number;
  right: number;
  both: number;
}

/** Counts down; nothing more is done once it is spent. */
export interface Budget {
  steps: number;
  sets: number;
}

const FIRST_CAPACITY = 256;

/** The groups of a range of lines, in the order of their size. Group 0 is the empty one. */
export class PartialSums {
  count = 0;
  low = new Int32Array(FIRST_CAPACITY);
  high = new Int32Array(FIRST_CAPACITY);
  /** The group without its last line. */
  parent = new Int32Array(FIRST_CAPACITY);
  first = new Uint16Array(FIRST_CAPACITY);
  last = new Uint16Array(FIRST_CAPACITY);
  lefts = new Uint8Array(FIRST_CAPACITY);
  rights = new Uint8Array(FIRST_CAPACITY);
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  /** All groups of lines `from` up to before `to`; false when there are too many of them, or the budget is spent. */
  fill(of: Summands, from: number, to: number, size: GroupSize, budget: Budget): boolean {
    this.count = 1;
    this.low[0] = 0;
    this.high[0] = 0;
    this.lefts[0] = 0;
    this.rights[0] = 0;
    for (let group = 0; group < this.count; group++) {
      if ((this.lefts[group] as number) + (this.rights[group] as number) >= size.both) break; // larger ones follow
      const next = group === 0 ? from : (this.last[group] as number) + 1;
      budget.steps -= to - next;
      if (budget.steps < 0) return false;
      for (let line = next; line < to; line++) {
        const isLeft = of.isLeft[line] as number;
        if (
          isLeft ? (this.lefts[group] as number) >= size.left : (this.rights[group] as number) >= size.right
        )
          continue;
        if (of.hasBars && this.#bars(of, group, line)) continue;
        if (this.count >= this.#most) return false;
        this.#append(of, group, line, isLeft);
      }
    }
    return true;
  }

  /** The lines of a group, last first. */
  lines(group: number): number[] {
    const lines: number[] = [];
    for (let at = group; at > 0; at = this.parent[at] as number) lines.push(this.last[at] as number);
    return lines;
  }

  #bars(of: Summands, group: number, line: number): boolean {
    const row = line * of.count;
    for (let at = group; at > 0; at = this.parent[at] as number) {
      if (of.barred[row + (this.last[at] as number)]) return true;
    }
    return false;
  }

  #append(of: Summands, group: number, line: number, isLeft: number): void {
    if (this.count === this.low.length) this.#grow();
    const at = this.count++;
    const low = (this.low[group] as number) >>> 0;
    const added = low + ((of.low[line] as number) >>> 0);
    this.low[at] = added | 0;
    this.high[at] =
      ((this.high[group] as number) + (of.high[line] as number) + (added > 0xffff_ffff ? 1 : 0)) | 0;
    this.parent[at] = group;
    this.first[at] = group === 0 ? line : (this.first[group] as number);
    this.last[at] = line;
    this.lefts[at] = (this.lefts[group] as number) + isLeft;
    this.rights[at] = (this.rights[group] as number) + 1 - isLeft;
  }

  #grow(): void {
    const longer = <A extends Int32Array | Uint16Array | Uint8Array>(old: A): A => {
      const grown = new (old.constructor as new (length: number) => A)(Math.min(old.length * 4, this.#most));
      grown.set(old);
      return grown;
    };
    this.low = longer(this.low);
    this.high = longer(this.high);
    this.parent = longer(this.parent);
    this.first = longer(this.first);
    this.last = longer(this.last);
    this.lefts = longer(this.lefts);
    this.rights = longer(this.rights);
  }
}
