import { holds } from '#core/access/policy.ts';
import { isUnkeyed, splitKey } from '#core/reconcile/key.ts';
import type { SideName } from '#core/reconcile/line.ts';
import { ownKeyFields } from '#core/reconcile/pass-key.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import { type ExceptionEvent, exceptionEvents, quarantinedRows } from '#db/queries/exception-detail-run.ts';
import { type DetailLines, exceptionLines } from '#db/queries/exception-detail-sides.ts';
import type { ExceptionRow } from '#db/queries/exception-page.ts';
import type { MatchOfException } from '#db/queries/manual-match-read.ts';
import { enqueueReconcile } from '#workflows/enqueue-job.ts';
import { listExceptionMatches } from '#workflows/list-matches.ts';
import { listExceptionSuggestions } from '#workflows/list-suggestions.ts';
import { type ComparedField, comparedFields } from './exception-detail-compare.server.ts';
import { type EventWords, eventWords } from './exception-detail-events.server.ts';
import { type ExplainedWords, explainedWords } from './exception-detail-explained.server.ts';
import { type Neighbours, neighboursOf } from './exception-detail-neighbours.server.ts';
import { declaredFor, judgedBy, readableException, understood } from './exception-detail-rules.server.ts';
import { type DetailSide, sideOf } from './exception-detail-side.server.ts';
import { type Reason, reasonOf } from './reasons.server.ts';
import type { Viewer } from './screen.server.ts';
import { type SuggestionsShown, suggestionWords } from './suggestion-words.server.ts';

export type { LineWords, ShownField } from './exception-detail-side.server.ts';
export type { ComparedField, DetailSide, EventWords, ExplainedWords, MatchOfException, SuggestionsShown };

/** Lines of a side that the page shows; the rest are counted. */
export const LINES_SHOWN = 200;

/** Suggestions that the page shows; all of them stand in the list of the reconciliation. */
export const SUGGESTIONS_SHOWN = 5;

export interface ExceptionDetailData {
  exception: DetailException;
  left: DetailSide;
  right: DetailSide;
  /** Where both sides have one line: the fields that stand for the same, beside each other. */
  compared: ComparedField[] | null;
  rule: RuleOfException;
  /** The run whose lines are shown; null where none is kept. */
  run: { runId: string; finishedAt: string; isLatest: boolean } | null;
  events: EventWords[];
  /** Why the run cannot be relied on; empty where it can. */
  incomplete: Reason[];
  neighbours: Neighbours;
  explained: ExplainedWords;
  /** What the last run suggests for its lines, the best first. */
  suggestions: SuggestionsShown;
  /** Matches by hand that hold, or held, lines of its key, the newest first. */
  matches: MatchOfException[];
  canRun: boolean;
  mayReadRaw: boolean;
  mayExport: boolean;
}

export type DetailException = Pick<
  ExceptionRow,
  | 'type'
  | 'state'
  | 'severity'
  | 'entity'
  | 'period'
  | 'currency'
  | 'difference'
  | 'threshold'
  | 'counterparty'
> & {
  id: string;
  key: string;
  /** The parts that were joined to the key; of a line without one its record key. */
  keyParts: string[];
  isUnkeyed: boolean;
  reconciliation: string;
  title: string;
  daysApart: number | null;
  itemDate: string | null;
  openedAt: string;
  clearedAt: string | null;
  clearedRun: string | null;
  reopenedTimes: number;
};

export interface RuleOfException {
  name: string;
  cardinality: string | null;
  days: { before: number; after: number } | null;
  /** The limit of its currency; null where there is none. */
  materiality: string | null;
  /** Null where the rules were not kept in a form that is still understood. */
  words: { pass: string; threshold: string } | null;
}

