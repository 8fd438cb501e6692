import { holds } from '#core/access/policy.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import { type OpenSum, openSums, type TieOutState, tieOutStates } from '#db/queries/overview.ts';
import type { State } from '../components/state-badge.tsx';
import { type Reason, reasonOf } from './reasons.server.ts';
import type { Viewer } from './screen.server.ts';

/** Open differences of one reconciliation in one currency; what only the dates explain stands beside it. */
export interface OpenInCurrency {
  currency: string;
  count: string;
  difference: string;
  absolute: string;
  oldest: string;
}

export interface ReconciliationState {
  reconciliation: string;
  entity: string;
  title: string;
  state: State;
  word: string;
  /** The last run of the period; null where there is none. */
  run: { id: string; finishedAt: string; matchCount: string; exceptionCount: string } | null;
  reasons: Reason[];
  material: number;
  open: OpenInCurrency[];
  timing: OpenInCurrency[];
  oldest: string | null;
}

/** Every reconciliation that the reader may see, run or not, as the period's last run left it. */
export async function reconciliationStates(viewer: Viewer): Promise<ReconciliationState[]> {
  const { db } = viewer.context.connection;
  const [runs, sums] = await Promise.all([tieOutStates(db, viewer), openSums(db, viewer)]);
  return viewer.context.workspace.reconciliations
    .filter(({ entity }) => viewer.entities.includes(entity) && holds(viewer.actor, 'book.read', entity))
    .map((rules) => stateOf(rules, runs, sums));
}

function stateOf(
  rules: ReconciliationRules,
  runs: readonly TieOutState[],
  sums: readonly OpenSum[],
): ReconciliationState {
  const { reconciliation, entity, title } = rules;
  const run = runs.find((it) => it.name === reconciliation && it.entity === entity);
  const mine = sums.filter((it) => it.reconciliation === reconciliation && it.entity === entity);
  const open = mine.filter(({ timing }) => !timing);
  const material = mine.reduce((count, it) => count + Number(it.material), 0);
  const oldest = mine.map((it) => it.oldest).sort()[0] ?? null;
  return {
    ...{ reconciliation, entity, title, material, oldest },
    ...badgeOf(run, material, open.length, mine.length),
    run: run
      ? {
          id: run.runId,
          finishedAt: run.finishedAt,
          matchCount: run.matchCount,
          exceptionCount: run.exceptionCount,
        }
      : null,
    reasons: (run?.incompleteReasons ?? []).map(reasonOf),
    open: open.map(inCurrency),
    timing: mine.filter(({ timing }) => timing).map(inCurrency),
  };
}

/** Completeness before correctness: a run that lacks input is never shown as tied out. */
function badgeOf(
  run: TieOutState | undefined,
  material: number,
  open: number,
  any: number,
): { state: State; word: string } {
  if (run === undefined) return { state: 'none', word: 'Not run' };
  if (run.status === 'incomplete') return { state: 'broken', word: 'Incomplete' };
  if (material > 0) return { state: 'broken', word: 'Over materiality' };
  if (open > 0) return { state: 'open', word: 'Open' };
  return any > 0 ? { state: 'explained', word: 'Timing only' } : { state: 'tied', word: 'Tied out' };
}

function inCurrency({ currency, count, difference, absolute, oldest }: OpenSum): OpenInCurrency {
  return { currency, count, difference, absolute, oldest };
}
