import type { MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Play } from 'lucide-react';
import { Compared } from '#app/components/exception-detail/compared.tsx';
import styles from '#app/components/exception-detail/exception-detail.module.css';
import { headline } from '#app/components/exception-detail/headline.ts';
import { ruleSentence } from '#app/components/exception-detail/rule-sentence.ts';
import { Side } from '#app/components/exception-detail/side.tsx';
import { Timeline } from '#app/components/exception-detail/timeline.tsx';
import { Trace } from '#app/components/exception-detail/trace.tsx';
import { Facts } from '#app/components/facts.tsx';
import { Amount } from '#app/components/figures/amount.tsx';
import { Difference } from '#app/components/figures/difference.tsx';
import { JobButton } from '#app/components/job/job-button.tsx';
import { Columns, Page, Section } from '#app/components/page.tsx';
import { ScopedLink } from '#app/components/scoped-link.tsx';
import { StateBadge } from '#app/components/state-badge.tsx';
import { Age, Ago, DateText, InstantText } from '#app/components/when.tsx';
import { useFormats } from '#app/format/format-context.tsx';
import { periodText } from '#app/format/time.ts';
import { presentException, runAgain } from '#app/presenters/exception-detail.server.ts';
import { acting, screen } from '#app/presenters/screen.server.ts';

export const loader = screen(presentException);
export const action = acting(runAgain);
export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `Exception ${data?.exception.key ?? ''} · Tieout` },
];

export default function Exception() {
  const { exception, left, right, compared, rule, run, events, canRun, mayReadRaw } =
    useLoaderData<typeof loader>();
  const { style } = useFormats();
  const fields = { ...exception, left, right };
  const reconciliation = `/reconciliations/${encodeURIComponent(exception.reconciliation)}`;
  return (
    <Page
      title={headline(fields, style)}
      parent={{ to: '/exceptions', label: 'Exceptions' }}
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
          <ScopedLink to={reconciliation}>{exception.title}</ScopedLink>, {periodText(exception.period)},
          opened <Ago at={exception.openedAt} />
        </>
      }
      actions={
        canRun ? (
          <JobButton
            kind="primary"
            label="Run again"
            doing="Running"
            icon={<Play size={14} aria-hidden="true" />}
          />
        ) : null
      }
    >
      <Facts
        columns={3}
        facts={[
          { term: left.label, value: <Sum side={left} /> },
          { term: right.label, value: <Sum side={right} /> },
          {
            term: 'Difference',
            value:
              exception.type === 'currency' ? (
                'two currencies: not subtracted'
              ) : (
                <Difference
                  difference={exception.difference}
                  currency={exception.currency}
                  showCurrency
                  strong
                />
              ),
          },
          { term: 'Counterparty', value: <bdi>{exception.counterparty ?? 'not named'}</bdi> },
          { term: 'Earliest date', value: <DateText date={exception.itemDate} /> },
          exception.clearedAt === null
            ? { term: 'Age', value: <Age since={exception.openedAt} /> }
            : { term: 'Cleared', value: <InstantText at={exception.clearedAt} /> },
        ]}
      />
      <Section title={exception.state === 'open' ? 'Why it does not tie out' : 'Why it did not tie out'}>
        <div className={styles.sentences}>
          <p>{ruleSentence({ ...fields, materiality: rule.materiality, days: rule.days }, style)}</p>
          {rule.words ? (
            <p className={styles.note}>
              Rule {rule.name}: {rule.words.pass} {rule.words.threshold}
            </p>
          ) : null}
        </div>
      </Section>
      {compared ? (
        <Section title="Field by field">
          <Compared rows={compared} labels={{ left: left.label, right: right.label }} />
        </Section>
      ) : null}
      {run ? (
        <p className={styles.note}>
          {exception.clearedRun === null
            ? 'Lines as the last run read them: '
            : `Lines as they were before run ${exception.clearedRun} cleared it: `}
          <ScopedLink to={`/runs/${run.runId}`}>run {run.runId}</ScopedLink>.
        </p>
      ) : null}
      <Columns>
        <Side side={left} mayReadRaw={mayReadRaw} />
        <Side side={right} mayReadRaw={mayReadRaw} />
      </Columns>
      <Columns>
        <Section title="History">
          <Timeline events={events} />
        </Section>
        <Section title="Where it comes from">
          <Trace left={left} right={right} run={run} />
        </Section>
      </Columns>
    </Page>
  );
}

function Sum({ side }: { side: { amount: string | null; currency: string | null; count: number } }) {
  return side.count === 0 ? (
    'no line'
  ) : (
    <Amount amount={side.amount} currency={side.currency ?? ''} showCurrency />
  );
}

/** A difference in time is explained by itself; what is cleared tied out. */
function stateOf({ state, type }: { state: 'open' | 'cleared'; type: string }) {
  if (state === 'cleared') return { state: 'tied', word: 'Cleared' } as const;
  return type === 'timing'
    ? ({ state: 'explained', word: 'Open, timing' } as const)
    : ({ state: 'open', word: 'Open' } as const);
}
