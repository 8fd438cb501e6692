import { fromUnscaled } from './unscaled.ts';

/** Sum of a money column in one currency; `rows` counts all rows of that currency. Field names are the manifest's. */
export interface ControlTotal {
  column: string;
  currency: string | null;
  rows: number;
  /** Canonical decimal text. */
  total: string;
}

/** Adds up one money column per currency, exactly. */
export class ControlSums {
  readonly column: string;
  readonly scale: number;
  #perCurrency = new Map<string | null, { rows: number; sum: bigint }>();

  constructor(column: string, scale: number) {
    this.column = column;
    this.scale = scale;
  }

  add(currency: string | null, unscaled: bigint): void {
    const entry = this.#perCurrency.get(currency);
    if (entry) {
      entry.rows++;
      entry.sum += unscaled;
    } else {
      this.#perCurrency.set(currency, { rows: 1, sum: unscaled });
    }
  }

  totals(): ControlTotal[] {
    return [...this.#perCurrency]
      .map(([currency, { rows, sum }]) => ({
        column: this.column,
        currency,
        rows,
        total: fromUnscaled(sum, this.scale),
      }))
      .sort(byCurrency);
  }
}

/** No currency first, then by code point, as PostgreSQL's collation "C" has it. */
function byCurrency(left: ControlTotal, right: ControlTotal): number {
  if (left.currency === right.currency) return 0;
  if (left.currency === null) return -1;
  if (right.currency === null) return 1;
  return Buffer.compare(Buffer.from(left.currency), Buffer.from(right.currency));
}

/** The first difference between two lists of totals, in words; undefined when they are equal. */
export function totalsDifference(
  expected: readonly ControlTotal[],
  actual: readonly ControlTotal[],
): { what: string; expected: string; actual: string } | undefined {
  const named = (totals: readonly ControlTotal[]) =>
    new Map(totals.map((total) => [`${total.column} ${total.currency ?? 'without currency'}`, total]));
  const left = named(expected);
  const right = named(actual);
  for (const name of new Set([...left.keys(), ...right.keys()])) {
    const want = shown(left.get(name));
    const have = shown(right.get(name));
    if (want !== have) return { what: `control total of ${name}`, expected: want, actual: have };
  }
  return undefined;
}

function shown(total: ControlTotal | undefined): string {
  return total ? `${total.total} in ${total.rows} rows` : 'none';
}
