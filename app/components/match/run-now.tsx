import { Play } from 'lucide-react';
import { JobButton } from '../job/job-button.tsx';

/** Runs the reconciliation for a period, from wherever its page is not. */
export function RunNow({
  reconciliation,
  period,
  small = false,
  kind = 'plain',
}: {
  reconciliation: string;
  /** '' is to date. */
  period: string;
  small?: boolean;
  kind?: 'plain' | 'primary';
}) {
  const query = period === '' ? '' : `?period=${encodeURIComponent(period)}`;
  return (
    <JobButton
      label="Run now"
      doing="Running"
      kind={kind}
      small={small}
      icon={<Play size={14} aria-hidden="true" />}
      action={`/reconciliations/${encodeURIComponent(reconciliation)}${query}`}
    />
  );
}
