import type { LoaderFunctionArgs } from '@remix-run/node';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '#core/access/actor.ts';
import { ROLES, type Role } from '#core/access/policy.ts';
import { PermissionDenied } from '#core/failure/failure.ts';
import { useDatabase } from '../support/database.ts';
import { actorWith, testContext } from './context.ts';
import { type ExpectedRoute, ROUTES } from './expectations.ts';
import { allRoutes, type FoundRoute } from './surfaces.ts';

const TABLE = 'test/access/expectations.ts';
const database = useDatabase();
const context = testContext(() => database.connection);
let routes: FoundRoute[] = [];

beforeAll(async () => {
  routes = await allRoutes();
  await database.connection.pool.query(`insert into entities values ('acme', 'Acme', 'EUR', 'Europe/Paris')`);
});

type Outcome = 'denied' | 'sent to sign in' | 'past' | 'failed';

describe('routes', () => {
  test('every route is listed with what it reads and writes, and nothing else is', () => {
    const shown = (file: string, reads: boolean, writes: boolean) =>
      `${file}${reads ? ' reads' : ''}${writes ? ' writes' : ''}`;
    expect(
      routes.map(({ file, module }) => shown(file, Boolean(module.loader), Boolean(module.action))),
      `add the route to ROUTES of ${TABLE}: an address, who may read, who may write`,
    ).toEqual(
      Object.entries(ROUTES)
        .map(([file, { reads, writes }]) => shown(file, Boolean(reads), Boolean(writes)))
        .sort(),
    );
  });

  const who: [string, Actor | undefined][] = [
    ...ROLES.map((role): [string, Actor] => [role, actorWith(role)]),
    ['nobody signed in', undefined],
  ];
  describe.each(who)('%s', (role, actor) => {
    test.each(Object.entries(ROUTES))('%s', async (file, expected) => {
      const route = routes.find((candidate) => candidate.file === file);
      if (!route) throw new Error(`there is no route ${file}: see the first test`);
      for (const [kind, allowed] of halves(expected)) {
        const wanted = wantedOf(allowed, role, actor);
        const outcome = await askRoute(route, kind, expected, actor);
        // The sign-out leads to the same place; it does so for everybody.
        expect(
          outcome === 'sent to sign in' && allowed === 'public' ? 'past' : outcome,
          `${kind} of ${file}`,
        ).toBe(wanted);
      }
    });
  });

  function halves({ reads, writes }: ExpectedRoute): ['loader' | 'action', readonly Role[] | 'public'][] {
    return [
      ...(reads ? [['loader', reads] as const] : []),
      ...(writes ? [['action', writes.allowed] as const] : []),
    ].map(([kind, allowed]) => [kind, allowed]);
  }

  function wantedOf(allowed: readonly Role[] | 'public', role: string, actor: Actor | undefined): Outcome {
    if (allowed === 'public') return 'past';
    if (!actor) return 'sent to sign in';
    return (allowed as readonly string[]).includes(role) ? 'past' : 'denied';
  }
});

async function askRoute(
  route: FoundRoute,
  kind: 'loader' | 'action',
  expected: ExpectedRoute,
  actor: Actor | undefined,
): Promise<Outcome> {
  const origin = 'http://localhost:3000';
  const form = expected.writes?.form;
  const write = kind === 'action' && {
    method: 'POST',
    body: new URLSearchParams(typeof form === 'function' ? await form(context) : form),
    headers: { origin },
  };
  const args = {
    request: new Request(`${origin}${expected.url}`, write || {}),
    params: typeof expected.params === 'function' ? await expected.params(context) : (expected.params ?? {}),
    context: { context, actor, nonce: 'n', requestId: 'r', origin },
  } as unknown as LoaderFunctionArgs;
  const handler = route.module[kind];
  if (!handler) throw new Error(`${route.file} has no ${kind}`);
  try {
    return outcomeOf(await handler(args));
  } catch (thrown) {
    return outcomeOf(thrown);
  }
}

function outcomeOf(answer: unknown): Outcome {
  if (answer instanceof PermissionDenied) return 'denied';
  const { status, headers, init } = (answer ?? {}) as {
    status?: number;
    headers?: Headers;
    init?: { status?: number };
  };
  if (status === 403 || init?.status === 403) return 'denied';
  // A screen that breaks lets nobody in and keeps nobody out: it proves nothing.
  if (status === 500 || init?.status === 500 || answer instanceof Error) return 'failed';
  const to = status !== undefined && status >= 300 && status < 400 ? headers?.get('location') : undefined;
  return to?.startsWith('/sign-in') ? 'sent to sign in' : 'past';
}
