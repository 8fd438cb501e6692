import type { Budget, PartialSums } from './partial-sums.ts';

/** Beyond so many bits a tolerance lets everything through. */
const WIDEST = 62;

/**
 * Finds the groups whose sum is within a tolerance of a wanted one, both modulo 2^64. Sums are hashed by the cell that they lie
 * in; a cell is a power of two wide, and wider than the tolerance, so what is near lies in the same cell or one beside it.
 */
export class SumIndex {
  #heads = new Int32Array(256);
  #next = new Int32Array(256);
  #mask = 0;
  #shift = 0;
  #of: PartialSums | undefined;
  /** The tolerance, and twice the tolerance, in halves. */
  readonly #tolerance = { low: 0, high: 0, twiceLow: 0, twiceHigh: 0 };

  build(of: PartialSums, tolerance: bigint): void {
    this.#of = of;
    this.#shift = tolerance === 0n ? 0 : tolerance.toString(2).length;
    const halves = (value: bigint) => [asInt32(value), asInt32(value >> 32n)] as const;
    [this.#tolerance.low, this.#tolerance.high] = halves(tolerance);
    [this.#tolerance.twiceLow, this.#tolerance.twiceHigh] = halves(2n * tolerance);
    let size = 256;
    while (size < 2 * of.count) size *= 2;
    this.#mask = size - 1;
    if (this.#heads.length < size) this.#heads = new Int32Array(size);
    if (this.#next.length < of.count) this.#next = new Int32Array(of.low.length);
    this.#heads.fill(-1, 0, size);
    // Backwards, so that each chain is in the order of the groups.
    for (let group = of.count - 1; group >= 0; group--) {
      const slot = this.#slot(of.low[group] as number, of.high[group] as number);
      this.#next[group] = this.#heads[slot] as number;
      this.#heads[slot] = group;
    }
  }

  /** Hands over each group whose sum is minus that of `low` and `high`, within the tolerance. False once the budget is spent. */
  eachOpposite(low: number, high: number, budget: Budget, use: (group: number) => void): boolean {
    const wantedLow = -low | 0;
    const wantedHigh = (~high + (low === 0 ? 1 : 0)) | 0;
    if (this.#shift === 0 || this.#shift > WIDEST)
      return this.#visit(wantedLow, wantedHigh, low, high, budget, use);
    for (let beside = -1; beside <= 1; beside++) {
      const [cellLow, cellHigh] = this.#moved(wantedLow, wantedHigh, beside);
      if (!this.#visit(cellLow, cellHigh, low, high, budget, use)) return false;
    }
    return true;
  }

  /** Goes through the cell of one sum. */
  #visit(
    cellLow: number,
    cellHigh: number,
    low: number,
    high: number,
    budget: Budget,
    use: (group: number) => void,
  ): boolean {
    const of = this.#of as PartialSums;
    const slot = this.#slot(cellLow, cellHigh);
    for (let group = this.#heads[slot] as number; group >= 0; group = this.#next[group] as number) {
      if (--budget.steps < 0) return false;
      const otherLow = of.low[group] as number;
      const otherHigh = of.high[group] as number;
      // One slot may hold several cells, and is then visited for each of them.
      if (
        this.#inCell(otherLow, otherHigh, cellLow, cellHigh) &&
        this.#isNear(low, high, otherLow, otherHigh)
      )
        use(group);
    }
    return true;
  }

  #slot(low: number, high: number): number {
    const [a, b] = this.#cell(low, high);
    const mixed = Math.imul(a ^ Math.imul(b, 0x85eb_ca6b), 0x9e37_79b1);
    return (mixed ^ (mixed >>> 15)) & this.#mask;
  }

  #inCell(low: number, high: number, cellLow: number, cellHigh: number): boolean {
    const [a, b] = this.#cell(low, high);
    const [c, d] = this.#cell(cellLow, cellHigh);
    return a === c && b === d;
  }

  /** The number of the cell that a sum lies in, in halves. */
  #cell(low: number, high: number): readonly [number, number] {
    const shift = this.#shift;
    if (shift === 0) return [low, high];
    if (shift > WIDEST) return [0, 0];
    if (shift < 32) return [(low >>> shift) | (high << (32 - shift)), high >>> shift];
    return [high >>> (shift - 32), 0];
  }

  /** A sum, moved by so many cells. */
  #moved(low: number, high: number, cells: number): readonly [number, number] {
    if (this.#shift >= 32) return [low, (high + (cells << (this.#shift - 32))) | 0];
    const by = cells * 2 ** this.#shift;
    const moved = (low >>> 0) + by;
    const carry = moved > 0xffff_ffff ? 1 : moved < 0 ? -1 : 0;
    return [moved | 0, (high + carry) | 0];
  }

  /** Whether two sums add up to within the tolerance: their sum plus the tolerance, without sign, is at most twice the tolerance. */
  #isNear(low: number, high: number, otherLow: number, otherHigh: number): boolean {
    if (this.#shift > WIDEST) return true;
    const { low: byLow, high: byHigh, twiceLow, twiceHigh } = this.#tolerance;
    const sumLow = (low >>> 0) + (otherLow >>> 0);
    const sumHigh = (high + otherHigh + (sumLow > 0xffff_ffff ? 1 : 0)) | 0;
    if (this.#shift === 0) return (sumLow | 0) === 0 && sumHigh === 0;
    const shiftedLow = ((sumLow | 0) >>> 0) + (byLow >>> 0);
    const shiftedHigh = (sumHigh + byHigh + (shiftedLow > 0xffff_ffff ? 1 : 0)) >>> 0;
    if (shiftedHigh !== twiceHigh >>> 0) return shiftedHigh < twiceHigh >>> 0;
    return (shiftedLow | 0) >>> 0 <= twiceLow >>> 0;
  }
}

function asInt32(value: bigint): number {
  return Number(BigInt.asIntN(32, value));
}
