import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Workspace } from '#core/workspace/workspace.ts';
import { useDatabase } from '#test/support/database.ts';
import { actorWith } from '#test/support/workflow.ts';
import type { Context } from '#workflows/context.ts';
import { loadWorkspace } from '#workflows/load-workspace.ts';
import { pullSource } from '#workflows/pull-source.ts';
import { readStatement } from '#workflows/read-statement.ts';
import { reconcile } from '#workflows/reconcile.ts';
import {
  expectedRuns,
  expectedStatement,
  inWords,
  STANDARD_FOLDER,
  statementInWords,
} from './support/expected.ts';
import { foundExceptions, foundMatches, foundSuggestions } from './support/found.ts';

const NAMES = readdirSync(STANDARD_FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

test('there are as many as the documentation lists', () => {
  expect(NAMES.sort()).toEqual([
    'bank-to-ledger',
    'control-account',
    'payables-three-way',
    'payouts',
    'receivables',
    'tax-ledger',
    'vendor-spend',
  ]);
});

describe.each(NAMES)('%s', (name) => {
  const database = useDatabase();
  const dataFolder = mkdtempSync(join(tmpdir(), 'tieout-standard-'));
  const held: { context?: Context } = {};
  beforeAll(async () => {
    const workspace = await loadWorkspace(join(STANDARD_FOLDER, name));
    const { connection } = database;
    const now = () => new Date();
    const context = { connection, workspace, dataFolder, now, newTraceId: randomUUID, progress: () => {} };
    held.context = context;
    for (const { source } of workspace.sources) {
      const { rejected, deliveries } = await pullSource(context, actorWith('controller'), { source });
      expect(rejected).toEqual([]);
      const refused = deliveries.flatMap(({ files }) => files.map(({ counts }) => counts.quarantined));
      expect(refused.every((count) => count === 0)).toBe(true);
    }
  });
  afterAll(() => rmSync(dataFolder, { recursive: true, force: true }));

  test('expects something of each of its reconciliations', async () => {
    const { workspace } = held.context as Context;
    expect(expectedRuns(name).map((run) => run.reconciliation)).toEqual(
      workspace.reconciliations.map(({ reconciliation }) => reconciliation),
    );
  });

  test.each(expectedRuns(name))(
    '$reconciliation finds what expected.yaml says, line by line',
    async (expected) => {
      const context = held.context as Context;
      const { reconciliation, period } = expected;
      const { runId, status, reasons } = await reconcile(context, actorWith('controller'), {
        reconciliation,
        period,
      });
      expect([status, reasons]).toEqual(['complete', []]);
      const statement = await readStatement(context, actorWith('viewer'), { reconciliation, period });
      expect(statement.proven).toBe(true);
      if (expected.statement)
        expect(statementInWords(statement)).toEqual(expectedStatement(expected.statement));
      const place = { runId, rules: rulesOf(context.workspace, reconciliation) };
      const { pool } = database.connection;
      expect({
        matches: inWords(await foundMatches(pool, place), 'match'),
        exceptions: inWords(await foundExceptions(pool, place), 'exception'),
        suggestions: inWords(await foundSuggestions(pool, place), 'suggestion'),
      }).toEqual({
        matches: inWords(expected.matches, 'match'),
        exceptions: inWords(expected.exceptions, 'exception'),
        suggestions: inWords(expected.suggestions ?? [], 'suggestion'),
      });
    },
  );
});

function rulesOf(workspace: Workspace, name: string) {
  const found = workspace.reconciliations.find(({ reconciliation }) => reconciliation === name);
  if (!found) throw new Error(`no reconciliation ${name}`);
  return found;
}
