import { type Decimal, decimal, decimalPlaces, round, toUnscaled } from '../money/decimal.ts';
import type { Limits, ReconciliationRules } from './rules.ts';
import { hasAbsolute, hasPercent } from './threshold.ts';
import { larger, magnitude, type UnitSum } from './unit-sum.ts';

/** Percent as a ratio of whole numbers: a difference is within it if difference * `denominator` <= base * `numerator`. */
interface Share {
  numerator: bigint;
  denominator: bigint;
  base: Limits['percentBase'];
}

interface UnitLimit {
  /** Null where only the percentage counts. */
  fixed: bigint | null;
  share: Share | null;
  combine: Limits['combine'];
}

/**
 * `allowanceOf` of threshold.ts over whole units of `10^-scale`, for a search that asks it of very many sets: the same
 * answer, in whole numbers of any size.
 */
export class UnitLimits {
  readonly #general: UnitLimit;
  readonly #overrides: readonly UnitLimit[];
  readonly #rounding: bigint;
  /** Indexes of the parts that must tie on their own. */
  readonly #compared: readonly number[];

  constructor(
    { threshold, rounding, parts }: Pick<ReconciliationRules, 'threshold' | 'rounding' | 'parts'>,
    currency: string,
    scale: number,
  ) {
    const { overrides, ...general } = threshold;
    this.#compared = parts.flatMap(({ role }, index) => (role === 'compare' ? [index] : []));
    this.#rounding = wholeUnits(decimal(rounding?.absolute[currency] ?? '0'), scale);
    this.#general = unitLimit(general, currency, scale);
    this.#overrides = overrides.map((limits) => unitLimit(limits, currency, scale));
  }

  /** Whether the net of two sums ties, and each part that is compared, under the override of that number. */
  ties(left: UnitSum, right: UnitSum, limit: number | null): boolean {
    return (
      this.#allows(left.net - right.net, left, right, limit) &&
      this.#compared.every((index) =>
        this.#allows((left.parts[index] ?? 0n) - (right.parts[index] ?? 0n), left, right, limit),
      )
    );
  }

  #allows(difference: bigint, left: UnitSum, right: UnitSum, limit: number | null): boolean {
    const size = magnitude(difference);
    if (size <= this.#rounding) return true;
    const { fixed, share, combine } = this.#under(limit);
    if (share === null) return size <= (fixed as bigint);
    const base = baseOf(share.base, magnitude(left.amount), magnitude(right.amount));
    const inShare = size * share.denominator <= base * share.numerator;
    if (fixed === null) return inShare;
    return combine === 'any' ? inShare || size <= fixed : inShare && size <= fixed;
  }

  /** No two sums whose amounts are at most `base` each, regardless of sign, tie with a larger difference than this. */
  reach(base: bigint): bigint {
    return [this.#general, ...this.#overrides]
      .map(({ fixed, share, combine }) => {
        if (share === null) return fixed as bigint;
        const most = (base * share.numerator) / share.denominator;
        if (fixed === null) return most;
        return fixed > most === (combine === 'any') ? fixed : most;
      })
      .reduce(larger, this.#rounding);
  }

  #under(limit: number | null): UnitLimit {
    return limit === null ? this.#general : (this.#overrides[limit] ?? this.#general);
  }
}

function unitLimit(limits: Limits, currency: string, scale: number): UnitLimit {
  const { percentBase: base, combine } = limits;
  const fixed = wholeUnits(decimal(limits.absolute[currency] ?? '0'), scale);
  if (!hasPercent(limits)) return { fixed, share: null, combine };
  const percent = decimal(limits.percent);
  const places = decimalPlaces(percent);
  const share = {
    numerator: toUnscaled(percent, places),
    denominator: 10n ** BigInt(places + 2),
    base,
  };
  return { fixed: hasAbsolute(limits) ? fixed : null, share, combine };
}

/** Differences are whole units, so what the limit has beyond them decides nothing. */
function wholeUnits(value: Decimal, scale: number): bigint {
  return toUnscaled(round(value, scale, 'floor'), scale);
}

function baseOf(base: Limits['percentBase'], left: bigint, right: bigint): bigint {
  switch (base) {
    case 'left':
      return left;
    case 'right':
      return right;
    case 'max':
      return left > right ? left : right;
    case 'min':
      return left < right ? left : right;
  }
}
