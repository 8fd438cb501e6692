import type { RunIncompleteReason } from '#core/reconcile/completeness.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import type { ExceptionCounts } from './exception-store.ts';
import type { ReopenedByHand } from './manual-reopen.ts';
import type { CarriedFrom } from './reconcile-opening.ts';
import type { SidePin } from './reconcile-scope.ts';
import type { RunTotal } from './run-conservation.ts';
import type { PassCount } from './run-store.ts';

export interface RunRequest {
  rules: ReconciliationRules;
  /** '' for the running tie-out. */
  period: string;
  /** Projections that cover the snapshots to read. */
  left: SidePin;
  right: SidePin;
  freshnessHours: { left: number | undefined; right: number | undefined };
  /** Of the sources of rates, by name. */
  rateFreshnessHours?: Readonly<Record<string, number | undefined>>;
  /** Pins of an earlier run, to find again what it found; absent: the last rates, and today in the zone of the entity. */
  fxPins?: Readonly<Record<string, number>>;
  asOfDay?: string;
  /** The run whose open lines `rules.opening` carries forward, from `keepOpenLines`; absent or null: there is none. */
  carriedFrom?: CarriedFrom | null;
  /** What people matched by hand as of this number of the reconciliation; absent: as of now. */
  manualOrder?: string;
  /** Read all keys (true), or the touched ones (false) where that is possible; absent: what costs less. */
  isWhole?: boolean;
  now: () => Date;
  traceId: string;
  actor: string;
  progress(step: string): void;
}

export interface RunResult {
  runId: string;
  cutOff: string | null;
  fxPins: Readonly<Record<string, number>>;
  asOfDay: string;
  /** The run whose open lines were carried forward; null where none was. */
  openingRun: string | null;
  status: 'complete' | 'incomplete';
  reasons: RunIncompleteReason[];
  resultHash: string;
  passes: PassCount[];
  matchCount: number;
  exceptionCount: number;
  materialCount: number;
  /** Open exceptions of two currencies that no rate could compare. */
  withoutRate: number;
  moved: ExceptionCounts;
  totals: RunTotal[];
  /** SHA-256 of the matches by hand that it applied; null where there were none. */
  manualHash: string | null;
  /** Matches by hand that it ended, because their lines moved. */
  reopenedByHand: ReopenedByHand[];
}
