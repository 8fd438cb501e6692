import type { Actor } from '#core/access/actor.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import type { Connection } from '#db/connection.ts';
import type { Context } from '#workflows/context.ts';
import { ENTITY, SOURCE } from './books.ts';

export const PREPARER: Actor = {
  kind: 'person',
  id: 'ada@acme.example',
  grants: [{ entity: ENTITY, role: 'preparer' }],
};

/** A context over the database of a test, with its own clock. */
export function deskOf(
  connection: Connection,
  rules: readonly ReconciliationRules[],
  over: { now?: () => Date; freshnessHours?: number } = {},
): Context {
  const source = (name: string) => ({
    source: name,
    entity: ENTITY,
    title: name,
    ...(over.freshnessHours === undefined ? {} : { freshnessHours: over.freshnessHours }),
  });
  return {
    connection,
    workspace: {
      folder: '/nowhere',
      name: 'test',
      entities: [{ entity: ENTITY, name: 'Acme', baseCurrency: 'EUR', zone: 'Europe/Berlin' }],
      sources: [source(SOURCE.left), source(SOURCE.right)],
      contracts: [],
      reconciliations: rules,
      exports: [],
      schedules: [],
    },
    dataFolder: '/nowhere',
    now: over.now ?? (() => new Date('2026-02-01T09:00:00Z')),
    newTraceId: () => crypto.randomUUID(),
    progress: () => {},
  };
}
