import type { SideName } from './line.ts';

/** What a run reads: its sides, and the rates that an fx pass converts by. */
export type InputName = SideName | 'rates';

/** Why the result of a run cannot be relied on, in fields. */
export type RunIncompleteReason = InputReason | OpeningReason;

export type InputReason = { side: InputName; source: string; dataset: string } & (
  | { reason: 'no_snapshot' }
  | { reason: 'snapshot_incomplete'; snapshot: number; causes: readonly object[] }
  | { reason: 'late'; snapshot: number; confirmed_at: string; freshness_hours: number }
  | { reason: 'rejected_delivery'; count: number }
  | { reason: 'unreadable_lines'; problem: 'amount_missing' | 'currency_missing'; count: number }
);

/** Of the earlier reconciliation whose open items are carried forward. */
export type OpeningReason = { side: 'opening'; reconciliation: string } & (
  | { reason: 'opening_missing'; periods: readonly string[] }
  | { reason: 'opening_incomplete'; run: string }
  | { reason: 'opening_behind'; run: string; count: number }
);

/** What is known of the run whose open items are carried forward. */
export interface OpeningFacts {
  reconciliation: string;
  /** Its tie-outs that were looked for. */
  periods: readonly string[];
  /** Null where there is none. */
  run: { runId: string; isComplete: boolean } | null;
  /** Records dated before the opening, and not carried, that came, changed or went after the snapshots of that run. */
  movedSince: number;
}

/** An opening that nobody knows, or not to the end, is never taken for one without open items. */
export function openingReasons({ reconciliation, periods, run, movedSince }: OpeningFacts): OpeningReason[] {
  const of = { side: 'opening', reconciliation } as const;
  if (run === null) return [{ ...of, reason: 'opening_missing', periods }];
  const reasons: OpeningReason[] = [];
  if (!run.isComplete) reasons.push({ ...of, reason: 'opening_incomplete', run: run.runId });
  if (movedSince > 0) reasons.push({ ...of, reason: 'opening_behind', run: run.runId, count: movedSince });
  return reasons;
}

/** What is known of the input of a side. */
export interface SideFacts {
  side: InputName;
  source: string;
  dataset: string;
  snapshot: number;
  /** Null where there is no snapshot. */
  confirmedAt: string | null;
  isComplete: boolean;
  causes: readonly object[];
  freshnessHours: number | undefined;
  openRejections: number;
  unreadable: readonly { problem: 'amount_missing' | 'currency_missing'; count: number }[];
}

/**
 * Completeness comes before correctness: with any reason the run is incomplete, however few its exceptions are.
 * Late is measured against now, or against the end of the period once that is over: what was confirmed after the end
 * does not become late by waiting.
 */
export function incompleteReasons(facts: SideFacts, now: Date, periodEndedAt: Date | null): InputReason[] {
  const { side, source, dataset, snapshot } = facts;
  const of = { side, source, dataset };
  const reasons: InputReason[] = [];
  if (facts.confirmedAt === null) reasons.push({ ...of, reason: 'no_snapshot' });
  else {
    if (!facts.isComplete)
      reasons.push({ ...of, reason: 'snapshot_incomplete', snapshot, causes: facts.causes });
    const late = lateness(facts.confirmedAt, facts.freshnessHours, now, periodEndedAt);
    if (late) reasons.push({ ...of, reason: 'late', snapshot, ...late });
  }
  if (facts.openRejections > 0)
    reasons.push({ ...of, reason: 'rejected_delivery', count: facts.openRejections });
  for (const unreadable of facts.unreadable)
    reasons.push({ ...of, reason: 'unreadable_lines', ...unreadable });
  return reasons;
}

const HOUR = 3_600_000;

function lateness(
  confirmedAt: string,
  freshnessHours: number | undefined,
  now: Date,
  periodEndedAt: Date | null,
): { confirmed_at: string; freshness_hours: number } | undefined {
  if (freshnessHours === undefined) return undefined;
  const needed = Math.min(now.getTime(), periodEndedAt?.getTime() ?? Number.POSITIVE_INFINITY);
  if (Date.parse(confirmedAt) >= needed - freshnessHours * HOUR) return undefined;
  return { confirmed_at: confirmedAt, freshness_hours: freshnessHours };
}
