import type { MetaFunction } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { MatchCounts } from '#app/components/match/match-counts.tsx';
import { MatchFacts } from '#app/components/match/match-facts.tsx';
import { MatchLines } from '#app/components/match/match-lines.tsx';
import { MatchTimeline } from '#app/components/match/match-timeline.tsx';
import { UndoForm } from '#app/components/match/undo-form.tsx';
import { MATCH_STATES } from '#app/components/match/words.ts';
import { Page, Section } from '#app/components/page.tsx';
import { Pagination } from '#app/components/pagination.tsx';
import { Problem } from '#app/components/problem.tsx';
import { ScopedLink } from '#app/components/scoped-link.tsx';
import { StateBadge } from '#app/components/state-badge.tsx';
import { InstantText } from '#app/components/when.tsx';
import { counted } from '#app/format/amount.ts';
import { useFormats } from '#app/format/format-context.tsx';
import { presentMatch, undo } from '#app/presenters/matches.server.ts';
import { acting, screen } from '#app/presenters/screen.server.ts';

export const loader = screen(presentMatch);
export const action = acting(undo);
export const meta: MetaFunction<typeof loader> = () => [{ title: 'Match by hand · Tieout' }];

export default function Match() {
  const data = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const { style } = useFormats();
  const { match, title, labels, lines } = data;
  const count = match.leftCount + match.rightCount;
  return (
    <Page
      title={`${counted(count, 'line', 'lines', style)} matched by hand`}
      parent={{
        to: `/reconciliations/${encodeURIComponent(match.reconciliation)}/matches`,
        label: `Matches by hand, ${title}`,
      }}
      state={<StateBadge {...MATCH_STATES[match.state]} />}
      lead={
        <>
          <ScopedLink to={`/reconciliations/${encodeURIComponent(match.reconciliation)}`}>{title}</ScopedLink>
          , by {match.madeBy}, <InstantText at={match.madeAt} />
        </>
      }
    >
      {answer?.problem ? <Problem title={answer.problem.message} hint={answer.problem.hint} /> : null}
      <MatchFacts match={match} labels={labels} />
      <MatchCounts {...data} />
      <MatchLines match={match} lines={lines} labels={labels} />
      {data.next ? (
        <Pagination after={data.next} shown={lines.length} total={String(count)} noun="lines" />
      ) : null}
      <Section title="History">
        <MatchTimeline match={match} labels={labels} />
      </Section>
      {data.mayUndo ? (
        <Section title="Undo">
          <UndoForm />
        </Section>
      ) : null}
    </Page>
  );
}
