import type { MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Empty } from '#app/components/empty.tsx';
import { Page, Section } from '#app/components/page.tsx';
import { Problem } from '#app/components/problem.tsx';
import { BacktestForm } from '#app/components/rules/backtest-form.tsx';
import { ComparedRun } from '#app/components/rules/compared-run.tsx';
import { InstantText } from '#app/components/when.tsx';
import { periodText } from '#app/format/time.ts';
import { presentBacktest, runBacktest } from '#app/presenters/backtest.server.ts';
import { acting, screen } from '#app/presenters/screen.server.ts';

export const loader = screen(presentBacktest);
export const action = acting(runBacktest);
export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `Backtest of ${data?.title ?? 'a reconciliation'} · Tieout` },
];

export default function Backtest() {
  const { reconciliation, title, versions, result } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Backtest"
      parent={{ to: `/reconciliations/${encodeURIComponent(reconciliation)}`, label: title }}
      lead="Other rules over the snapshots that past runs read: what would tie out, and what would be an exception. Nothing is stored."
    >
      <Section title="What to try">
        <BacktestForm versions={versions} />
      </Section>
      {result === null ? (
        <Empty title="No rules were tried yet">
          Change the rules of the reconciliation, then run a backtest.
        </Empty>
      ) : (
        <>
          <Section
            title={`Result for ${result.rules.name === 'declared' ? 'the declared rules' : result.rules.name}`}
            lead={
              <>
                By {result.actor}, <InstantText at={result.finishedAt} />
              </>
            }
          >
            {result.leftOut > 0 ? (
              <Problem
                tone="open"
                title={`${result.leftOut} older runs were left out`}
                hint="Name them with tieout backtest --run."
              />
            ) : null}
          </Section>
          {result.runs.map((run) => (
            <Section
              key={run.runId}
              title={`Run ${run.runId}, ${periodText(run.period)}`}
              lead={
                <>
                  Of <InstantText at={run.finishedAt} />
                  {run.ruleVersion === null ? null : `, by version ${run.ruleVersion}`}; snapshots{' '}
                  {run.snapshots.left} and {run.snapshots.right}
                </>
              }
            >
              <ComparedRun run={run} />
            </Section>
          ))}
        </>
      )}
    </Page>
  );
}
