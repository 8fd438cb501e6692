import type { MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Download } from 'lucide-react';
import { Facts } from '#app/components/facts.tsx';
import { JobButton } from '#app/components/job/job-button.tsx';
import { Page, Section } from '#app/components/page.tsx';
import { IngestionTable } from '#app/components/snapshot/ingestion-table.tsx';
import { Contracts } from '#app/components/source/contracts.tsx';
import { RejectedDeliveries } from '#app/components/source/rejected.tsx';
import { StreamTable } from '#app/components/source/stream-table.tsx';
import { StateBadge } from '#app/components/state-badge.tsx';
import { Ago } from '#app/components/when.tsx';
import { acting, screen } from '#app/presenters/screen.server.ts';
import { presentSource, pullSourceNow } from '#app/presenters/sources.server.ts';

export const loader = screen(presentSource);
export const action = acting(pullSourceNow);
export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.source.title ?? 'Source'} · Tieout` },
];

export default function Source() {
  const { source, pull, streams, contracts, ingestions, rejected } = useLoaderData<typeof loader>();
  return (
    <Page
      title={source.title}
      parent={{ to: '/sources', label: 'Sources' }}
      state={<StateBadge state={source.state} word={source.word} />}
      lead={
        source.confirmedAt === null ? (
          'Nothing has come from it yet.'
        ) : (
          <>
            Last heard of <Ago at={source.confirmedAt} />.
          </>
        )
      }
      actions={
        source.canPull ? (
          <JobButton
            kind="primary"
            label="Pull now"
            doing="Reading the source"
            icon={<Download size={14} aria-hidden="true" />}
          />
        ) : null
      }
    >
      <RejectedDeliveries rejected={rejected} />
      <Facts
        facts={[
          { term: 'Name', value: <code>{source.source}</code> },
          { term: 'Entity', value: source.entity },
          { term: 'Owner', value: source.owner ?? 'nobody is named' },
          {
            term: 'Expected every',
            value: source.freshnessHours === null ? 'no limit is set' : `${source.freshnessHours} hours`,
          },
          {
            term: 'Pulled from',
            value:
              pull === null
                ? 'Files are ingested by hand or by command'
                : `${pull.path}: ${pull.patterns.join(', ')}`,
            wide: true,
          },
        ]}
      />
      <Section title="Datasets" lead="What each of its datasets says now.">
        <StreamTable streams={streams} />
      </Section>
      <Section title="Files taken in" lead="The newest 25.">
        <IngestionTable ingestions={ingestions} />
      </Section>
      <Section title="Contracts" lead="How its columns become datasets.">
        <Contracts contracts={contracts} />
      </Section>
    </Page>
  );
}
