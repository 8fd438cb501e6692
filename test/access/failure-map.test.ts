import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { ConfigurationInvalid, Failure, type FailureKind, PermissionDenied } from '#core/failure/failure.ts';
import { exitCodeOf, statusOf, toProblem } from '#workflows/failure-map.ts';
import { useDatabase } from '../support/database.ts';

const database = useDatabase();

class Sample extends Failure {
  constructor(
    readonly kind: FailureKind,
    readonly detail = 'x',
  ) {
    super('it failed', 'mend it');
  }
}

test.each([
  ['usage', 400, 2],
  ['configuration', 500, 2],
  ['denied', 403, 2],
  ['unauthenticated', 401, 2],
  ['not_found', 404, 2],
  ['conflict', 409, 2],
  ['rejected_input', 422, 4],
  ['incomplete', 409, 4],
  ['unavailable', 503, 1],
  ['internal', 500, 1],
] as const)('%s is HTTP %i and exit code %i', (kind, status, exitCode) => {
  const failure = new Sample(kind);
  expect([statusOf(failure), exitCodeOf(failure)]).toEqual([status, exitCode]);
  expect(toProblem(failure)).toEqual({
    code: 'sample',
    message: 'it failed',
    hint: 'mend it',
    fields: { detail: 'x' },
    kind,
    status,
    exitCode,
  });
});

test('a denial says who, what and where', () => {
  expect(toProblem(new PermissionDenied('ann', 'job.manage', 'acme'))).toMatchObject({
    code: 'permission_denied',
    status: 403,
    exitCode: 2,
    fields: { actor: 'ann', permission: 'job.manage', entity: 'acme' },
  });
});

test('places in workspace files reach the reader', () => {
  const problems = [{ file: 'tieout.yaml', line: 3, column: 5, path: 'entities', message: 'is missing' }];
  expect(toProblem(new ConfigurationInvalid(problems)).fields).toEqual({ problems });
});

describe('what we did not foresee', () => {
  test('shows nothing of itself', () => {
    for (const error of [
      new TypeError('secret=abc'),
      'secret=abc',
      null,
      { code: 'WEIRD', message: 'secret=abc' },
    ]) {
      const problem = toProblem(error);
      expect(problem).toMatchObject({ code: 'internal', status: 500, exitCode: 1 });
      expect(JSON.stringify(problem)).not.toContain('secret');
    }
  });

  test('a mistake in our SQL is our fault', async () => {
    const error = await database.connection.pool.query('select secret_column').catch((thrown) => thrown);
    expect(toProblem(error)).toMatchObject({ code: 'internal', status: 500 });
    expect(JSON.stringify(toProblem(error))).not.toContain('secret_column');
  });

  test('a server that is not there, and one that does not know us', async () => {
    const closed = Object.assign(new URL(database.url), { port: '1' }).href;
    expect(toProblem(await connectError(closed))).toMatchObject({
      code: 'database_unreachable',
      status: 503,
      exitCode: 1,
    });
    const wrong = Object.assign(new URL(database.url), { password: 'wrong-password' }).href;
    const problem = toProblem(await connectError(wrong));
    expect(problem).toMatchObject({ code: 'database_refused', fields: { reason: '28P01' } });
    expect(JSON.stringify(problem)).not.toContain('wrong-password');
    const missing = Object.assign(new URL(database.url), { pathname: '/nowhere' }).href;
    expect(toProblem(await connectError(missing))).toMatchObject({ code: 'database_refused' });
  });

  test('a connection cut while it is used', async () => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    client.on('error', () => {});
    const { rows } = await client.query('select pg_backend_pid() as pid');
    const cut = client.query('select pg_sleep(30)').catch((thrown) => thrown);
    await database.connection.pool.query('select pg_terminate_backend($1)', [rows[0].pid]);
    expect(toProblem(await cut)).toMatchObject({ code: 'database_unreachable', status: 503 });
  });

  test('a statement timeout and a stop', async () => {
    const slow = database.connection.pool.query(`set statement_timeout = 20; select pg_sleep(5)`);
    expect(toProblem(await slow.catch((thrown) => thrown))).toMatchObject({ code: 'database_busy' });
    expect(toProblem(AbortSignal.abort().reason)).toMatchObject({ code: 'stopped', exitCode: 1 });
  });
});

async function connectError(connectionString: string): Promise<unknown> {
  const client = new pg.Client({ connectionString });
  return client.connect().catch((thrown) => thrown);
}
