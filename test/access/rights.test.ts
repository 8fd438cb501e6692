import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '#core/access/actor.ts';
import { PERMISSIONS, type Permission, ROLES, type Role } from '#core/access/policy.ts';
import { PermissionDenied } from '#core/failure/failure.ts';
import { useDatabase } from '../support/database.ts';
import { actorWith, testContext } from './context.ts';
import { WORKFLOWS } from './expectations.ts';
import { allWorkflows, type FoundWorkflow } from './surfaces.ts';

const TABLE = 'test/access/expectations.ts';
const database = useDatabase();
const context = testContext(() => database.connection);
let workflows: FoundWorkflow[] = [];

beforeAll(async () => {
  workflows = await allWorkflows();
  const { pool } = database.connection;
  await pool.query(`insert into entities values ('acme', 'Acme', 'EUR', 'Europe/Paris')`);
});

/** What a call ended in. */
async function outcome(workflow: FoundWorkflow, actor: Actor, input: unknown): Promise<'denied' | 'past'> {
  try {
    await workflow.call(context, actor, input);
    return 'past';
  } catch (error) {
    return error instanceof PermissionDenied ? 'denied' : 'past';
  }
}

async function inputOf(name: string): Promise<unknown> {
  const input = WORKFLOWS[name]?.input;
  return typeof input === 'function' ? input(context) : input;
}

/** Everything that is stored: the rows of every table and the files of the data folder. */
async function everything(): Promise<string> {
  const { pool } = database.connection;
  const { rows } = await pool.query(
    `select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
  );
  const tables: string[] = [];
  for (const { table_name } of rows) {
    const found = await pool.query(
      `select md5(coalesce(string_agg(one::text, '|' order by one::text), '')) as hash from "${table_name}" as one`,
    );
    tables.push(`${table_name} ${found.rows[0].hash}`);
  }
  return [...tables, ...(readdirSync(context.dataFolder, { recursive: true }) as string[]).sort()].join('\n');
}

test('every workflow is listed, and nothing else is', () => {
  const found = workflows.map((workflow) => workflow.name);
  const listed = Object.keys(WORKFLOWS);
  const unlisted = workflows.filter(({ name }) => !listed.includes(name));
  expect(
    unlisted.map(({ name, files, permission }) => `${name} (${files.join(', ')}, asks for ${permission})`),
    `these workflows are not in WORKFLOWS of ${TABLE}: add who may call each, and an input that touches acme`,
  ).toEqual([]);
  expect(
    listed.filter((name) => !found.includes(name)),
    `${TABLE} lists workflows that are gone`,
  ).toEqual([]);
  expect(new Set(found).size, 'two workflows have one name').toBe(found.length);
});

test('workflows ask for permissions that exist', () => {
  for (const { name, permission } of workflows) {
    expect(Object.hasOwn(PERMISSIONS, permission), name).toBe(true);
  }
});

describe.each(ROLES)('%s', (role) => {
  test.each(Object.entries(WORKFLOWS))('%s', async (name, expected) => {
    const workflow = workflows.find((candidate) => candidate.name === name);
    if (!workflow) throw new Error(`there is no workflow ${name}: see the first test`);
    const input = await inputOf(name);
    const before = await everything();
    const asked = await outcome(workflow, actorWith(role), input);
    const allowed = (expected.allowed as readonly Role[]).includes(role);
    expect(
      asked,
      `${role} ${allowed ? 'should be let into' : 'must be kept out of'} ${name}, which asks for ${workflow.permission}: ` +
        `mend core/access/policy.ts, or ${TABLE} if the change is meant`,
    ).toBe(allowed ? 'past' : 'denied');
    if (!allowed) expect(await everything(), 'a denied call left something behind').toBe(before);
  });
});

describe('a right does not reach further than it was given', () => {
  test.each(Object.entries(WORKFLOWS))('%s', async (name, { allowed, everyEntity }) => {
    const workflow = workflows.find((candidate) => candidate.name === name)!;
    const input = await inputOf(name);
    const before = await everything();
    const [role] = allowed as readonly Role[];
    const permission: Permission = workflow.permission;
    const refused: Record<string, Actor> = {
      'the role in another entity': actorWith(role!, 'other'),
      'no role': { kind: 'person', id: 'stranger', grants: [] },
      'a token without the scope': {
        ...actorWith(role!),
        scopes: Object.keys(PERMISSIONS).filter((scope) => scope !== permission),
      },
    };
    if (everyEntity) refused['the role in one entity only'] = actorWith(role!, 'acme');
    for (const [why, actor] of Object.entries(refused)) {
      expect(await outcome(workflow, actor, input), `${name}: ${why}`).toBe('denied');
    }
    expect(await everything()).toBe(before);
    const enough = everyEntity ? actorWith(role!) : actorWith(role!, 'acme');
    expect(await outcome(workflow, { ...enough, scopes: [permission] }, input), `${name}: just enough`).toBe(
      'past',
    );
  });
});

test('the fingerprint that proves "nothing happened" does see a change', async () => {
  const before = await everything();
  await database.connection.pool.query(`insert into entities values ('late', 'Late', 'EUR', 'UTC')`);
  expect(await everything()).not.toBe(before);
});
