import type { Decimal } from '../money/decimal.ts';

export type SideName = 'left' | 'right';

/** What a pass sees of a record: nothing wider is read by a run. */
export interface Line {
  side: SideName;
  recordKey: string;
  /** What each pass compares, in the order of the passes (see pass-key.ts); null where a part of it is null or empty. */
  keys: readonly (string | null)[];
  currency: string;
  amount: Decimal;
  /** Calendar date YYYY-MM-DD. */
  date: string | null;
  /** Amount of each of the rules' parts, in their order; zero where the side or the record has none. */
  parts: readonly Decimal[];
  /** Index of the first override of the threshold that the line is under. */
  limit: number | null;
}

/** A record of a side that has no amount or no currency: nothing can be said about it, so the run is incomplete. */
export interface UnreadableLine {
  side: SideName;
  recordKey: string;
  problem: 'amount_missing' | 'currency_missing';
}
