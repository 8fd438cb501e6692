import type { MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { AgeingChart } from '#app/components/overview/ageing.tsx';
import { OverviewLead } from '#app/components/overview/lead.tsx';
import { NextSteps } from '#app/components/overview/next-steps.tsx';
import { ReconciliationTable } from '#app/components/overview/reconciliation-table.tsx';
import { SourceTable } from '#app/components/overview/source-table.tsx';
import { DifferenceTrend } from '#app/components/overview/trend.tsx';
import { UnexplainedTotals } from '#app/components/overview/unexplained-totals.tsx';
import { Columns, Page, Section } from '#app/components/page.tsx';
import { presentOverview } from '#app/presenters/overview.server.ts';
import { screen } from '#app/presenters/screen.server.ts';

export const loader = screen(presentOverview);
export const meta: MetaFunction = () => [{ title: 'Overview · Tieout' }];

export default function Overview() {
  const data = useLoaderData<typeof loader>();
  return (
    <Page title="Overview" lead={<OverviewLead reconciliations={data.reconciliations} />}>
      <UnexplainedTotals
        currencies={data.currencies}
        ran={data.reconciliations.some(({ run }) => run !== null)}
      />
      {data.next.length > 0 ? (
        <Section title="What to do next">
          <NextSteps steps={data.next} />
        </Section>
      ) : null}
      <Section title="Reconciliations">
        <ReconciliationTable reconciliations={data.reconciliations} />
      </Section>
      <Columns>
        <DifferenceTrend points={data.trend} currency={data.currency} />
        <AgeingChart {...data.ageing} currency={data.currency} />
      </Columns>
      <Section title="Sources">
        <SourceTable sources={data.sources} />
      </Section>
    </Page>
  );
}
