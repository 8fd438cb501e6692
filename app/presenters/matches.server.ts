import { holds } from '#core/access/policy.ts';
import type { SideName } from '#core/reconcile/line.ts';
import { type MatchCounted, matchCounted } from '#db/queries/manual-match-counted.ts';
import {
  MANUAL_STATES,
  type ManualMatchLine,
  type ManualState,
  manualMatchById,
  type ShownManualMatch,
} from '#db/queries/manual-match-read.ts';
import { listMatches, readMatch } from '#workflows/list-matches.ts';
import { undoMatch } from '#workflows/undo-match.ts';
import { found } from './not-found.server.ts';
import { filled, readableReconciliation } from './reconciliation-of.server.ts';
import type { Viewer } from './screen.server.ts';

export type { ManualMatchLine, MatchCounted, ShownManualMatch };

export interface MatchListData {
  reconciliation: string;
  title: string;
  matches: ShownManualMatch[];
  next: string | undefined;
  mayMatch: boolean;
}

const PAGE = 50;

/** The matches by hand of a reconciliation, the newest first. */
export async function presentMatches(viewer: Viewer): Promise<MatchListData> {
  const { context, actor, search } = viewer;
  const { entity, reconciliation, title } = readableReconciliation(viewer);
  const after = search.get('after') ?? '';
  const { matches, next } = await listMatches(context, actor, {
    ...{ reconciliation, limit: PAGE, states: statesOf(search.get('state')) },
    before: /^\d{1,18}$/.test(after) ? after : undefined,
  });
  return { reconciliation, title, matches, next, mayMatch: holds(actor, 'match.make', entity) };
}

const statesOf = (text: string | null): ManualState[] => MANUAL_STATES.filter((state) => state === text);

export interface MatchData {
  match: ShownManualMatch;
  title: string;
  labels: Record<SideName, string>;
  lines: ManualMatchLine[];
  /** `after` of the next page of lines. */
  next: string | undefined;
  /** Whether the tie-outs know it yet. */
  counted: MatchCounted[];
  mayUndo: boolean;
  canRun: boolean;
}

const LINES = 200;

/** A match by hand with its lines as they were. One of an entity that the reader may not see is not found. */
export async function presentMatch(viewer: Viewer): Promise<MatchData> {
  const { context, actor, search } = viewer;
  const matchId = await readableMatch(viewer);
  const [{ match, lines, next }, counted] = await Promise.all([
    readMatch(context, actor, { matchId, limit: LINES, after: lineOf(search.get('after')) }),
    matchCounted(context.connection.db, matchId),
  ]);
  const rules = context.workspace.reconciliations.find(
    (it) => it.reconciliation === match.reconciliation && it.entity === match.entity,
  );
  return {
    ...{ match, lines, counted, title: rules?.title ?? match.reconciliation },
    labels: { left: rules?.left.label ?? 'Left side', right: rules?.right.label ?? 'Right side' },
    next: next && `${next.side}_${next.recordKey}`,
    mayUndo: match.state === 'active' && holds(actor, 'match.make', match.entity),
    canRun: rules !== undefined && holds(actor, 'reconciliation.run', match.entity),
  };
}

/** Takes the match of the address back. */
export async function undo(viewer: Viewer, form: FormData): Promise<{ undone: string }> {
  const matchId = await readableMatch(viewer);
  await undoMatch(viewer.context, viewer.actor, { matchId, note: filled(form, 'note') ?? '' });
  return { undone: matchId };
}

async function readableMatch({ context, actor, params }: Viewer): Promise<string> {
  const id = params.match ?? '';
  const match = await manualMatchById(context.connection.db, id);
  return found(match && holds(actor, 'book.read', match.entity) ? match : undefined, 'match', id).matchId;
}

/** What `next` wrote; undefined for anything else, which shows the first page. */
function lineOf(text: string | null): { side: SideName; recordKey: string } | undefined {
  const [, side, recordKey = ''] = /^(left|right)_([^\0]+)$/s.exec(text ?? '') ?? [];
  return side === 'left' || side === 'right' ? { side, recordKey } : undefined;
}
