import type { MetaFunction } from '@remix-run/node';
import { useLoaderData, useSearchParams } from '@remix-run/react';
import { ExceptionActions } from '#app/components/exception-detail/actions.tsx';
import { Compared } from '#app/components/exception-detail/compared.tsx';
import { headline, keyText } from '#app/components/exception-detail/headline.ts';
import { ExceptionOverview } from '#app/components/exception-detail/overview.tsx';
import { Sides } from '#app/components/exception-detail/side.tsx';
import { Timeline } from '#app/components/exception-detail/timeline.tsx';
import { Trace } from '#app/components/exception-detail/trace.tsx';
import { Why } from '#app/components/exception-detail/why.tsx';
import { Columns, Page, Section } from '#app/components/page.tsx';
import { Reasons } from '#app/components/reasons.tsx';
import { ScopedLink } from '#app/components/scoped-link.tsx';
import { StateBadge } from '#app/components/state-badge.tsx';
import { Ago } from '#app/components/when.tsx';
import { useFormats } from '#app/format/format-context.tsx';
import { periodText } from '#app/format/time.ts';
import { presentException, runAgain } from '#app/presenters/exception-detail.server.ts';
import { acting, screen } from '#app/presenters/screen.server.ts';

export const loader = screen(presentException);
export const action = acting(runAgain);
export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `Exception ${keyText(data?.exception.keyParts ?? [])} · Tieout` },
];

export default function Exception() {
  const data = useLoaderData<typeof loader>();
  const { exception, left, right, compared } = data;
  const [search] = useSearchParams();
  const { style } = useFormats();
  return (
    <Page
      title={headline({ ...exception, left, right }, style)}
      parent={{ to: search.size === 0 ? '/exceptions' : `/exceptions?${search}`, label: 'Exceptions' }}
      state={
        <>
          <StateBadge {...stateOf(exception)} />
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

/** A difference in time is explained by itself; what is cleared tied out. */
function stateOf({ state, type }: { state: 'open' | 'cleared'; type: string }) {
  if (state === 'cleared') return { state: 'tied', word: 'Cleared' } as const;
  return type === 'timing'
    ? ({ state: 'explained', word: 'Open, timing' } as const)
    : ({ state: 'open', word: 'Open' } as const);
}
