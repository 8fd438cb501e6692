import type { Contract } from '#core/contract/contract.ts';
import type { IngestionStatus, RawObject } from '#db/queries/ingestions.ts';
import type { FileCounts } from '#db/queries/record-versions.ts';
import type { ControlTotal, IncompleteReason } from '#db/queries/snapshots.ts';
import type { StatementProof } from '#sources/files/reader.ts';
import type { Companion } from './lookups.ts';

/** A file whose bytes are kept already. */
export interface KeptFile {
  name: string;
  /** Where the kept bytes are. */
  path: string;
  sha256: string;
  sizeBytes: number;
  companions: readonly (Companion & { kept: { path: string; sha256: string; sizeBytes: number } })[];
  /** For replay: only these rows are read. */
  only?: ReadonlySet<number>;
}

/** The files that one contract takes in together; in mode full they are the whole content. */
export interface Delivery {
  contract: Contract;
  files: readonly KeptFile[];
  asOf: Date;
  traceId: string;
  /** partial: absence means nothing (mode incremental, and every replay). */
  extent: 'full' | 'partial';
  /** The rejected file, by its name, for which this delivery speaks. */
  replaces?: string;
}

export interface FileOutcome {
  file: string;
  sha256: string;
  status: IngestionStatus;
  /** null when these bytes were taken in before under the same contract. */
  ingestionId: string | null;
  takenBefore: boolean;
  read: number;
  counts: FileCounts;
  controlTotals: readonly ControlTotal[];
  proofs: readonly StatementProof[];
  warnings: readonly CheckWarning[];
}

export interface DeliveryOutcome {
  contract: string;
  contractVersion: number;
  entity: string;
  source: string;
  dataset: string;
  traceId: string;
  files: FileOutcome[];
  snapshot: {
    snapshotNo: number;
    isNew: boolean;
    rowCount: number;
    opened: number;
    closed: number;
    controlTotals: readonly ControlTotal[];
    contentHash: string;
    incompleteReasons: readonly IncompleteReason[];
  } | null;
}

export interface StoredFile {
  file: KeptFile;
  raw: RawObject;
  companions: RawObject[];
  ingestionId: string;
  read: number;
  counts: FileCounts;
  controlTotals: ControlTotal[];
  proofs: StatementProof[] | undefined;
  warnings: CheckWarning[];
}

/** A check that only warns, and how often it did in one file. */
export interface CheckWarning {
  rule: string;
  field: string;
  count: number;
  firstRow: number;
}
