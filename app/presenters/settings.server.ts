import packageFile from '../../package.json';
import { type Display, displayOf } from './display-cookie.server.ts';
import type { Viewer } from './screen.server.ts';

export interface SettingsData {
  display: Display;
  actor: string;
  grants: { entity: string; role: string }[];
  workspace: string;
  entities: { entity: string; name: string; baseCurrency: string; zone: string }[];
  version: string;
}

export async function presentSettings(
  { context, actor, entities }: Viewer,
  cookieHeader: string | null,
): Promise<SettingsData> {
  const { workspace } = context;
  return {
    display: await displayOf(cookieHeader),
    actor: actor.id,
    grants: actor.grants.map(({ entity, role }) => ({ entity, role })),
    workspace: workspace.name,
    entities: workspace.entities.filter(({ entity }) => entities.includes(entity)),
    version: packageFile.version,
  };
}
