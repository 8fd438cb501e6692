import type { Contract } from '../contract/contract.ts';
import type { ReconciliationRules } from '../reconcile/rules.ts';

/** A loaded and checked workspace. Names are unique within their kind. */
export interface Workspace {
  /** Absolute folder of `tieout.yaml`. */
  folder: string;
  name: string;
  entities: readonly Entity[];
  sources: readonly Source[];
  contracts: readonly Contract[];
  reconciliations: readonly ReconciliationRules[];
  exports: readonly ExportDeclaration[];
  schedules: readonly Schedule[];
  /** by_hand: changed rules take effect when somebody activates them. Absent: at the next run, by themselves. */
  ruleActivation?: 'automatic' | 'by_hand';
}

export interface Entity {
  entity: string;
  name: string;
  baseCurrency: string;
  /** IANA zone: accounting dates are calendar dates in it. */
  zone: string;
  /** Days without business, beside Saturdays and Sundays; YYYY-MM-DD, sorted. Absent: none. */
  holidays?: readonly string[];
}

export interface Source {
  source: string;
  entity: string;
  title: string;
  /** Who answers for it. */
  owner?: string;
  /** A snapshot older than this is late. */
  freshnessHours?: number;
  pull?: FolderPull;
}

/** Takes each matching file that was not taken in before, in the order of their names. */
export interface FolderPull {
  type: 'folder';
  /** Absolute; declared relative to the workspace folder. */
  path: string;
  files: readonly { pattern: string; contract: string }[];
}

export interface ExportDeclaration {
  /** Name of a schema in `exports/schemas`: exceptions, matches, reconciliation_summary, or a dataset. */
  export: string;
  entity: string;
  formats: readonly ('csv' | 'xlsx' | 'parquet')[];
}

export interface Schedule {
  schedule: string;
  /** Five cron fields. */
  cron: string;
  zone: string;
  job: 'pull' | 'reconcile' | 'export';
  /** Name of the source, reconciliation or export. */
  target: string;
}
