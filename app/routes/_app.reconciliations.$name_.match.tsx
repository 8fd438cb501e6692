import type { MetaFunction } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { Empty } from '#app/components/empty.tsx';
import { FindLines } from '#app/components/match/find-lines.tsx';
import { Picker } from '#app/components/match/picker.tsx';
import { Page, Section } from '#app/components/page.tsx';
import { Problem } from '#app/components/problem.tsx';
import { matchByHand, presentMatchByHand } from '#app/presenters/match-by-hand.server.ts';
import { acting, screen } from '#app/presenters/screen.server.ts';

export const loader = screen(presentMatchByHand);
export const action = acting(matchByHand);
export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `Match by hand: ${data?.title ?? 'a reconciliation'} · Tieout` },
];

export default function MatchByHand() {
  const data = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const path = `/reconciliations/${encodeURIComponent(data.reconciliation)}`;
  return (
    <Page
      title="Match by hand"
      parent={{ to: path, label: data.title }}
      lead="Lines that belong together although no rule says so. Where their amounts differ, a reason and a note answer for it."
    >
      {answer?.problem ? <Problem title={answer.problem.message} hint={answer.problem.hint} /> : null}
      {data.leftOut > 0 ? (
        <Problem
          tone="open"
          title={
            data.leftOut === 1
              ? 'One of the exceptions is not open any more, or not of this reconciliation: it is left out'
              : `${data.leftOut} of the exceptions are not open any more, or not of this reconciliation: they are left out`
          }
        />
      ) : null}
      {data.mayMatch ? null : (
        <Problem
          tone="open"
          title="You may look, but not match"
          hint="Preparers and controllers match by hand."
        />
      )}
      <Section title="Lines" lead="Untick what does not belong.">
        {data.chosen.length === 0 ? (
          <Empty title="Nothing is chosen yet">
            Search below for the exceptions whose lines belong together.
          </Empty>
        ) : (
          <Picker data={data} />
        )}
      </Section>
      <Section title="Add lines" lead={`Of other open exceptions of ${data.title}.`}>
        <FindLines data={data} />
      </Section>
    </Page>
  );
}
