import type { Line } from './line.ts';
import type { Quote } from './rates.ts';

/** What a run knows beside its lines and rules. All of it is pinned with the run, so that the same pins find the same. */
export interface Facts {
  /** What each source of rates quotes, by its name. */
  quotes: Readonly<Record<string, readonly Quote[]>>;
  /** Last day in scope, YYYY-MM-DD; null in the running tie-out, to date. */
  cutOff: string | null;
  /** Day of the run in the zone of the entity: what the running tie-out counts days from. */
  asOfDay: string | null;
  /** Lines dated after the cut-off, of the same snapshots. */
  later: readonly Line[];
  /** A field of the record behind a line, as the text it has in a key; null where it has none. */
  valueOf(line: Line, field: string): string | null;
}

/** Nothing is known: no rate, no later line, no day. */
export const NO_FACTS: Facts = { quotes: {}, cutOff: null, asOfDay: null, later: [], valueOf: () => null };
