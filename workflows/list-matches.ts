import type { SideName } from '#core/reconcile/line.ts';
import { ManualMatchNotFound } from '#core/reconcile/manual-failures.ts';
import { exceptionById } from '#db/queries/exception-detail-run.ts';
import {
  type ManualMatchLine,
  type ManualState,
  type MatchOfException,
  manualMatchById,
  manualMatches,
  manualMatchesOfException,
  manualMatchLines,
  type ShownManualMatch,
} from '#db/queries/manual-match-read.ts';
import type { Context } from './context.ts';
import { declaredReconciliation } from './declared.ts';
import { defineWorkflow } from './define.ts';
import { ExceptionNotFound } from './export-exception-lines.ts';

export interface ListMatchesInput {
  reconciliation: string;
  /** Left out: all. */
  states?: readonly ManualState[] | undefined;
  /** `next` of the page before. */
  before?: string | undefined;
  limit: number;
}

/** The matches by hand of a reconciliation, in force and ended, the newest first. @throws UnknownName */
export const listMatches = defineWorkflow<
  ListMatchesInput,
  { matches: ShownManualMatch[]; next: string | undefined }
>({
  name: 'list-matches',
  permission: 'book.read',
  entityOf: (context, { reconciliation }) => declaredReconciliation(context.workspace, reconciliation).entity,
  run: async (context, _actor, { reconciliation, states = [], before, limit }) => {
    const { entity } = declaredReconciliation(context.workspace, reconciliation);
    const of = { entity, reconciliation, states, before, limit: limit + 1 };
    const found = await manualMatches(context.connection.db, of);
    const matches = found.slice(0, limit);
    return { matches, next: found.length > limit ? matches.at(-1)?.order : undefined };
  },
});

export interface ReadMatchInput {
  matchId: string;
  /** The last line of the page before. */
  after?: { side: SideName; recordKey: string } | undefined;
  limit: number;
}

/** A match by hand with a page of its lines as they were when it was made. @throws ManualMatchNotFound */
export const readMatch = defineWorkflow<
  ReadMatchInput,
  {
    match: ShownManualMatch;
    lines: ManualMatchLine[];
    next: { side: SideName; recordKey: string } | undefined;
  }
>({
  name: 'read-match',
  permission: 'book.read',
  entityOf: async (context, { matchId }) => (await existing(context, matchId)).entity,
  run: async (context, _actor, { matchId, after, limit }) => {
    const match = await existing(context, matchId);
    const found = await manualMatchLines(context.connection.db, { matchId, after, limit: limit + 1 });
    const lines = found.slice(0, limit);
    const last = lines.at(-1);
    const next = found.length > limit && last && { side: last.side, recordKey: last.recordKey };
    return { match, lines, next: next || undefined };
  },
});

/** The matches by hand that hold lines of an exception's key, or held some, the newest first. @throws ExceptionNotFound */
export const listExceptionMatches = defineWorkflow<{ exceptionId: string }, MatchOfException[]>({
  name: 'list-exception-matches',
  permission: 'book.read',
  entityOf: async (context, { exceptionId }) => (await exceptionOf(context, exceptionId)).entity,
  run: async (context, _actor, { exceptionId }) =>
    manualMatchesOfException(context.connection.db, await exceptionOf(context, exceptionId)),
});

async function existing(context: Context, matchId: string): Promise<ShownManualMatch> {
  const match = await manualMatchById(context.connection.db, matchId);
  if (!match) throw new ManualMatchNotFound(matchId);
  const { requestHash: _, reconciliationId: __, ...shown } = match;
  return shown;
}

async function exceptionOf(context: Context, exceptionId: string) {
  const exception = await exceptionById(context.connection.db, exceptionId);
  if (!exception) throw new ExceptionNotFound(exceptionId);
  return exception;
}
