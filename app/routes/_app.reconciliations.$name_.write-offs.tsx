import type { MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { WriteOffTable, WriteOffTotals } from '#app/components/classes/write-offs.tsx';
import { Page, Section } from '#app/components/page.tsx';
import { Pagination } from '#app/components/pagination.tsx';
import { screen } from '#app/presenters/screen.server.ts';
import { presentWriteOffs } from '#app/presenters/write-offs.server.ts';

export const loader = screen(presentWriteOffs);
export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `Write-off proposals of ${data?.title ?? 'a reconciliation'} · Tieout` },
];

export default function WriteOffs() {
  const { reconciliation, title, lines, totals, next } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Write-off proposals"
      parent={{ to: `/reconciliations/${encodeURIComponent(reconciliation)}`, label: title }}
      lead="Rounding of what ties out, proposed for an account. Nothing is posted here: a proposal ends with its match."
    >
      {totals.length > 0 ? (
        <Section title="Per account">
          <WriteOffTotals totals={totals} />
        </Section>
      ) : null}
      <Section title="Keys">
        <WriteOffTable lines={lines} />
        {lines.length > 0 ? <Pagination after={next} shown={lines.length} noun="proposals" /> : null}
      </Section>
    </Page>
  );
}
