import { holds } from '#core/access/policy.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import { type ClassTotal, classTotals } from '#db/queries/class-totals.ts';
import { manualMatches } from '#db/queries/manual-match-read.ts';
import {
  openByType,
  type RunDetail,
  type RunLine,
  type PassCount as RunPassCount,
  type RunPin,
  type RunTotals,
  runById,
  runsOf,
  runTotals,
} from '#db/queries/run-read.ts';
import { suggestionCounts } from '#db/queries/suggestion-overview.ts';
import { type WriteOffPage, writeOffProposals } from '#db/queries/write-off-read.ts';
import { enqueueReconcile } from '#workflows/enqueue-job.ts';
import { found } from './not-found.server.ts';
import { type Reason, reasonOf } from './reasons.server.ts';
import { type ReconciliationState, reconciliationStates } from './reconciliation-states.server.ts';
import { shownRules } from './rule-versions.server.ts';
import { type RuleWords, ruleWords } from './rule-words.server.ts';
import type { Viewer } from './screen.server.ts';

export type {
  ClassTotal,
  ReconciliationState,
  RuleWords,
  RunLine,
  RunPassCount,
  RunPin,
  RunTotals,
  WriteOffPage,
};

export async function presentReconciliations(
  viewer: Viewer,
): Promise<{ reconciliations: ReconciliationState[] }> {
  return { reconciliations: await reconciliationStates(viewer) };
}

export interface ReconciliationData {
  state: ReconciliationState;
  /** Those in force today; the declared ones where these cannot be read any more. */
  rules: RuleWords;
  /** Number of the version in force; null before the first run. */
  ruleVersion: number | null;
  /** The declared rules differ from this version, which was activated last. */
  draftAgainst: number | null;
  /** The newest run of the period; null where there is none. */
  run: RunDetail | null;
  totals: RunTotals[];
  byType: { type: string; currency: string; count: string; difference: string }[];
  /** What explains the differences of the newest run, and what nothing does. */
  classes: ClassTotal[];
  /** Of the newest run, those that nobody dismissed. */
  suggestionCount: string;
  writeOffs: WriteOffPage['totals'];
  /** There are matches by hand, in force or ended. */
  hasMatches: boolean;
  mayMatch: boolean;
  history: RunLine[];
  older: string | undefined;
  canRun: boolean;
}

const HISTORY = 20;

export async function presentReconciliation(viewer: Viewer): Promise<ReconciliationData> {
  const { name } = viewer.params;
  const { db } = viewer.context.connection;
  const state = found(
    (await reconciliationStates(viewer)).find((it) => it.reconciliation === name),
    'reconciliation',
    name,
  );
  const rules = found(
    viewer.context.workspace.reconciliations.find((it) => it.reconciliation === name),
    'reconciliation',
    name,
  );
  const of = { entity: state.entity, name: state.reconciliation, period: viewer.period };
  const [history, run, totals, byType, byHand] = await Promise.all([
    runsOf(db, { ...of, before: cursor(viewer.search.get('after')), limit: HISTORY + 1 }),
    state.run ? runById(db, state.run.id) : undefined,
    state.run ? runTotals(db, state.run.id) : [],
    openByType(db, of),
    byHandOf(viewer, of, state.run?.id),
  ]);
  const shown = history.slice(0, HISTORY);
  return {
    ...{ state, totals, byType, history: shown, ...byHand },
    ...(await inForce(viewer, rules)),
    run: run ?? null,
    older: history.length > HISTORY ? shown.at(-1)?.runId : undefined,
    canRun: holds(viewer.actor, 'reconciliation.run', state.entity),
  };
}

async function inForce(viewer: Viewer, declared: ReconciliationRules) {
  const { rules, version, draftAgainst } = await shownRules(viewer, declared);
  return { rules: rules ?? ruleWords(declared), ruleVersion: version, draftAgainst };
}

async function byHandOf(
  { context, actor }: Viewer,
  { entity, name, period }: { entity: string; name: string; period: string },
  runId: string | undefined,
) {
  const { db } = context.connection;
  const [classes, counts, { totals }, matches] = await Promise.all([
    runId ? classTotals(db, runId) : [],
    suggestionCounts(db, { entity, reconciliation: name, period }),
    writeOffProposals(db, { entity, name, period, limit: 1 }),
    manualMatches(db, { entity, reconciliation: name, states: [], limit: 1 }),
  ]);
  const open = counts.filter(({ isDismissed }) => !isDismissed);
  return {
    classes,
    suggestionCount: String(open.reduce((sum, { count }) => sum + BigInt(count), 0n)),
    writeOffs: totals,
    hasMatches: matches.length > 0,
    mayMatch: holds(actor, 'match.make', entity),
  };
}

/** Queues a run of the period in force; gives the job to watch. */
export async function runReconciliation(viewer: Viewer): Promise<{ jobId: string | null }> {
  const reconciliation = viewer.params.name ?? '';
  const { period } = viewer;
  const { jobId } = await enqueueReconcile(viewer.context, viewer.actor, {
    reconciliation,
    ...(period === '' ? {} : { period }),
    coalesce: true,
  });
  return { jobId: jobId ?? null };
}

export interface RunData {
  run: RunDetail;
  title: string;
  reasons: Reason[];
  totals: RunTotals[];
  classes: ClassTotal[];
  /** As the run used them; null where they were not kept in a form that is still understood. */
  rules: RuleWords | null;
}

export async function presentRun(viewer: Viewer): Promise<RunData> {
  const id = viewer.params.run ?? '';
  const run = found(
    /^\d{1,18}$/.test(id) ? await runById(viewer.context.connection.db, id) : undefined,
    'run',
    id,
  );
  found(holds(viewer.actor, 'book.read', run.entity) ? run : undefined, 'run', id);
  const declared = viewer.context.workspace.reconciliations.find((it) => it.reconciliation === run.name);
  return {
    run,
    title: declared?.title ?? run.name,
    reasons: run.incompleteReasons.map(reasonOf),
    totals: await runTotals(viewer.context.connection.db, id),
    classes: await classTotals(viewer.context.connection.db, id),
    rules: keptRules(run.rules),
  };
}

/** Rules that an older version wrote may lack what this one reads. */
function keptRules(stored: unknown): RuleWords | null {
  if (typeof stored !== 'object' || stored === null) return null;
  try {
    return ruleWords(stored as Parameters<typeof ruleWords>[0]);
  } catch {
    return null;
  }
}

export function cursor(text: string | null): string | undefined {
  return text !== null && /^\d{1,18}$/.test(text) ? text : undefined;
}
