import { useFetcher } from '@remix-run/react';
import type { Acted } from '#app/presenters/screen.server.ts';
import type { SuggestionDone, SuggestionWords } from '#app/presenters/suggestions.server.ts';
import { buttonClass } from '../button.tsx';
import { ReasonFields } from '../match/reason-fields.tsx';
import { RunNow } from '../match/run-now.tsx';
import { Problem } from '../problem.tsx';
import { useScopedPath } from '../scope.ts';
import { ScopedLink } from '../scoped-link.tsx';
import { StateBadge } from '../state-badge.tsx';
import { InstantText } from '../when.tsx';
import styles from './suggestion.module.css';
import { hasDifference } from './words.ts';

interface Props {
  suggestion: SuggestionWords;
  mayMatch: boolean;
  canRun: boolean;
  isFirst: boolean;
  period: string;
}

/** Accept, dismiss, restore: where the suggestion stands, or what became of it. Each works as a plain form too. */
export function SuggestionActions({ suggestion, mayMatch, canRun, isFirst, period }: Props) {
  const fetcher = useFetcher<Acted<SuggestionDone>>({ key: `suggestion ${suggestion.id}` });
  const problem = fetcher.data?.problem;
  const { dismissed, taken } = suggestion;
  return (
    <div className={styles.actions}>
      {problem ? <Problem title={problem.message} hint={problem.hint} /> : null}
      {taken ? (
        <Taken suggestion={suggestion} taken={taken} canRun={canRun} period={period} />
      ) : dismissed ? (
        <div className={styles.row}>
          <p className={styles.quiet}>
            Dismissed by {dismissed.by}, <InstantText at={dismissed.at} />
            {dismissed.note ? `: ${dismissed.note}` : ''}
          </p>
          {mayMatch ? (
            <ActForm suggestion={suggestion} step="restore" fetcher={fetcher}>
              <Submit label="Restore" busy={fetcher.state !== 'idle'} small />
            </ActForm>
          ) : null}
        </div>
      ) : mayMatch ? (
        <div className={styles.row}>
          <Accept suggestion={suggestion} isFirst={isFirst} fetcher={fetcher} />
          <details className={styles.more}>
            <summary className={buttonClass('plain')}>Dismiss</summary>
            <ActForm suggestion={suggestion} step="dismiss" fetcher={fetcher}>
              <label className={styles.field}>
                <span>Note, for who looks again</span>
                <input type="text" name="note" maxLength={2000} autoComplete="off" />
              </label>
              <p className={styles.quiet}>
                It comes back when one of its lines changes, or when somebody restores it.
              </p>
              <Submit label="Dismiss suggestion" busy={fetcher.state !== 'idle'} />
            </ActForm>
          </details>
        </div>
      ) : null}
    </div>
  );
}

type Fetcher = ReturnType<typeof useFetcher<Acted<SuggestionDone>>>;

function Accept({
  suggestion,
  isFirst,
  fetcher,
}: {
  suggestion: SuggestionWords;
  isFirst: boolean;
  fetcher: Fetcher;
}) {
  const busy = fetcher.state !== 'idle';
  const kind = isFirst ? 'primary' : 'plain';
  if (!hasDifference(suggestion))
    return (
      <ActForm suggestion={suggestion} step="accept" fetcher={fetcher}>
        <Submit label="Accept match" busy={busy} kind={kind} />
      </ActForm>
    );
  return (
    <details className={styles.more}>
      <summary className={buttonClass(kind)}>Accept match</summary>
      <ActForm suggestion={suggestion} step="accept" fetcher={fetcher}>
        <ReasonFields difference={suggestion.difference} currency={suggestion.currency} />
        <Submit label="Accept with this reason" busy={busy} kind="primary" />
      </ActForm>
    </details>
  );
}

function ActForm({
  suggestion,
  step,
  fetcher,
  children,
}: {
  suggestion: SuggestionWords;
  step: 'accept' | 'dismiss' | 'restore';
  fetcher: Fetcher;
  children: React.ReactNode;
}) {
  const scoped = useScopedPath();
  return (
    <fetcher.Form
      method="post"
      action={scoped(`/reconciliations/${encodeURIComponent(suggestion.reconciliation)}/suggestions`)}
      className={styles.form}
    >
      <input type="hidden" name="step" value={step} />
      <input type="hidden" name="suggestion" value={suggestion.id} />
      {step === 'accept' ? <input type="hidden" name="match" value={suggestion.matchId} /> : null}
      {children}
    </fetcher.Form>
  );
}

function Submit({
  label,
  busy,
  kind = 'plain',
  small = false,
}: {
  label: string;
  busy: boolean;
  kind?: 'primary' | 'plain';
  small?: boolean;
}) {
  return (
    <div>
      <button type="submit" className={buttonClass(kind, small)} disabled={busy}>
        {busy ? 'Asking…' : label}
      </button>
    </div>
  );
}

function Taken({
  suggestion,
  taken,
  canRun,
  period,
}: {
  suggestion: SuggestionWords;
  taken: NonNullable<SuggestionWords['taken']>;
  canRun: boolean;
  period: string;
}) {
  return (
    <div className={styles.row}>
      <p role="status">
        <StateBadge
          state={taken.isAccepted ? 'tied' : 'explained'}
          word={taken.isAccepted ? 'Accepted' : 'Out of date'}
        />{' '}
        {taken.isAccepted ? 'By' : 'A line of it was matched by'} {taken.madeBy},{' '}
        <InstantText at={taken.madeAt} />:{' '}
        <ScopedLink to={`/matches/${taken.matchId}`}>see the match</ScopedLink>. It counts from the next run
        on.
      </p>
      {canRun ? <RunNow reconciliation={suggestion.reconciliation} period={period} small /> : null}
    </div>
  );
}
