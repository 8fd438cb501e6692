/** What the frame shows; the presenter fills it. */
export interface FrameData {
  workspace: string;
  /** Entities that the reader may see. */
  entities: readonly { entity: string; name: string }[];
  /** Chosen entity; empty: all of them. */
  entity: string;
  /** Periods that have been reconciled, newest first, and '' (to date). */
  periods: readonly string[];
  period: string;
  counts: {
    exceptions: string;
    material: string;
    quarantine: string;
    runningJobs: string;
    failedJobs: string;
  };
  may: { jobs: boolean; audit: boolean };
  /** When a source last said something. */
  latestSnapshot: string | null;
  user: { id: string; theme: 'system' | 'light' | 'dark' };
}
