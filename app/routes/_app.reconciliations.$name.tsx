import type { MetaFunction } from '@remix-run/node';
import { useLoaderData, useSearchParams } from '@remix-run/react';
import { Play } from 'lucide-react';
import { ButtonLink } from '#app/components/button.tsx';
import { CLASSES_LEAD, ClassTotals } from '#app/components/classes/class-totals.tsx';
import { WriteOffTotals } from '#app/components/classes/write-offs.tsx';
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
import { counted } from '#app/format/amount.ts';
import { useFormats } from '#app/format/format-context.tsx';
import { presentReconciliation, runReconciliation } from '#app/presenters/reconciliations.server.ts';
import { acting, screen } from '#app/presenters/screen.server.ts';

export const loader = screen(presentReconciliation);
export const action = acting(runReconciliation);
export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.state.title ?? 'Reconciliation'} · Tieout` },
];

export default function Reconciliation() {
  const data = useLoaderData<typeof loader>();
  const { state, rules, ruleVersion, draftAgainst, run, totals, byType, history, older, canRun } = data;
  const { classes, suggestionCount, writeOffs } = data;
  const { style } = useFormats();
  const path = `/reconciliations/${encodeURIComponent(state.reconciliation)}`;
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
          {suggestionCount === '0' ? null : (
            <ButtonLink to={scopedPath(`${path}/suggestions`, search)}>
              {counted(suggestionCount, 'suggestion', 'suggestions', style)}
            </ButtonLink>
          )}
          {data.hasMatches || data.mayMatch ? (
            <ButtonLink to={scopedPath(`${path}/matches`, search)}>Matches by hand</ButtonLink>
          ) : null}
          {run ? (
            <ButtonLink
              to={scopedPath(
                `/reconciliations/${encodeURIComponent(state.reconciliation)}/statement`,
                search,
              )}
            >
              Statement
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
      {run ? (
        <Section title="Classes of differences" lead={CLASSES_LEAD}>
          <ClassTotals totals={classes} />
        </Section>
      ) : null}
      {writeOffs.length > 0 ? (
        <Section
          title="Write-off proposals"
          lead="Rounding of what ties out. Nothing is posted here."
          actions={
            <ButtonLink to={scopedPath(`${path}/write-offs`, search)} small>
              See the keys
            </ButtonLink>
          }
        >
          <WriteOffTotals totals={writeOffs} to={`${path}/write-offs`} />
        </Section>
      ) : null}
      <Section
        title="Rules"
        lead={
          ruleVersion === null
            ? 'As declared; the first run makes them version 1'
            : `Version ${ruleVersion}, in force today`
        }
        actions={
          <ButtonLink to={scopedPath(`${path}/rules`, search)} small>
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
