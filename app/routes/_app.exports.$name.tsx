import type { MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { FileOutput } from 'lucide-react';
import { Downloads } from '#app/components/export/downloads.tsx';
import { exportTitle, PublicationState } from '#app/components/export/export-table.tsx';
import { ProvisionalReasons } from '#app/components/export/provisional-reasons.tsx';
import { PublicationTable } from '#app/components/export/publication-table.tsx';
import { SchemaTable } from '#app/components/export/schema-table.tsx';
import { Facts } from '#app/components/facts.tsx';
import { Count } from '#app/components/figures/count.tsx';
import { Hash } from '#app/components/hash.tsx';
import { JobButton } from '#app/components/job/job-button.tsx';
import { Page, Section } from '#app/components/page.tsx';
import { InstantText } from '#app/components/when.tsx';
import { presentExport, publishNow } from '#app/presenters/exports.server.ts';
import { acting, screen } from '#app/presenters/screen.server.ts';

export const loader = screen(presentExport);
export const action = acting((viewer, form) => publishNow(viewer, String(form.get('entity') ?? '')));
export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${exportTitle(data?.export ?? 'export')} · Tieout` },
];

export default function Export() {
  const data = useLoaderData<typeof loader>();
  const { latest } = data;
  return (
    <Page
      title={exportTitle(data.export)}
      parent={{ to: '/exports', label: 'Exports' }}
      state={<PublicationState state={latest?.state} />}
      lead={data.meaning}
      actions={
        data.canPublish ? (
          <JobButton
            kind="primary"
            label="Publish now"
            doing="Writing the files"
            icon={<FileOutput size={14} aria-hidden="true" />}
            fields={{ entity: data.entity }}
          />
        ) : null
      }
    >
      {latest ? <ProvisionalReasons reasons={latest.reasons} /> : null}
      {latest ? (
        <Section title="Current publication" actions={<Downloads publication={latest} manifest />}>
          <Facts
            facts={[
              { term: 'Rows', value: <Count count={latest.rows} /> },
              { term: 'Schema version', value: `v${latest.schemaVersion}` },
              { term: 'Published', value: <InstantText at={latest.publishedAt} seconds /> },
              { term: 'By', value: latest.publishedBy },
              { term: 'At least as recent as', value: <InstantText at={latest.asOf} /> },
              { term: 'Entity', value: latest.entity },
              ...latest.files.map(({ name, sha256 }) => ({
                term: name,
                value: <Hash value={sha256} />,
                wide: true,
              })),
            ]}
          />
        </Section>
      ) : null}
      <Section title="Columns" lead={`Version ${data.schemaVersion}. Ordered by ${data.orderBy.join(', ')}.`}>
        <SchemaTable columns={data.columns} />
      </Section>
      <Section title="Publications" lead="Superseded ones stay readable.">
        <PublicationTable publications={data.history} />
      </Section>
    </Page>
  );
}
