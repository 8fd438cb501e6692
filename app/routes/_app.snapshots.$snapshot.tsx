import type { MetaFunction } from '@remix-run/node';
import { useLoaderData, useSearchParams } from '@remix-run/react';
import { ButtonLink } from '#app/components/button.tsx';
import { Facts } from '#app/components/facts.tsx';
import { Count } from '#app/components/figures/count.tsx';
import { Hash } from '#app/components/hash.tsx';
import { Page, Section } from '#app/components/page.tsx';
import { Reasons } from '#app/components/reasons.tsx';
import { scopedPath } from '#app/components/scope.ts';
import { ControlTotals } from '#app/components/snapshot/control-totals.tsx';
import { IngestionTable } from '#app/components/snapshot/ingestion-table.tsx';
import { StatementProofs } from '#app/components/snapshot/statement-proofs.tsx';
import { StateBadge } from '#app/components/state-badge.tsx';
import { InstantText } from '#app/components/when.tsx';
import { screen } from '#app/presenters/screen.server.ts';
import { presentSnapshot } from '#app/presenters/snapshots.server.ts';

export const loader = screen(presentSnapshot);
export const meta: MetaFunction<typeof loader> = ({ data }) => [
  {
    title: `${data ? `${data.snapshot.source} ${data.snapshot.dataset} ${data.snapshot.snapshotNo}` : 'Snapshot'} · Tieout`,
  },
];

export default function Snapshot() {
  const { snapshot, sourceTitle, reasons, ingestions, proofs } = useLoaderData<typeof loader>();
  const [search] = useSearchParams();
  const isLatest = snapshot.snapshotNo === snapshot.latestNo;
  return (
    <Page
      title={`${sourceTitle}: ${snapshot.dataset.replaceAll('_', ' ')}, snapshot ${snapshot.snapshotNo}`}
      parent={{ to: '/snapshots', label: 'Snapshots' }}
      state={
        <>
          <StateBadge
            state={snapshot.completeness === 'complete' ? 'tied' : 'broken'}
            word={snapshot.completeness === 'complete' ? 'Complete' : 'Incomplete'}
          />
          {isLatest ? null : <StateBadge state="none" word="A newer snapshot exists" />}
        </>
      }
      lead={
        <>
          What the source said as of <InstantText at={snapshot.asOf} />
          {snapshot.confirmedAt === snapshot.takenAt ? (
            '.'
          ) : (
            <>
              , and said again until <InstantText at={snapshot.confirmedAt} />.
            </>
          )}
        </>
      }
      actions={
        <>
          {snapshot.previousId ? (
            <ButtonLink to={scopedPath(`/snapshots/${snapshot.previousId}`, search)}>Earlier</ButtonLink>
          ) : null}
          {snapshot.nextId ? (
            <ButtonLink to={scopedPath(`/snapshots/${snapshot.nextId}`, search)}>Later</ButtonLink>
          ) : null}
        </>
      }
    >
      <Reasons
        title="This snapshot is incomplete: runs over it are too"
        reasons={reasons}
        hint="Mend the rows or the file and deliver it again, or replay the quarantine."
      />
      <Facts
        facts={[
          { term: 'Rows', value: <Count count={snapshot.rowCount} /> },
          { term: 'Taken', value: <InstantText at={snapshot.takenAt} seconds /> },
          { term: 'Versions begun', value: <Count count={snapshot.openedCount} /> },
          { term: 'Versions ended', value: <Count count={snapshot.closedCount} /> },
          { term: 'Entity', value: snapshot.entity },
          { term: 'Trace', value: <Hash value={snapshot.traceId} /> },
          { term: 'Content hash', value: <Hash value={snapshot.contentHash} />, wide: true },
        ]}
      />
      <Section title="Control totals" lead="Counted and summed from what is stored, per currency.">
        <ControlTotals totals={snapshot.controlTotals} />
      </Section>
      {proofs.length > 0 ? (
        <Section
          title="Proof of the statements"
          lead="Opening balance plus entries must be the closing balance."
        >
          <StatementProofs proofs={proofs} />
        </Section>
      ) : null}
      <Section title="Files" lead="Of each file, rows read are accepted, unchanged or quarantined.">
        <IngestionTable ingestions={ingestions} />
      </Section>
    </Page>
  );
}
