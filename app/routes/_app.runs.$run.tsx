import type { MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { CLASSES_LEAD, ClassTotals } from '#app/components/classes/class-totals.tsx';
import { Facts } from '#app/components/facts.tsx';
import { Count } from '#app/components/figures/count.tsx';
import { Hash } from '#app/components/hash.tsx';
import { Page, Section } from '#app/components/page.tsx';
import { Reasons } from '#app/components/reasons.tsx';
import { Conservation } from '#app/components/run/conservation.tsx';
import { Passes } from '#app/components/run/passes.tsx';
import { Pins } from '#app/components/run/pins.tsx';
import { Rules } from '#app/components/run/rules.tsx';
import { StateBadge } from '#app/components/state-badge.tsx';
import { DateText, InstantText } from '#app/components/when.tsx';
import { durationText, periodText } from '#app/format/time.ts';
import { presentRun } from '#app/presenters/reconciliations.server.ts';
import { screen } from '#app/presenters/screen.server.ts';

export const loader = screen(presentRun);
export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `Run ${data?.run.runId ?? ''} · Tieout` },
];

export default function Run() {
  const { run, title, reasons, totals, rules, classes } = useLoaderData<typeof loader>();
  const labels = { left: rules?.left.label ?? 'Left', right: rules?.right.label ?? 'Right' };
  return (
    <Page
      title={`Run ${run.runId}`}
      parent={{ to: `/reconciliations/${encodeURIComponent(run.name)}`, label: title }}
      state={
        <>
          <StateBadge
            state={run.status === 'complete' ? 'tied' : 'broken'}
            word={run.status === 'complete' ? 'Complete' : 'Incomplete'}
          />
          {run.isLatest ? null : <StateBadge state="none" word="A newer run exists" />}
        </>
      }
      lead={
        <>
          {periodText(run.period)}, finished <InstantText at={run.finishedAt} seconds /> by {run.actor}
        </>
      }
    >
      <Reasons
        title="This run is incomplete"
        reasons={reasons}
        hint="Mend the input and run it again: this run stays as it is."
      />
      <Facts
        columns={3}
        facts={[
          { term: 'Matches', value: <Count count={run.matchCount} /> },
          { term: 'Exceptions open', value: <Count count={run.exceptionCount} /> },
          { term: 'Opened by it', value: <Count count={run.openedCount} /> },
          { term: 'Cleared by it', value: <Count count={run.clearedCount} /> },
          { term: 'Reopened by it', value: <Count count={run.reopenedCount} /> },
          { term: 'Took', value: durationText(run.startedAt, run.finishedAt) },
          { term: 'Cut-off', value: run.cutOff === null ? 'none: to date' : <DateText date={run.cutOff} /> },
          { term: 'Trace', value: <Hash value={run.traceId} /> },
          {
            term: 'Day of the run',
            value: run.asOfDay === null ? 'not kept' : <DateText date={run.asOfDay} />,
          },
          ...Object.entries(run.fxPins).map(([source, snapshot]) => ({
            term: `Rates of ${source}`,
            value: snapshot === 0 ? 'none had come' : `snapshot ${snapshot}`,
          })),
          { term: 'Result hash', value: <Hash value={run.resultHash} />, wide: true },
          { term: 'Rule hash', value: <Hash value={run.ruleHash} />, wide: true },
          {
            term: 'Matches by hand',
            value: run.manualHash === null ? 'none was in force' : <Hash value={run.manualHash} />,
            wide: true,
          },
        ]}
      />
      <Section title="Pinned input" lead="The same input and the same rules give the same result hash.">
        <Pins pins={run.pins} labels={labels} />
      </Section>
      <Section
        title="Conservation"
        lead="What went in is what tied out plus what is open, per side and currency."
      >
        <Conservation totals={totals} labels={labels} />
      </Section>
      <Section title="Classes of differences" lead={CLASSES_LEAD}>
        <ClassTotals totals={classes} />
      </Section>
      <Section title="Matches by pass">
        <Passes passes={run.passCounts} words={rules?.passes ?? []} />
      </Section>
      {rules ? (
        <Section title="Rules as this run used them">
          <Rules rules={rules} />
        </Section>
      ) : null}
    </Page>
  );
}
