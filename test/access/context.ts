import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Actor } from '#core/access/actor.ts';
import type { Role } from '#core/access/policy.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import type { Connection } from '#db/connection.ts';
import type { Context } from '#workflows/context.ts';

const SIDE = { amount: { text: 'amount' }, currency: 'currency' };

/** Enough of a reconciliation to be named and asked for; no data stands behind it. */
const RULES = {
  reconciliation: 'bank-to-ledger',
  entity: 'acme',
  title: 'Bank to ledger',
  left: { ...SIDE, source: 'bank', dataset: 'payments', label: 'Bank', date: 'value_date' },
  right: { ...SIDE, source: 'ledger', dataset: 'ledger_entries', label: 'Ledger', date: 'posting_date' },
  passes: [],
  threshold: { absolute: {}, percent: '0', percentBase: 'left', combine: 'all' },
  materiality: {},
  hash: '0'.repeat(64),
} as unknown as ReconciliationRules;

/** A context over a workspace of declarations without data, with a data folder of its own that goes away after the file's tests. */
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
      sources: [
        { source: 'bank', entity: 'acme', title: 'Bank' },
        { source: 'ledger', entity: 'acme', title: 'Ledger' },
      ],
      contracts: [],
      reconciliations: [RULES],
      exports: [{ export: 'exceptions', entity: 'acme', formats: ['csv'] }],
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
