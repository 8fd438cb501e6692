import { useSearchParams } from '@remix-run/react';
import { X } from 'lucide-react';
import { counted } from '#app/format/amount.ts';
import { useFormats } from '#app/format/format-context.tsx';
import type { Candidate, MatchByHandData } from '#app/presenters/match-by-hand.server.ts';
import { ButtonLink } from '../button.tsx';
import { Amount } from '../figures/amount.tsx';
import { ScopedLink } from '../scoped-link.tsx';
import { LineWords } from '../suggestion/suggested-lines.tsx';
import styles from './match.module.css';
import { lineId, type SideName, wholeId } from './sums.ts';

interface Ticks {
  labels: MatchByHandData['labels'];
  unticked: ReadonlySet<string>;
  onToggle(id: string): void;
}

/** The chosen exceptions with their lines, left and right of each other, to tick. */
export function CandidateRows({ candidates, ...ticks }: Ticks & { candidates: readonly Candidate[] }) {
  return (
    <ul className={styles.candidates}>
      {candidates.map((candidate) => (
        <li key={candidate.id}>
          <CandidateHead candidate={candidate} />
          {candidate.isWhole ? (
            <Whole candidate={candidate} {...ticks} />
          ) : (
            <div className={styles.sides}>
              <Lines candidate={candidate} side="left" {...ticks} />
              <Lines candidate={candidate} side="right" {...ticks} />
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}

function CandidateHead({ candidate }: { candidate: Candidate }) {
  const [search] = useSearchParams();
  const without = new URLSearchParams(search);
  without.delete('exception');
  for (const id of search.getAll('exception')) if (id !== candidate.id) without.append('exception', id);
  return (
    <p className={styles.candidateHead}>
      <ScopedLink to={`/exceptions/${candidate.id}`}>
        <bdi>{candidate.key}</bdi>
      </ScopedLink>
      {candidate.counterparty ? <bdi className={styles.quiet}>{candidate.counterparty}</bdi> : null}
      <ButtonLink
        to={`?${without}`}
        kind="quiet"
        small
        preventScrollReset
        icon={<X size={13} aria-hidden="true" />}
        aria-label={`Leave out ${candidate.key}`}
      >
        Leave out
      </ButtonLink>
    </p>
  );
}

function Lines({
  candidate,
  side,
  labels,
  unticked,
  onToggle,
}: Ticks & { candidate: Candidate; side: SideName }) {
  const { lines } = candidate[side];
  return (
    <fieldset className={styles.side}>
      <legend>{labels[side]}</legend>
      {lines.length === 0 ? <p className={styles.quiet}>No line</p> : null}
      {lines.map((line) => {
        const id = lineId(side, line.recordKey);
        return (
          <label key={id} className={styles.tick}>
            <input
              type="checkbox"
              name={side}
              value={line.recordKey}
              checked={!unticked.has(id)}
              onChange={() => onToggle(id)}
            />
            <LineWords line={line} />
          </label>
        );
      })}
    </fieldset>
  );
}

/** Too many lines to tick one by one. */
function Whole({ candidate, labels, unticked, onToggle }: Ticks & { candidate: Candidate }) {
  const { style } = useFormats();
  const id = wholeId(candidate.id);
  return (
    <label className={styles.tick}>
      <input
        type="checkbox"
        name="exception"
        value={candidate.id}
        checked={!unticked.has(id)}
        onChange={() => onToggle(id)}
      />
      <span>
        All of its lines:{' '}
        {(['left', 'right'] as const).map((side) => (
          <span key={side} className={styles.whole}>
            {counted(candidate[side].count, 'line', 'lines', style)} of {labels[side]},{' '}
            <Amount amount={candidate[side].amount} currency={candidate[side].currency} showCurrency />
          </span>
        ))}
      </span>
    </label>
  );
}
