import type { MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { RotateCcw } from 'lucide-react';
import { Empty } from '#app/components/empty.tsx';
import { Facts } from '#app/components/facts.tsx';
import { Hash } from '#app/components/hash.tsx';
import { JobButton } from '#app/components/job/job-button.tsx';
import { Page, Section } from '#app/components/page.tsx';
import { Problem } from '#app/components/problem.tsx';
import { ProblemTable } from '#app/components/quarantine/problem-table.tsx';
import { RawRow } from '#app/components/quarantine/raw-row.tsx';
import { StateBadge } from '#app/components/state-badge.tsx';
import { InstantText } from '#app/components/when.tsx';
import { presentQuarantinedRow, replayNow } from '#app/presenters/quarantine.server.ts';
import { acting, screen } from '#app/presenters/screen.server.ts';

export const loader = screen(presentQuarantinedRow);
export const action = acting((viewer, form) => replayNow(viewer, String(form.get('source') ?? '')));
export const meta: MetaFunction = () => [{ title: 'Quarantined row · Tieout' }];

const STATES = {
  open: { state: 'open', word: 'In quarantine' },
  replayed: { state: 'tied', word: 'Replayed' },
  superseded: { state: 'none', word: 'Superseded' },
} as const;

export default function QuarantinedRow() {
  const { row, raw, canReplay } = useLoaderData<typeof loader>();
  const [first] = row.problems;
  return (
    <Page
      title={`Row ${row.rowNumber} of ${row.file}`}
      parent={{ to: '/quarantine', label: 'Quarantine' }}
      state={<StateBadge {...STATES[row.state]} />}
      lead={first ? `${first.field.replaceAll('_', ' ')}: ${first.expected}` : undefined}
      actions={
        canReplay ? (
          <JobButton
            label={`Replay ${row.source}`}
            doing="Reading the rows again"
            icon={<RotateCcw size={14} aria-hidden="true" />}
            fields={{ source: row.source }}
          />
        ) : null
      }
    >
      <Section title="What was refused">
        <ProblemTable problems={row.problems} empty={<Empty title="No problem is recorded" />} />
      </Section>
      <Section title="As received">
        {raw === null ? (
          <Problem
            title="The file as received is not in the data folder"
            hint="Restore the folder raw/ of the data folder from a backup; without it the row cannot be replayed."
          />
        ) : (
          <RawRow raw={raw} marked={row.problems.map(({ value }) => value)} />
        )}
      </Section>
      <Facts
        facts={[
          { term: 'Source', value: row.source },
          { term: 'Dataset', value: row.dataset.replaceAll('_', ' ') },
          { term: 'Contract', value: `${row.contract} v${row.contractVersion}` },
          {
            term: 'Record key',
            value: row.recordKey === null ? 'could not be read' : <code>{row.recordKey}</code>,
          },
          { term: 'Line', value: row.lineNumber ?? 'not counted' },
          { term: 'Bytes', value: `${row.byteStart} to ${row.byteEnd}` },
          { term: 'Refused', value: <InstantText at={row.openedAt} seconds /> },
          {
            term: 'Settled',
            value: row.resolvedAt === null ? 'not yet' : <InstantText at={row.resolvedAt} seconds />,
          },
          { term: 'File SHA-256', value: <Hash value={row.sha256} />, wide: true },
        ]}
      />
    </Page>
  );
}
