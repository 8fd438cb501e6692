import type { MatchData } from '#app/presenters/matches.server.ts';
import { REASON_CLASSES } from '#core/reconcile/reason.ts';
import { REASON_WORDS } from '../classes/words.ts';
import { Facts } from '../facts.tsx';
import { Amount } from '../figures/amount.tsx';
import { Difference } from '../figures/difference.tsx';
import { Hash } from '../hash.tsx';
import { TotalsBar } from '../totals-bar.tsx';

type Shown = Pick<MatchData, 'match' | 'labels'>;

/** Both sums, what is between them, and who answers for it. */
export function MatchFacts({ match, labels }: Shown) {
  const { reason, note, origin } = match;
  return (
    <>
      <TotalsBar
        label="In figures"
        items={[
          {
            label: labels.left,
            value: <Amount amount={match.leftAmount} currency={match.currency} showCurrency />,
          },
          {
            label: labels.right,
            value: (
              <Amount
                amount={match.rightAmount}
                currency={match.rightCurrency ?? match.currency}
                showCurrency
              />
            ),
          },
          {
            label: 'Difference',
            value:
              match.difference === null ? (
                'Not subtracted'
              ) : (
                <Difference difference={match.difference} currency={match.currency} showCurrency strong />
              ),
            ...(match.difference === null ? { detail: 'Amounts of two currencies' } : {}),
          },
        ]}
      />
      <Facts
        facts={[
          {
            term: 'Reason',
            value: reason === null ? 'None needed: the sides are equal' : reasonText(reason),
          },
          { term: 'Note', value: note === null ? 'None' : <bdi>{note}</bdi> },
          {
            term: 'Came of',
            value:
              origin === null
                ? 'Lines chosen by hand'
                : `A suggestion of ${origin.rule}, score ${origin.score}`,
          },
          { term: 'Trace', value: <Hash value={match.traceId} /> },
        ]}
      />
    </>
  );
}

function reasonText(reason: keyof typeof REASON_WORDS): string {
  return REASON_CLASSES[reason] === null
    ? `${REASON_WORDS[reason]}: the difference stays unexplained`
    : `${REASON_WORDS[reason]}: explains the difference`;
}
