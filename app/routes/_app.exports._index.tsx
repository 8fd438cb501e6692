import type { MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { ExportTable } from '#app/components/export/export-table.tsx';
import { Page } from '#app/components/page.tsx';
import { presentExports } from '#app/presenters/exports.server.ts';
import { screen } from '#app/presenters/screen.server.ts';

export const loader = screen(presentExports);
export const meta: MetaFunction = () => [{ title: 'Exports · Tieout' }];

export default function Exports() {
  const data = useLoaderData<typeof loader>();
  return (
    <Page
      title="Exports"
      lead="Files for BI tools and spreadsheets. Columns and types never change within a major version; each publication states what it was made of and proves it."
    >
      <ExportTable exports={data.exports} />
    </Page>
  );
}
