import type { Actor } from '#core/access/actor.ts';
import type { Workspace } from '#core/workspace/workspace.ts';
import type { Connection } from '#db/connection.ts';
import type { Context, Progress } from '#workflows/context.ts';
import { ENTITY } from './seed.ts';

export const CONTROLLER: Actor = {
  kind: 'person',
  id: 'controller@example.org',
  grants: [{ entity: ENTITY, role: 'controller' }],
};

export const WORKSPACE: Workspace = {
  folder: '/workspace',
  name: 'test',
  entities: [{ entity: ENTITY, name: 'Acme', baseCurrency: 'EUR', zone: 'Europe/Berlin' }],
  sources: [],
  contracts: [],
  reconciliations: [],
  exports: [],
  schedules: [],
};

/** A context with a fixed clock; ids count from 1, so that a test can name them. */
export function contextFor(
  connection: Connection,
  dataFolder: string,
  onProgress: (step: Progress) => void = () => {},
  workspace: Workspace = WORKSPACE,
): Context {
  let ids = Math.floor(Math.random() * 2 ** 40);
  return {
    connection,
    workspace,
    dataFolder,
    now: () => new Date('2026-02-02T10:00:00.000Z'),
    newTraceId: () => `00000000-0000-4000-8000-${(ids++).toString(16).padStart(12, '0')}`,
    progress: onProgress,
  };
}
