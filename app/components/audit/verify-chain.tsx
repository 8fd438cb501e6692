import { useFetcher } from '@remix-run/react';
import { ShieldCheck } from 'lucide-react';
import { counted } from '#app/format/amount.ts';
import { useFormats } from '#app/format/format-context.tsx';
import type { AuditVerification } from '#app/presenters/audit.server.ts';
import type { Acted } from '#app/presenters/screen.server.ts';
import { buttonClass } from '../button.tsx';
import { Hash } from '../hash.tsx';
import { Problem } from '../problem.tsx';
import { Progress } from '../progress.tsx';
import { StateBadge } from '../state-badge.tsx';
import styles from './audit.module.css';

/** Walks the chain and says whether it is whole, or where it breaks. */
export function VerifyChain() {
  const fetcher = useFetcher<Acted<AuditVerification>>();
  const busy = fetcher.state !== 'idle';
  const answer = fetcher.data;
  return (
    <div className={styles.verify}>
      <fetcher.Form method="post" action="/audit">
        <button type="submit" className={buttonClass()} disabled={busy}>
          <ShieldCheck size={14} aria-hidden="true" />
          Verify the chain
        </button>
      </fetcher.Form>
      {busy ? <Progress step="Reading every entry" /> : null}
      {!busy && answer?.problem ? (
        <Problem title={answer.problem.message} hint={answer.problem.hint} />
      ) : null}
      {!busy && answer && !answer.problem ? <Verdict answer={answer} /> : null}
    </div>
  );
}

function Verdict({ answer }: { answer: AuditVerification }) {
  const { style } = useFormats();
  const entries = counted(answer.entries, 'entry', 'entries', style);
  if (answer.ok) {
    return (
      <p className={styles.result} role="status">
        <StateBadge state="tied" word="Whole" /> {entries},{' '}
        {counted(answer.anchorsChecked, 'anchor', 'anchors', style)} checked; head{' '}
        <Hash value={answer.headHash} short />
      </p>
    );
  }
  return (
    <Problem
      title={
        answer.bad ? `The chain breaks at entry ${answer.bad.seq}` : 'The chain does not fit its anchors'
      }
      hint={`${entries} before it are good. Compare with a backup before anything else is done.`}
    >
      {answer.anchorProblems.length > 0 ? (
        <p>{counted(answer.anchorProblems.length, 'anchor does', 'anchors do', style)} not fit.</p>
      ) : null}
    </Problem>
  );
}
