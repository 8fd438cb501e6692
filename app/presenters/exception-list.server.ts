import { entitiesWith } from '#core/access/policy.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import type { ExceptionFilter } from '#db/queries/exception-filter.ts';
import { type ExceptionPage, exceptionPage } from '#db/queries/exception-page.ts';
import { type ExceptionTotal, exceptionTotals } from '#db/queries/exception-totals.ts';
import { type TieOutState, tieOutStates } from '#db/queries/overview.ts';
import { cursorOf, cursorText, filterOf, isNarrowed, sortedBy } from './exception-list-filter.server.ts';
import { type ExceptionLine, lineOf } from './exception-list-line.server.ts';
import type { Viewer } from './screen.server.ts';

export type { ExceptionLine, ExceptionTotal };

/** Why the list is as long as it is. */
export type Emptiness = 'not_declared' | 'not_run' | 'excluded' | 'nothing';

export interface ExceptionListData {
  rows: ExceptionLine[];
  /** Of everything that the filters let through. */
  totals: ExceptionTotal[];
  count: string;
  previous: string | undefined;
  next: string | undefined;
  reconciliations: { value: string; label: string }[];
  currencies: string[];
  /** What the sides are called, where the rows all have the same ones. */
  sides: { left: string; right: string } | null;
  emptiness: Emptiness;
  /** Last runs that lacked input: the list may miss exceptions, or hold too many. */
  incomplete: { reconciliation: string; title: string; runId: string }[];
  canExport: boolean;
  /** Entities in which the reader may match by hand. */
  matchIn: string[];
}

const PAGE = 50;

export async function presentExceptionList(viewer: Viewer): Promise<ExceptionListData> {
  const { context, actor, entities, period } = viewer;
  const { db } = context.connection;
  const filter = filterOf(viewer);
  const declared = context.workspace.reconciliations.filter(({ entity }) => entities.includes(entity));
  const { reconciliations } = filter;
  const meant = declared.filter(
    ({ reconciliation }) => reconciliations.length === 0 || reconciliations.includes(reconciliation),
  );
  const [page, totals, everything, runs] = await Promise.all([
    pageOf(viewer, filter),
    exceptionTotals(db, filter),
    exceptionTotals(db, everythingOf(viewer)),
    tieOutStates(db, { entities, period }),
  ]);
  const rulesOf = (name: string) => declared.find(({ reconciliation }) => reconciliation === name);
  const only = meant.length === 1 ? meant[0] : undefined;
  return {
    rows: page.rows.map((row) => lineOf(row, rulesOf(row.reconciliation))),
    totals,
    count: String(totals.reduce((sum, { count }) => sum + count, 0)),
    previous: page.previous && cursorText(page.previous),
    next: page.next && cursorText(page.next),
    reconciliations: declared.map((it) => ({ value: it.reconciliation, label: it.title })),
    currencies: everything.map(({ currency }) => currency),
    sides: only ? { left: only.left.label, right: only.right.label } : null,
    emptiness: emptinessOf(meant, runs, filter),
    incomplete: incompleteOf(meant, runs),
    canExport: entitiesWith(actor, 'export.download', entities).length > 0,
    matchIn: entitiesWith(actor, 'match.make', entities),
  };
}

/** A page whose rows have gone meanwhile is the first one. */
async function pageOf({ context, search }: Viewer, filter: ExceptionFilter): Promise<ExceptionPage> {
  const { db } = context.connection;
  const sort = sortedBy(search);
  const before = cursorOf(search.get('before'), sort.by);
  const after = before ? undefined : cursorOf(search.get('after'), sort.by);
  const page = await exceptionPage(db, filter, { sort, size: PAGE, before, after });
  if (page.rows.length > 0 || !(before || after)) return page;
  return exceptionPage(db, filter, { sort, size: PAGE });
}

function everythingOf({ entities, period }: Viewer): ExceptionFilter {
  return {
    ...{ entities, period, states: ['open', 'cleared'], search: '' },
    ...{ reconciliations: [], types: [], severities: [], currencies: [] },
  };
}

const runOf = (rules: ReconciliationRules, runs: readonly TieOutState[]) =>
  runs.find(({ entity, name }) => entity === rules.entity && name === rules.reconciliation);

function emptinessOf(
  meant: readonly ReconciliationRules[],
  runs: readonly TieOutState[],
  filter: ExceptionFilter,
): Emptiness {
  if (meant.length === 0) return filter.reconciliations.length > 0 ? 'excluded' : 'not_declared';
  if (!meant.some((rules) => runOf(rules, runs))) return 'not_run';
  return isNarrowed(filter) ? 'excluded' : 'nothing';
}

function incompleteOf(
  meant: readonly ReconciliationRules[],
  runs: readonly TieOutState[],
): ExceptionListData['incomplete'] {
  return meant.flatMap((rules) => {
    const run = runOf(rules, runs);
    if (run?.status !== 'incomplete') return [];
    return [{ reconciliation: rules.reconciliation, title: rules.title, runId: run.runId }];
  });
}
