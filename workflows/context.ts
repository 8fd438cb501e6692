import type { Workspace } from '#core/workspace/workspace.ts';
import type { Connection } from '#db/connection.ts';

/** What every workflow is given. Nothing in Tieout reads a clock, an environment variable or a singleton instead. */
export interface Context {
  connection: Connection;
  workspace: Workspace;
  /** Absolute; holds raw files, exports and anchors. */
  dataFolder: string;
  now(): Date;
  newTraceId(): string;
  /** Told about the progress of long work. Never awaited. */
  progress(step: Progress): void;
  /** Aborted when the work shall stop at the next safe point. */
  signal?: AbortSignal;
}

export interface Progress {
  step: string;
  done?: number;
  of?: number;
  detail?: string;
}
