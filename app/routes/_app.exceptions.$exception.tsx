import type { MetaFunction } from '@remix-run/node';
import { useLoaderData, useSearchParams } from '@remix-run/react';
import { ButtonLink } from '#app/components/button.tsx';
import { CLASS_WORDS } from '#app/components/classes/words.ts';
import { ExceptionActions } from '#app/components/exception-detail/actions.tsx';
import { Compared } from '#app/components/exception-detail/compared.tsx';
import { FxSplit, PartDifferences } from '#app/components/exception-detail/explained.tsx';
import { headline, keyText } from '#app/components/exception-detail/headline.ts';
import { ExceptionOverview } from '#app/components/exception-detail/overview.tsx';
import { Sides } from '#app/components/exception-detail/side.tsx';
import { Timeline } from '#app/components/exception-detail/timeline.tsx';
import { Trace } from '#app/components/exception-detail/trace.tsx';
import { Why } from '#app/components/exception-detail/why.tsx';
import { MatchSummaries } from '#app/components/match/match-summary.tsx';
import { Columns, Page, Section } from '#app/components/page.tsx';
import { Reasons } from '#app/components/reasons.tsx';
import { useScopedPath } from '#app/components/scope.ts';
import { ScopedLink } from '#app/components/scoped-link.tsx';
import { StateBadge } from '#app/components/state-badge.tsx';
import { Suggestions } from '#app/components/suggestion/suggestion.tsx';
import { Ago } from '#app/components/when.tsx';
import { useFormats } from '#app/format/format-context.tsx';
import { periodText } from '#app/format/time.ts';
import { type ExplainedWords, presentException, runAgain } from '#app/presenters/exception-detail.server.ts';
import { acting, screen } from '#app/presenters/screen.server.ts';

export const loader = screen(presentException);
export const action = acting(runAgain);
export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `Exception ${keyText(data?.exception.keyParts ?? [])} · Tieout` },
];

export default function Exception() {
  const data = useLoaderData<typeof loader>();
  const { exception, left, right, compared, suggestions } = data;
  const [search] = useSearchParams();
  const { style } = useFormats();
  const scoped = useScopedPath();
  return (
    <Page
      title={headline({ ...exception, left, right }, style)}
      parent={{ to: search.size === 0 ? '/exceptions' : `/exceptions?${search}`, label: 'Exceptions' }}
      state={
        <>
          <StateBadge {...stateOf(exception, data.explained)} />
          {exception.severity === 'material' && exception.state === 'open' ? (
            <StateBadge state="broken" word="Material" />
          ) : null}
        </>
      }
      lead={
        <>
          <ScopedLink to={`/reconciliations/${encodeURIComponent(exception.reconciliation)}`}>
            {exception.title}
          </ScopedLink>
          , {periodText(exception.period)}, opened <Ago at={exception.openedAt} />
        </>
      }
      actions={<ExceptionActions {...data} />}
    >
      <Reasons
        title="The run that shows it is incomplete: what it lacks may be all that is wrong"
        reasons={data.incomplete}
        hint="Mend the input, then run it again."
      />
      <ExceptionOverview {...data} />
      <Why {...data} />
      {data.explained.fx ? <FxSplit fx={data.explained.fx} right={right.label} /> : null}
      <PartDifferences {...data} />
      {suggestions.suggestions.length > 0 ? (
        <Section
          title={suggestions.suggestions.length === 1 ? 'Suggestion' : 'Suggestions'}
          lead="What the last run thinks belongs together. Nothing ties out until somebody accepts it."
          actions={
            <ButtonLink
              to={scoped(`/reconciliations/${encodeURIComponent(exception.reconciliation)}/suggestions`)}
              small
            >
              All suggestions
            </ButtonLink>
          }
        >
          <Suggestions shown={suggestions} period={exception.period} />
        </Section>
      ) : null}
      {data.matches.length > 0 ? (
        <Section title="Matched by hand">
          <MatchSummaries matches={data.matches} labels={{ left: left.label, right: right.label }} />
        </Section>
      ) : null}
      {compared ? (
        <Section title="Field by field">
          <Compared rows={compared} labels={{ left: left.label, right: right.label }} />
        </Section>
      ) : null}
      <Sides {...data} />
      <Columns>
        <Section title="History">
          <Timeline events={data.events} />
        </Section>
        <Section title="Where it comes from">
          <Trace left={left} right={right} run={data.run} />
        </Section>
      </Columns>
    </Page>
  );
}

/** What is explained is said to be so, and by what; what is cleared tied out. */
function stateOf({ state }: { state: 'open' | 'cleared' }, explained: ExplainedWords) {
  if (state === 'cleared') return { state: 'tied', word: 'Cleared' } as const;
  return explained.class === 'unexplained'
    ? ({ state: 'open', word: 'Open' } as const)
    : ({ state: 'explained', word: `Open, ${CLASS_WORDS[explained.class].toLowerCase()}` } as const);
}
