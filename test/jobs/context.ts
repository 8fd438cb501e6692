import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import type { Actor } from '#core/access/actor.ts';
import type { Workspace } from '#core/workspace/workspace.ts';
import type { Connection } from '#db/connection.ts';
import type { Context } from '#workflows/context.ts';

/** A context over a small workspace, with the real clock unless another is given. */
export function contextOver(
  connection: Connection,
  workspace: Partial<Workspace> = {},
  now: () => Date = () => new Date(),
): Context {
  return {
    connection,
    workspace: {
      folder: tmpdir(),
      name: 'test',
      entities: [{ entity: 'acme', name: 'Acme', baseCurrency: 'EUR', zone: 'Europe/Berlin' }],
      sources: [{ source: 'bank', entity: 'acme', title: 'Bank' }],
      contracts: [],
      reconciliations: [],
      exports: [],
      schedules: [],
      ...workspace,
    },
    dataFolder: tmpdir(),
    now,
    newTraceId: randomUUID,
    progress: () => {},
  };
}

export const operator: Actor = {
  kind: 'person',
  id: 'op@acme',
  grants: [{ entity: 'acme', role: 'operator' }],
};
export const viewer: Actor = {
  kind: 'person',
  id: 'view@acme',
  grants: [{ entity: 'acme', role: 'viewer' }],
};
