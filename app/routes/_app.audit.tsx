import type { MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { AuditTable } from '#app/components/audit/audit-table.tsx';
import { VerifyChain } from '#app/components/audit/verify-chain.tsx';
import { FilterBar, FilterSearch } from '#app/components/filter-bar.tsx';
import { Page } from '#app/components/page.tsx';
import { Pagination } from '#app/components/pagination.tsx';
import { presentAudit, verifyNow } from '#app/presenters/audit.server.ts';
import { acting, screen } from '#app/presenters/screen.server.ts';

export const loader = screen(presentAudit);
export const action = acting(verifyNow);
export const meta: MetaFunction = () => [{ title: 'Audit · Tieout' }];

export default function Audit() {
  const { entries, older, canVerify } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Audit"
      lead="Everything that was done, by whom. Entries are chained by hash: one that is changed or taken out breaks the chain."
      actions={canVerify ? <VerifyChain /> : null}
    >
      <AuditTable
        entries={entries}
        toolbar={
          <FilterBar names={['subject', 'actor', 'action']}>
            <FilterSearch name="subject" label="Subject" placeholder="Subject, such as run:12" />
            <FilterSearch name="actor" label="Actor" placeholder="Actor" />
            <FilterSearch name="action" label="Action" placeholder="Action, such as user.signed_in" />
          </FilterBar>
        }
        footer={<Pagination after={older} shown={entries.length} noun="entries" one="entry" />}
      />
    </Page>
  );
}
