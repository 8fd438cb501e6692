import { Writable } from 'node:stream';
import { beforeAll, describe, expect, test } from 'vitest';
import { createOutput } from '#cli/output.ts';
import type { Actor } from '#core/access/actor.ts';
import { ROLES, type Role } from '#core/access/policy.ts';
import { PermissionDenied } from '#core/failure/failure.ts';
import { useDatabase } from '../support/database.ts';
import { actorWith, testContext } from './context.ts';
import { COMMANDS } from './expectations.ts';
import { allCommands, type FoundCommand } from './surfaces.ts';

const TABLE = 'test/access/expectations.ts';
const database = useDatabase();
const context = testContext(() => database.connection);
const stranger: Actor = { kind: 'person', id: 'stranger', grants: [] };
let commands: FoundCommand[] = [];

beforeAll(async () => {
  commands = await allCommands();
  await database.connection.pool.query(`insert into entities values ('acme', 'Acme', 'EUR', 'Europe/Paris')`);
});

describe('commands', () => {
  test('every command is listed, and nothing else is', () => {
    expect(
      commands.map(({ name }) => name),
      `add the command to COMMANDS of ${TABLE}: who may give it, with arguments that touch acme`,
    ).toEqual(Object.keys(COMMANDS).sort());
  });

  const asking = Object.entries(COMMANDS).filter(([, { allowed }]) => allowed !== 'anybody');

  test('those that need nothing are just those listed so', () => {
    const free = commands.filter(({ command }) => command.needs === 'nothing').map(({ name }) => name);
    const listed = Object.keys(COMMANDS).filter((name) => COMMANDS[name]?.allowed === 'anybody');
    expect(free).toEqual(listed.sort());
  });

  describe.each(ROLES)('%s', (role) => {
    test.each(asking)('%s', async (name, expected) => {
      const allowed = (expected.allowed as readonly Role[]).includes(role);
      expect(await giveCommand(name, actorWith(role))).toBe(allowed ? 'past' : 'denied');
    });
  });

  test.each(asking)('%s is not for somebody without a role', async (name) => {
    expect(await giveCommand(name, stranger)).toBe('denied');
  });

  async function giveCommand(name: string, actor: Actor): Promise<'denied' | 'past'> {
    const found = commands.find((candidate) => candidate.name === name);
    if (!found || found.command.needs === 'nothing')
      throw new Error(`no command ${name} that asks for a right`);
    const { args = [], options = {} } = COMMANDS[name] ?? {};
    const given = typeof args === 'function' ? await args(context) : [...args];
    const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });
    const output = createOutput(false, { stdout: nowhere(), stderr: nowhere() });
    const { connection } = context;
    const runtime = { context, actor, database: { connection } as never, close: async () => {} };
    try {
      await found.command.run(runtime, { args: given, options, output, signal: AbortSignal.timeout(30_000) });
      return 'past';
    } catch (error) {
      return error instanceof PermissionDenied ? 'denied' : 'past';
    }
  }
});
