import type { MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Empty } from '#app/components/empty.tsx';
import { Page, Section } from '#app/components/page.tsx';
import { Problem } from '#app/components/problem.tsx';
import { Reasons } from '#app/components/reasons.tsx';
import { ScopedLink } from '#app/components/scoped-link.tsx';
import { StateBadge } from '#app/components/state-badge.tsx';
import { StatementTable } from '#app/components/statement/statement-table.tsx';
import { Ago, DateText } from '#app/components/when.tsx';
import { screen } from '#app/presenters/screen.server.ts';
import { presentStatement, type StatementData } from '#app/presenters/statement.server.ts';

export const loader = screen(presentStatement);
export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `Statement of ${data?.title ?? 'a reconciliation'} · Tieout` },
];

export default function Statement() {
  const { title, reconciliation, statement, reasons } = useLoaderData<typeof loader>();
  const parent = { to: `/reconciliations/${encodeURIComponent(reconciliation)}`, label: title };
  if (statement === null)
    return (
      <Page title="Statement" parent={parent}>
        <Empty title="Not run for this period">A statement says what the last run found. Run it first.</Empty>
      </Page>
    );
  const { labels, isBankStatement, statements, cutOff, run, withoutBalance } = statement;
  return (
    <Page
      title="Statement"
      parent={parent}
      state={<Proof statement={statement} />}
      lead={
        <>
          {labels.from} to {labels.to},{' '}
          {cutOff === null ? (
            'to date'
          ) : (
            <>
              as of <DateText date={cutOff} />
            </>
          )}
          ; <ScopedLink to={`/runs/${run.runId}`}>run {run.runId}</ScopedLink> <Ago at={run.finishedAt} />
        </>
      }
    >
      <Reasons
        title="The run is incomplete: the totals may lack lines"
        reasons={reasons}
        hint="Mend the input, then run it again."
      />
      <Disagreements statement={statement} />
      {statements.length === 0 ? (
        <Empty title="No line was in scope">Neither side had a line up to the end of the period.</Empty>
      ) : null}
      {statements.map((one) => (
        <Section key={one.currency} title={one.currency}>
          <StatementTable {...{ statement: one, reconciliation, labels, isBankStatement }} />
        </Section>
      ))}
      {withoutBalance ? <p>{WITHOUT_BALANCE[withoutBalance]}</p> : null}
    </Page>
  );
}

type Shown = NonNullable<StatementData['statement']>;

/** Green says that the figures add up, not that nothing is open. */
function Proof({ statement: { proven, run } }: { statement: Shown }) {
  if (!proven) return <StateBadge state="broken" word="Does not prove" />;
  return run.isComplete ? (
    <StateBadge state="tied" word="Adds up" />
  ) : (
    <StateBadge state="broken" word="Incomplete" />
  );
}

function Disagreements({ statement: { statements } }: { statement: Shown }) {
  const missing = statements.flatMap(({ balance }) => balance?.accounts ?? []).filter(({ gaps }) => gaps > 0);
  return missing.map(({ account, currency, gaps }) => (
    <Problem
      key={`${account} ${currency}`}
      title={`Account ${account}: ${gaps === 1 ? 'a statement is missing' : `statements are missing in ${gaps} places`}`}
      hint="A statement does not open with what the one before closed with. Take in what lies between, then run it again."
    />
  ));
}

const WITHOUT_BALANCE: Record<NonNullable<Shown['withoutBalance']>, string> = {
  no_statements: 'The bank delivers no balances up to this day: nothing beside the entries proves their sum.',
  other_amount: 'No balance stands beside it: this side counts another amount than what the bank booked.',
  narrowed: 'No balance stands beside it: this side leaves out entries by what statements do not show.',
};
