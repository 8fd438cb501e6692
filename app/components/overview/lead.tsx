import type { ReconciliationState } from '#app/presenters/reconciliation-states.server.ts';

/** The state of the period in a sentence. */
export function OverviewLead({ reconciliations }: { reconciliations: readonly ReconciliationState[] }) {
  const total = reconciliations.length;
  if (total === 0) return <>The workspace declares no reconciliation for what you may see.</>;
  const count = (word: (it: ReconciliationState) => boolean) => reconciliations.filter(word).length;
  const tied = count(({ state }) => state === 'tied' || state === 'explained');
  const rest = [
    part(
      count(({ word }) => word === 'Incomplete'),
      'incomplete',
    ),
    part(
      count(({ word }) => word === 'Over materiality'),
      'over materiality',
    ),
    part(
      count(({ word }) => word === 'Open'),
      'open',
    ),
    part(
      count(({ word }) => word === 'Not run'),
      'not run yet',
    ),
  ].filter((text) => text !== undefined);
  return (
    <>
      {tied === total && total > 1
        ? `All ${total} reconciliations tie out`
        : `${tied} of ${total} ${total === 1 ? 'reconciliation ties' : 'reconciliations tie'} out`}
      {rest.length > 0 ? `; ${rest.join(', ')}.` : '.'}
    </>
  );
}

function part(count: number, words: string): string | undefined {
  return count === 0 ? undefined : `${count} ${words}`;
}