/** One exception with both sides as its run read them. An id of an entity that the reader may not see is not found. */
export async function presentException(viewer: Viewer): Promise<ExceptionDetailData> {
  const exception = await readable(viewer);
  const { db } = viewer.context.connection;
  const of = { exceptionId: exception.exception_id };
  const { context, actor } = viewer;
  const [{ pinned, run, rules }, events, neighbours, suggestions, matches] = await Promise.all([
    judgedBy(viewer, exception),
    exceptionEvents(db, exception),
    neighboursOf(viewer, exception),
    listExceptionSuggestions(context, actor, { ...of, limit: SUGGESTIONS_SHOWN }),
    listExceptionMatches(context, actor, of),
  ]);
  const read = async (side: SideName): Promise<DetailLines> =>
    pinned === undefined || exception[`${side}_count`] === 0
      ? { lines: [], count: '0' }
      : exceptionLines(db, exception, pinned, { side, limit: LINES_SHOWN });
  const waiting = async (side: SideName): Promise<string> =>
    rules ? quarantinedRows(db, { ...rules[side], entity: exception.entity }) : '0';
  const [left, right, leftWaiting, rightWaiting] = await Promise.all([
    read('left'),
    read('right'),
    waiting('left'),
    waiting('right'),
  ]);
  return {
    exception: shownException(exception, titleOf(viewer, exception), rules),
    left: sideOf('left', exception, { pin: pinned?.left, rules, read: left, quarantined: leftWaiting }),
    right: sideOf('right', exception, { pin: pinned?.right, rules, read: right, quarantined: rightWaiting }),
    compared: rules ? comparedFields(exception, rules, { left, right }) : null,
    rule: ruleOf(exception, rules),
    run: run ? { runId: run.runId, finishedAt: run.finishedAt, isLatest: run.isLatest } : null,
    events: events.map((event) => eventWords(event as ExceptionEvent, exception.currency)),
    incomplete: (run?.incompleteReasons ?? []).map(reasonOf),
    neighbours,
    explained: explainedWords(exception, rules),
    suggestions: await suggestionWords(viewer, { ...exception, rules, suggestions }),
    matches,
    canRun: holds(viewer.actor, 'reconciliation.run', exception.entity),
    mayReadRaw: holds(viewer.actor, 'raw.read', exception.entity),
    mayExport: holds(viewer.actor, 'export.download', exception.entity),
  };
}

/** Queues a run of the exception's reconciliation and period; null: an equal one is waiting already. */
export async function runAgain(viewer: Viewer): Promise<{ jobId: string | null }> {
  const { reconciliation, period } = await readable(viewer);
  const { jobId } = await enqueueReconcile(viewer.context, viewer.actor, {
    reconciliation,
    ...(period === '' ? {} : { period }),
    coalesce: true,
  });
  return { jobId: jobId ?? null };
}

const readable = (viewer: Viewer) => readableException(viewer, viewer.params.exception ?? '');

const titleOf = (viewer: Viewer, of: ExceptionRow) => declaredFor(viewer, of)?.title ?? of.reconciliation;

function ruleOf(of: ExceptionRow, rules: ReconciliationRules | undefined): RuleOfException {
  const pass = rules?.passes.find(({ name }) => name === of.rule);
  const words = rules && understood(rules);
  return {
    name: of.rule,
    cardinality: pass && 'cardinality' in pass ? pass.cardinality : null,
    days: (pass && 'days' in pass && pass.days) || null,
    materiality: rules?.materiality[of.currency] ?? null,
    words: words
      ? {
          pass: words.passes.find(({ name }) => name === of.rule)?.words ?? '',
          threshold: words.threshold,
        }
      : null,
  };
}

function shownException(
  row: ExceptionRow,
  title: string,
  rules: ReconciliationRules | undefined,
): DetailException {
  const { type, state, severity, entity, period, currency, difference, threshold, counterparty } = row;
  return {
    ...{ type, state, severity, entity, period, currency, difference, threshold, counterparty, title },
    id: row.exception_id,
    key: row.match_key,
    keyParts: splitKey(row.match_key, rules ? ownKeyFields(rules, 'left').length : 1),
    isUnkeyed: isUnkeyed(row.match_key),
    reconciliation: row.reconciliation,
    daysApart: row.days_apart,
    itemDate: row.item_date,
    openedAt: row.opened_at,
    clearedAt: row.cleared_at,
    clearedRun: row.cleared_run,
    reopenedTimes: row.reopened_times,
  };
}
