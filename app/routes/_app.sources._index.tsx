import type { MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { SourceTable } from '#app/components/overview/source-table.tsx';
import { Page } from '#app/components/page.tsx';
import { SourcesLead } from '#app/components/source/lead.tsx';
import { screen } from '#app/presenters/screen.server.ts';
import { presentSources } from '#app/presenters/sources.server.ts';

export const loader = screen(presentSources);
export const meta: MetaFunction = () => [{ title: 'Sources · Tieout' }];

export default function Sources() {
  const { sources } = useLoaderData<typeof loader>();
  return (
    <Page title="Sources" lead={<SourcesLead sources={sources} />}>
      <SourceTable sources={sources} fill />
    </Page>
  );
}
