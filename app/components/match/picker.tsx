import { Form, useNavigation } from '@remix-run/react';
import { useState } from 'react';
import { counted, signOf } from '#app/format/amount.ts';
import { useFormats } from '#app/format/format-context.tsx';
import type { MatchByHandData } from '#app/presenters/match-by-hand.server.ts';
import { buttonClass } from '../button.tsx';
import { CandidateRows } from './candidate-rows.tsx';
import styles from './match.module.css';
import { PickedBar } from './picked-bar.tsx';
import { ReasonFields } from './reason-fields.tsx';
import { pickedSums } from './sums.ts';

/** The lines of the chosen exceptions to tick, what they come to while the reader ticks, and the match itself. */
export function Picker({ data }: { data: MatchByHandData }) {
  const { style } = useFormats();
  const [unticked, setUnticked] = useState<ReadonlySet<string>>(new Set());
  const busy = useNavigation().formMethod === 'POST';
  const picked = pickedSums(data.chosen, unticked, data.mostLines);
  const toggle = (id: string) => {
    const next = new Set(unticked);
    if (!next.delete(id)) next.add(id);
    setUnticked(next);
  };
  const count = picked.left.count + picked.right.count;
  const needsReason = picked.isAcross || (picked.difference !== null && signOf(picked.difference) !== 0);
  return (
    <Form method="post" className={styles.picker}>
      <input type="hidden" name="match" value={data.matchId} />
      <CandidateRows candidates={data.chosen} labels={data.labels} unticked={unticked} onToggle={toggle} />
      <PickedBar picked={picked} labels={data.labels} />
      {picked.problem === null && needsReason ? (
        <ReasonFields
          // Another difference is another question.
          key={picked.difference ?? 'across'}
          difference={picked.difference}
          currency={picked.currency}
          {...(picked.isAcross ? { only: 'fx' as const } : {})}
        />
      ) : picked.problem === null ? (
        <label className={styles.field}>
          <span>Note, if there is something to say</span>
          <input type="text" name="note" maxLength={2000} autoComplete="off" />
        </label>
      ) : (
        <p className={styles.quiet} role="status">
          {PROBLEMS[picked.problem]}
        </p>
      )}
      <div className={styles.confirm}>
        <button type="submit" className={buttonClass('primary')} disabled={busy || picked.problem !== null}>
          {busy ? 'Matching…' : `Match ${counted(count, 'line', 'lines', style)}`}
        </button>
        <p className={styles.quiet}>
          It counts from the next run on, until one of the lines changes. It can be undone.
        </p>
      </div>
    </Form>
  );
}

const PROBLEMS = {
  too_few: 'A match takes two lines or more: tick them, or add exceptions below.',
  too_many: 'These are more lines than one match takes: match them in several parts.',
  mixed: 'A side has several currencies: leave lines out until each side has one.',
} as const;
