import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Actor } from '#core/access/actor.ts';
import type { Role } from '#core/access/policy.ts';
import type { Connection } from '#db/connection.ts';
import type { Context } from '#workflows/context.ts';

/** A context over an empty workspace, with a data folder of its own that goes away after the file's tests. */
export function testContext(connection: () => Connection, now: () => Date = () => new Date()): Context {
  const dataFolder = mkdtempSync(join(tmpdir(), 'tieout-context-'));
  afterAll(() => rmSync(dataFolder, { recursive: true, force: true }));
  return {
    get connection() {
      return connection();
    },
    workspace: {
      folder: dataFolder,
      name: 'test',
      entities: [{ entity: 'acme', name: 'Acme', baseCurrency: 'EUR', zone: 'Europe/Paris' }],
      sources: [],
      contracts: [],
      reconciliations: [],
      exports: [],
      schedules: [],
    },
    dataFolder,
    now,
    newTraceId: () => randomUUID(),
    progress: () => {},
  };
}

export function actorWith(role: Role, entity = '*'): Actor {
  return { kind: 'person', id: `${role}@example.org`, grants: [{ entity, role }] };
}
