import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { Actor } from '#core/access/actor.ts';
import { useDatabase } from '#test/support/database.ts';
import type { Context } from '#workflows/context.ts';
import { loadWorkspace } from '#workflows/load-workspace.ts';
import { type PullOutcome, pullSource } from '#workflows/pull-source.ts';
import { type ReconcileSummary, reconcile } from '#workflows/reconcile.ts';
import { fromMinor, toMinor } from '../../../examples/generate/minor-units.ts';

export const controller: Actor = {
  kind: 'person',
  id: 'controller@examples',
  grants: [{ entity: '*', role: 'controller' }],
};

export interface Pipeline {
  readonly context: Context;
  /** By source: what pulling it once gave. */
  readonly pulls: ReadonlyMap<string, PullOutcome>;
  /** By reconciliation: what running it once gave. */
  readonly runs: ReadonlyMap<string, ReconcileSummary>;
  rows(sql: string, parameters?: unknown[]): Promise<Row[]>;
  /** Open exceptions, in the order of their keys; amounts with two decimals. */
  exceptions(reconciliation: string): Promise<FoundException[]>;
}

/** As PostgreSQL's driver is told to give it here: numbers of any size as text. */
export type Row = Record<string, string | number | null>;

export interface FoundException {
  key: string;
  currency: string;
  type: string;
  left: string | null;
  right: string | null;
}

/** One entity of a workspace taken through the real pipeline, once for the test file: pull all, then reconcile all. */
export function usePipeline(folder: string, entity: string): Pipeline {
  const database = useDatabase();
  const dataFolder = mkdtempSync(join(tmpdir(), 'tieout-examples-'));
  const pulls = new Map<string, PullOutcome>();
  const runs = new Map<string, ReconcileSummary>();
  const held: { context?: Context } = {};
  beforeAll(async () => {
    const { connection } = database;
    const workspace = await loadWorkspace(folder);
    const now = () => new Date();
    const context = { connection, workspace, dataFolder, now, newTraceId: randomUUID, progress: () => {} };
    held.context = context;
    const owned = <Declared extends { entity: string }>(all: readonly Declared[]) =>
      all.filter((declared) => declared.entity === entity);
    for (const { source } of owned(workspace.sources))
      pulls.set(source, await pullSource(context, controller, { source }));
    for (const { reconciliation } of owned(workspace.reconciliations)) {
      runs.set(reconciliation, await reconcile(context, controller, { reconciliation }));
    }
  });
  afterAll(() => rmSync(dataFolder, { recursive: true, force: true }));
  const rows = async (sql: string, parameters: unknown[] = []): Promise<Row[]> =>
    (await database.connection.pool.query(sql, parameters)).rows;
  return {
    get context() {
      if (!held.context) throw new Error('the pipeline has run inside tests only');
      return held.context;
    },
    pulls,
    runs,
    rows,
    async exceptions(reconciliation) {
      const found = await rows(
        `select match_key as key, currency, type, left_amount as left, right_amount as right from exceptions
         where reconciliation = $1 and state = 'open' order by match_key collate "C"`,
        [reconciliation],
      );
      return found.map((row) => ({
        ...(row as unknown as FoundException),
        left: withTwoDecimals(row.left),
        right: withTwoDecimals(row.right),
      }));
    },
  };
}

function withTwoDecimals(amount: unknown): string | null {
  return amount === null ? null : fromMinor(toMinor(String(amount)));
}
