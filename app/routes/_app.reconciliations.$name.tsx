import type { MetaFunction } from '@remix-run/node';
import { useLoaderData, useSearchParams } from '@remix-run/react';
import { Play } from 'lucide-react';
import { ButtonLink } from '#app/components/button.tsx';
import { JobButton } from '#app/components/job/job-button.tsx';
import { Page, Section } from '#app/components/page.tsx';
import { Pagination } from '#app/components/pagination.tsx';
import { Problem } from '#app/components/problem.tsx';
import { Reasons } from '#app/components/reasons.tsx';
import { Conservation } from '#app/components/run/conservation.tsx';
import { OpenTotals } from '#app/components/run/open-totals.tsx';
import { Passes } from '#app/components/run/passes.tsx';
import { Rules } from '#app/components/run/rules.tsx';
import { RunTable } from '#app/components/run/run-table.tsx';
import { scopedPath } from '#app/components/scope.ts';
import { StateBadge } from '#app/components/state-badge.tsx';
import { Ago } from '#app/components/when.tsx';
import { presentReconciliation, runReconciliation } from '#app/presenters/reconciliations.server.ts';
import { acting, screen } from '#app/presenters/screen.server.ts';

export const loader = screen(presentReconciliation);
export const action = acting(runReconciliation);
export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.state.title ?? 'Reconciliation'} · Tieout` },
];

export default function Reconciliation() {
  const { state, rules, ruleVersion, draftAgainst, run, totals, byType, history, older, canRun } =
    useLoaderData<typeof loader>();
  const [search] = useSearchParams();
  const exceptions = scopedPath(
    `/exceptions?reconciliation=${encodeURIComponent(state.reconciliation)}`,
    search,
  );
  return (
    <Page
      title={state.title}
      parent={{ to: '/reconciliations', label: 'Reconciliations' }}
      state={<StateBadge state={state.state} word={state.word} />}
      lead={
        run ? (
          <>
            {rules.left.label} against {rules.right.label.toLowerCase()}; last run <Ago at={run.finishedAt} />
          </>
        ) : (
          `${rules.left.label} against ${rules.right.label.toLowerCase()}; not run for this period`
        )
      }
      actions={
        <>
          {run && run.exceptionCount !== '0' ? (
            <ButtonLink to={exceptions} kind="primary">
              See exceptions
            </ButtonLink>
          ) : null}
          {canRun ? (
            <JobButton label="Run now" doing="Running" icon={<Play size={14} aria-hidden="true" />} />
          ) : null}
        </>
      }
    >
      <Reasons
        title="The last run is incomplete: what it shows cannot be relied on"
        reasons={state.reasons}
        hint="Mend the input, then run it again."
      />
      <OpenTotals byType={byType} reconciliation={state.reconciliation} ran={run !== null} />
      <Section
        title="Rules"
        lead={
          ruleVersion === null
            ? 'As declared; the first run makes them version 1'
            : `Version ${ruleVersion}, in force today`
        }
        actions={
          <ButtonLink
            to={scopedPath(`/reconciliations/${encodeURIComponent(state.reconciliation)}/rules`, search)}
            small
          >
            Versions
          </ButtonLink>
        }
      >
        {draftAgainst === null ? null : (
          <Problem
            tone="open"
            title={`The declared rules differ from version ${draftAgainst}`}
            hint="See the versions for what changed; a backtest shows what would come of it."
          />
        )}
        <Rules rules={rules} />
      </Section>
      <Section title="Matches by pass" lead={run ? `In run ${run.runId}` : undefined}>
        <Passes passes={run?.passCounts ?? []} words={rules.passes} />
      </Section>
      {run ? (
        <Section
          title="Conservation"
          lead="What went in is what tied out plus what is open, per side and currency."
        >
          <Conservation totals={totals} labels={{ left: rules.left.label, right: rules.right.label }} />
        </Section>
      ) : null}
      <Section title="Runs">
        <RunTable runs={history} />
        {history.length > 0 ? <Pagination after={older} shown={history.length} noun="runs" /> : null}
      </Section>
    </Page>
  );
}
