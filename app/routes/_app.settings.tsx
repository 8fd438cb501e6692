import type { MetaFunction } from '@remix-run/node';
import { useFetcher, useLoaderData } from '@remix-run/react';
import { Choices } from '#app/components/choices.tsx';
import { Facts } from '#app/components/facts.tsx';
import { Page, Section } from '#app/components/page.tsx';
import { screen } from '#app/presenters/screen.server.ts';
import { presentSettings } from '#app/presenters/settings.server.ts';

export const loader = (args: Parameters<ReturnType<typeof screen>>[0]) =>
  screen((viewer) => presentSettings(viewer, args.request.headers.get('cookie')))(args);
export const meta: MetaFunction = () => [{ title: 'Settings · Tieout' }];

export default function Settings() {
  const { display, actor, grants, workspace, entities, version } = useLoaderData<typeof loader>();
  const preferences = useFetcher({ key: 'preferences' });
  const change = (name: string) => (value: string) =>
    preferences.submit({ [name]: value }, { method: 'post', action: '/preferences' });
  return (
    <Page title="Settings">
      <Section title="This browser">
        <Choices
          label="Theme"
          name="theme"
          value={display.theme}
          onChange={change('theme')}
          options={[
            { value: 'system', label: 'As the system' },
            { value: 'light', label: 'Light' },
            { value: 'dark', label: 'Dark' },
          ]}
        />
        <Choices
          label="Rows of tables"
          name="density"
          value={display.density}
          onChange={change('density')}
          options={[
            { value: 'regular', label: 'Regular' },
            { value: 'compact', label: 'Compact' },
          ]}
        />
      </Section>
      <Section title="You">
        <Facts
          columns={1}
          facts={[
            { term: 'Signed in as', value: actor },
            ...grants.map(({ entity, role }) => ({
              term: `Role in ${entity === '*' ? 'every entity' : entity}`,
              value: role,
            })),
          ]}
        />
      </Section>
      <Section title="About">
        <Facts
          columns={1}
          facts={[
            { term: 'Workspace', value: workspace },
            ...entities.map((it) => ({
              term: it.entity,
              value: `${it.name}, books in ${it.baseCurrency}, dates in ${it.zone}`,
            })),
            { term: 'Tieout', value: `version ${version}` },
          ]}
        />
      </Section>
    </Page>
  );
}
