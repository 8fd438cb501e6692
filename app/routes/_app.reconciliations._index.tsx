import type { MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { OverviewLead } from '#app/components/overview/lead.tsx';
import { ReconciliationTable } from '#app/components/overview/reconciliation-table.tsx';
import { Page } from '#app/components/page.tsx';
import { presentReconciliations } from '#app/presenters/reconciliations.server.ts';
import { screen } from '#app/presenters/screen.server.ts';

export const loader = screen(presentReconciliations);
export const meta: MetaFunction = () => [{ title: 'Reconciliations · Tieout' }];

export default function Reconciliations() {
  const { reconciliations } = useLoaderData<typeof loader>();
  return (
    <Page title="Reconciliations" lead={<OverviewLead reconciliations={reconciliations} />}>
      <ReconciliationTable reconciliations={reconciliations} fill />
    </Page>
  );
}
