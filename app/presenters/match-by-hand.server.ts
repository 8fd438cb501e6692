import { redirect } from '@remix-run/node';
import { holds } from '#core/access/policy.ts';
import type { SideName } from '#core/reconcile/line.ts';
import { MOST_MEMBERS } from '#core/reconcile/manual-match.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import { exceptionCandidates } from '#db/queries/exception-candidates.ts';
import { exceptionById, runShowing } from '#db/queries/exception-detail-run.ts';
import { exceptionLines } from '#db/queries/exception-detail-sides.ts';
import type { ExceptionRow } from '#db/queries/exception-page.ts';
import { makeMatch } from '#workflows/make-match.ts';
import { scopedPath } from '../components/scope.ts';
import { keyWords } from './exception-list-line.server.ts';
import { type PlainLine, plainLine } from './line-words.server.ts';
import { filled, readableReconciliation } from './reconciliation-of.server.ts';
import type { Viewer } from './screen.server.ts';

export type { PlainLine };

/** Exceptions that one page takes, and lines a side that it shows to tick one by one. */
const MOST_EXCEPTIONS = 50;
const LINES = 100;
const FOUND = 20;

/** An exception whose lines may be matched. Amounts are decimal text. */
export interface Candidate {
  id: string;
  key: string;
  counterparty: string | null;
  left: CandidateSide;
  right: CandidateSide;
  /** It has more lines than can be ticked one by one: all of them are matched, or none. */
  isWhole: boolean;
}

export interface CandidateSide {
  count: number;
  amount: string;
  currency: string;
  /** In the order of their dates; empty where the exception is taken as a whole. */
  lines: PlainLine[];
}

export interface MatchByHandData {
  reconciliation: string;
  title: string;
  labels: Record<SideName, string>;
  chosen: Candidate[];
  /** Named in the address, but cleared meanwhile, or of another reconciliation. */
  leftOut: number;
  /** What the search found beside them; null where nothing was looked for. */
  found: Omit<Candidate, 'isWhole'>[] | null;
  /** There are more than are shown. */
  hasMore: boolean;
  query: string;
  mayMatch: boolean;
  /** Under which the match is made once, however often it is asked for. */
  matchId: string;
  mostLines: number;
}

/** The lines of the exceptions in the address, both sides beside each other, and where to find others. */
export async function presentMatchByHand(viewer: Viewer): Promise<MatchByHandData> {
  const { context, actor, search } = viewer;
  const rules = readableReconciliation(viewer);
  const { reconciliation, title, left, right } = rules;
  const named = [...new Set(search.getAll('exception'))].slice(0, MOST_EXCEPTIONS);
  const rows = await Promise.all(named.map((id) => exceptionById(context.connection.db, id)));
  const meant = rows.filter((row): row is ExceptionRow => isOpenOf(row, rules));
  const query = (search.get('q') ?? '').replaceAll('\0', '').trim().slice(0, 200);
  const found = query === '' ? null : await candidates(viewer, rules, query, meant);
  return {
    ...{ reconciliation, title, query, labels: { left: left.label, right: right.label } },
    chosen: await Promise.all(meant.map((row) => candidate(viewer, row, rules))),
    leftOut: named.length - meant.length,
    found: found?.slice(0, FOUND).map((row) => summary(row, rules)) ?? null,
    hasMore: (found?.length ?? 0) > FOUND,
    mayMatch: holds(actor, 'match.make', rules.entity),
    matchId: context.newTraceId(),
    mostLines: MOST_MEMBERS,
  };
}

const isOpenOf = (row: ExceptionRow | undefined, { entity, reconciliation }: ReconciliationRules): boolean =>
  row?.entity === entity && row.reconciliation === reconciliation && row.state === 'open';

async function candidates(
  { context, period }: Viewer,
  { entity, reconciliation }: ReconciliationRules,
  search: string,
  chosen: readonly ExceptionRow[],
): Promise<ExceptionRow[]> {
  const limit = FOUND + 1 + chosen.length;
  const of = { entity, reconciliation, period, search, limit };
  const found = await exceptionCandidates(context.connection.db, of);
  return found.filter((row) => !chosen.some(({ exception_id }) => exception_id === row.exception_id));
}

function summary(row: ExceptionRow, rules: ReconciliationRules): Omit<Candidate, 'isWhole'> {
  const side = (name: SideName): CandidateSide => ({
    count: row[`${name}_count`],
    amount: row[`${name}_amount`] ?? '0',
    currency: row[`${name}_currency`] ?? row.currency,
    lines: [],
  });
  return {
    ...{ id: row.exception_id, key: keyWords(row.match_key, rules), counterparty: row.counterparty },
    ...{ left: side('left'), right: side('right') },
  };
}

async function candidate(viewer: Viewer, row: ExceptionRow, rules: ReconciliationRules): Promise<Candidate> {
  const whole = summary(row, rules);
  if (row.left_count > LINES || row.right_count > LINES) return { ...whole, isWhole: true };
  const { db } = viewer.context.connection;
  const run = await runShowing(db, row);
  const lines = async (side: SideName): Promise<PlainLine[]> => {
    if (!run || whole[side].count === 0) return [];
    const read = await exceptionLines(db, row, run, { side, limit: LINES });
    return read.lines.map(({ fields, ...line }) => plainLine(line, fields));
  };
  return {
    ...whole,
    left: { ...whole.left, lines: await lines('left') },
    right: { ...whole.right, lines: await lines('right') },
    isWhole: false,
  };
}

/** Matches the lines that the form names, then leads to the match. */
export async function matchByHand(viewer: Viewer, form: FormData): Promise<{ matchId: string }> {
  const { context, actor, params, search } = viewer;
  const all = (name: string) =>
    form.getAll(name).filter((value): value is string => typeof value === 'string' && value !== '');
  const { match } = await makeMatch(context, actor, {
    reconciliation: params.name ?? '',
    ...{ left: all('left'), right: all('right'), exceptionIds: all('exception') },
    ...{ reason: filled(form, 'reason'), note: filled(form, 'note'), matchId: filled(form, 'match') },
  });
  throw redirect(scopedPath(`/matches/${match.matchId}`, search));
}
