import type { MetaFunction } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { ButtonLink } from '#app/components/button.tsx';
import { Page, Section } from '#app/components/page.tsx';
import { Problem } from '#app/components/problem.tsx';
import { ActivateForm } from '#app/components/rules/activate-form.tsx';
import { Changes } from '#app/components/rules/changes.tsx';
import { VersionTable } from '#app/components/rules/version-table.tsx';
import { Rules } from '#app/components/run/rules.tsx';
import { useScopedPath } from '#app/components/scope.ts';
import { activate, presentRules } from '#app/presenters/rule-versions.server.ts';
import { acting, screen } from '#app/presenters/screen.server.ts';

export const loader = screen(presentRules);
export const action = acting(activate);
export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `Rules of ${data?.title ?? 'a reconciliation'} · Tieout` },
];

export default function RuleVersions() {
  const data = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const scoped = useScopedPath();
  const { versions, draft, rules, activation, canActivate, canBacktest } = data;
  const path = `/reconciliations/${encodeURIComponent(data.reconciliation)}`;
  const changed = versions.filter(({ number }) => number > 1);
  return (
    <Page
      title="Rules"
      parent={{ to: path, label: data.title }}
      lead={
        activation === 'by_hand'
          ? 'Changed rules take effect when a controller activates them.'
          : 'Changed rules take effect at the next run. Write rules: {activation: by_hand} into tieout.yaml to have them activated by a controller instead.'
      }
      actions={canBacktest ? <ButtonLink to={scoped(`${path}/backtest`)}>Backtest</ButtonLink> : null}
    >
      {answer?.problem ? <Problem title={answer.problem.message} hint={answer.problem.hint} /> : null}
      {draft ? (
        <Section
          title="Draft"
          lead={`The declared rules differ from version ${draft.against}${activation === 'by_hand' ? ' and take no effect yet' : ''}.`}
        >
          <Changes changes={draft.changes} />
        </Section>
      ) : null}
      {canActivate && versions.length > 0 ? (
        <Section title="Activate">
          <ActivateForm draft={draft} versions={versions} today={data.today} />
        </Section>
      ) : null}
      <Section title="Versions">
        <VersionTable versions={versions} />
      </Section>
      <Section title="In force today">
        {rules ? (
          <Rules rules={rules} />
        ) : (
          <Problem title="The version in force cannot be read by this version of Tieout" />
        )}
      </Section>
      {changed.length > 0 ? (
        <Section title="What each version changed">
          {changed.map((one) => (
            <div key={one.number}>
              <h3>Version {one.number}</h3>
              <Changes changes={one.changes} />
            </div>
          ))}
        </Section>
      ) : null}
    </Page>
  );
}
