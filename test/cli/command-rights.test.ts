import { PassThrough } from 'node:stream';
import { beforeAll, expect, test } from 'vitest';
import type { RuntimeCommand } from '#cli/command.ts';
import { COMMANDS } from '#cli/commands/index.ts';
import { createOutput } from '#cli/output.ts';
import type { Runtime } from '#cli/runtime.ts';
import { type Permission, permissionsOf, ROLES } from '#core/access/policy.ts';
import { PermissionDenied } from '#core/failure/failure.ts';
import { insertJob } from '#db/queries/jobs.ts';
import { registerEntities } from '#db/queries/streams.ts';
import { useDatabase } from '#test/support/database.ts';
import { contextOver, operator } from '../jobs/context.ts';
import { aManualMatch, aSuggestion } from '../manual-match/rows.ts';

const database = useDatabase();
const ids: Record<string, string> = {};

beforeAll(async () => {
  await registerEntities(database.connection.db, [
    { entity: 'acme', name: 'Acme', base_currency: 'EUR', zone: 'Europe/Berlin' },
  ]);
  ids.JOB = (await insertJob(database.connection.db, {
    kind: 'pull',
    payload: { source: 'bank' },
    entity: 'acme',
    actor: operator,
    maxAttempts: 1,
    traceId: '00000000-0000-4000-8000-000000000001',
  })) as string;
  const context = contextOver(database.connection, {});
  ids.MATCH = (await aManualMatch(context)).matchId;
  ids.SUGGESTION = (await aSuggestion(context)).suggestionId;
});

// biome-ignore lint/suspicious/noExplicitAny: options differ from command to command
type Guarded = RuntimeCommand<any>;
const guarded = COMMANDS.filter((command): command is Guarded => command.needs !== 'nothing');

/** What a command is called with: something valid, so that only the policy can stop it. */
const INVOCATIONS: Record<string, { args?: string[]; options?: Record<string, unknown> }> = {
  pull: { args: ['bank'] },
  ingest: { args: ['bank', new URL(import.meta.url).pathname] },
  reconcile: { args: ['books'] },
  statement: { args: ['books'] },
  backtest: { args: ['books'], options: { rules: 'declared' } },
  'rules list': { args: ['books'] },
  'rules activate': { args: ['books'], options: { from: 'beginning' } },
  exceptions: { options: { state: 'open' } },
  match: { args: ['books'], options: { left: ['a', 'b'] } },
  unmatch: { args: ['MATCH'], options: { note: 'x' } },
  matches: { args: ['books'] },
  suggestions: { args: ['books'] },
  'suggestions accept': { args: ['SUGGESTION'] },
  'suggestions dismiss': { args: ['SUGGESTION'] },
  'suggestions restore': { args: ['SUGGESTION'] },
  quarantine: {},
  replay: { args: ['bank'] },
  export: { args: ['exceptions'], options: { entity: 'acme', format: ['csv'] } },
  'audit verify': {},
  'user add': { args: ['new@example.org'], options: { entity: '*' } },
  'user grant': { args: ['new@example.org', 'viewer'], options: { entity: '*' } },
  'user revoke': { args: ['new@example.org', 'viewer'], options: { entity: '*' } },
  'user link': { args: ['new@example.org'] },
  'user list': {},
  'user disable': { args: ['new@example.org'] },
  'user enable': { args: ['new@example.org'] },
  'token create': { args: ['t'], options: { entity: 'acme', scope: ['book.read'], expires: '1' } },
  'token list': {},
  'token revoke': { args: ['t'] },
  'job list': { options: { limit: '10' } },
  'job cancel': { args: ['JOB'] },
  'job retry': { args: ['JOB'] },
  'db distribute': { options: { dryRun: true } },
};

const rules = {
  where: undefined,
  amount: { kind: 'field', name: 'gross' },
  currency: 'currency',
  date: 'issue_date',
};
const side = { source: 'bank', dataset: 'invoices', label: 'Left', ...rules };

function runtimeOf(role: (typeof ROLES)[number]): Runtime {
  const books = {
    reconciliation: 'books',
    entity: 'acme',
    title: 'Books',
    left: side,
    right: side,
    passes: [],
    hash: '0',
  };
  const context = contextOver(database.connection, { reconciliations: [books as never] });
  return {
    context,
    actor: { kind: 'person', id: `${role}@acme`, grants: [{ entity: '*', role }] },
    database: { connection: database.connection, description: '', migrations: [], close: async () => {} },
    close: async () => {},
  };
}

async function isDenied(command: Guarded, role: (typeof ROLES)[number]): Promise<boolean> {
  const { args = [], options = {} } = INVOCATIONS[command.name] ?? {};
  const output = createOutput(true, {
    stdout: new PassThrough().resume(),
    stderr: new PassThrough().resume(),
  });
  const invocation = {
    args: args.map((arg) => ids[arg] ?? arg),
    options,
    output,
    signal: new AbortController().signal,
  };
  try {
    await command.run(runtimeOf(role), invocation);
    return false;
  } catch (error) {
    return error instanceof PermissionDenied; // anything else came after the policy had let it through
  }
}

test('every command that touches data is listed here', () => {
  expect(guarded.map(({ name }) => name).sort()).toEqual(Object.keys(INVOCATIONS).sort());
});

test.each(guarded.map((command) => [command.name, command] as const))(
  'tieout %s is for just the roles that hold what it needs',
  async (_name, command) => {
    expect(command.needs.length).toBeGreaterThan(0);
    for (const role of ROLES) {
      const allowed = command.needs.every((need: Permission) => permissionsOf(role).includes(need));
      expect(await isDenied(command, role), role).toBe(!allowed);
    }
  },
);
