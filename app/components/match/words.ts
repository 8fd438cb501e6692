import type { ShownManualMatch } from '#app/presenters/matches.server.ts';
import type { State } from '../state-badge.tsx';

/** How the states of a match by hand are shown. */
export const MATCH_STATES: Record<ShownManualMatch['state'], { state: State; word: string }> = {
  active: { state: 'tied', word: 'In force' },
  undone: { state: 'none', word: 'Undone' },
  reopened: { state: 'open', word: 'Reopened' },
};
