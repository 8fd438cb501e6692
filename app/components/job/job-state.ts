import type { JobLine } from '#app/presenters/jobs.server.ts';
import type { State } from '../state-badge.tsx';

/** How the states of a job look. */
export const JOB_STATES: Record<JobLine['state'], { state: State; word: string }> = {
  queued: { state: 'none', word: 'Waiting' },
  running: { state: 'explained', word: 'Running' },
  done: { state: 'tied', word: 'Done' },
  failed: { state: 'broken', word: 'Failed' },
  dead: { state: 'broken', word: 'Given up' },
  cancelled: { state: 'none', word: 'Cancelled' },
};

export function hasEnded(state: JobLine['state']): boolean {
  return state !== 'queued' && state !== 'running';
}

const KINDS: Record<string, string> = {
  pull: 'Pull',
  ingest: 'Ingest',
  reconcile: 'Reconcile',
  backtest: 'Backtest',
  export: 'Publish',
  replay: 'Replay',
};

/** "Pull shop" */
export function jobTitle({ kind, target }: Pick<JobLine, 'kind' | 'target'>): string {
  return `${KINDS[kind] ?? kind} ${target}`.trim();
}
