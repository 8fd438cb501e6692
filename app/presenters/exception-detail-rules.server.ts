import { holds } from '#core/access/policy.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import { exceptionById, type PinnedRun, runShowing } from '#db/queries/exception-detail-run.ts';
import type { ExceptionRow } from '#db/queries/exception-page.ts';
import { type RunDetail, runById } from '#db/queries/run-read.ts';
import { found } from './not-found.server.ts';
import { type RuleWords, ruleWords } from './rule-words.server.ts';
import type { Viewer } from './screen.server.ts';

/** The exception of an address. One of an entity that the reader may not see is not found. @throws NotFound */
export async function readableException({ context, actor }: Viewer, id: string): Promise<ExceptionRow> {
  const exception = await exceptionById(context.connection.db, id);
  return found(
    exception && holds(actor, 'book.read', exception.entity) ? exception : undefined,
    'exception',
    id,
  );
}

/** The run that an exception is shown with, and the rules by which it was judged. */
export interface Judged {
  pinned: PinnedRun | undefined;
  run: RunDetail | undefined;
  /** As the run used them, else as they are declared now. */
  rules: ReconciliationRules | undefined;
}

export async function judgedBy(viewer: Viewer, exception: ExceptionRow): Promise<Judged> {
  const { db } = viewer.context.connection;
  const pinned = await runShowing(db, exception);
  const run = pinned && (await runById(db, pinned.runId));
  const kept = run?.rules as ReconciliationRules | null | undefined;
  return { pinned, run, rules: kept && understood(kept) ? kept : declaredFor(viewer, exception) };
}

export function declaredFor({ context }: Viewer, of: ExceptionRow): ReconciliationRules | undefined {
  return context.workspace.reconciliations.find(
    (it) => it.reconciliation === of.reconciliation && it.entity === of.entity,
  );
}

/** Rules that an older version wrote may lack what this one reads. */
export function understood(rules: ReconciliationRules): RuleWords | null {
  try {
    return ruleWords(rules);
  } catch {
    return null;
  }
}
