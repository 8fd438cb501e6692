import { randomUUID } from 'node:crypto';
import { type Actor, EVERY_ENTITY } from '#core/access/actor.ts';
import type { Connection } from '#db/connection.ts';
import type { Context } from '#workflows/context.ts';
import { loadWorkspace } from '#workflows/load-workspace.ts';

/** Whoever does everything in the campaign. */
export const EVERYBODY: Actor = {
  kind: 'person',
  id: 'campaign',
  grants: [
    { entity: EVERY_ENTITY, role: 'admin' },
    { entity: EVERY_ENTITY, role: 'controller' },
  ],
};

export async function contextOf(connection: Connection, folder: string, data: string): Promise<Context> {
  return {
    connection,
    workspace: await loadWorkspace(`${folder}/workspace`),
    dataFolder: data,
    now: () => new Date(),
    newTraceId: randomUUID,
    progress: () => {},
  };
}
