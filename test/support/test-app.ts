import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createApp } from '#app/server.ts';
import type { Actor } from '#core/access/actor.ts';
import type { Role } from '#core/access/policy.ts';
import { checkWorkspace } from '#core/workspace/check-workspace.ts';
import type { Connection } from '#db/connection.ts';
import type { Context } from '#workflows/context.ts';
import { makeSignInLink } from '#workflows/make-sign-in-link.ts';
import { createUser } from '#workflows/manage-users.ts';
import type { Amount } from './app-books.ts';
import { APP_WORKSPACE } from './app-workspace.ts';
import { seedApp } from './seed-app.ts';

/** Another folder, where several people build in one checkout. */
const BUILD = process.env.TIEOUT_TEST_BUILD ?? fileURLToPath(new URL('../../build/', import.meta.url));
const ROOT: Actor = { kind: 'service', id: 'cli:test', grants: [{ entity: '*', role: 'admin' }] };
const DAYS = ['2026-02-02T06:00:00Z', '2026-02-03T06:00:00Z', '2026-02-04T06:00:00Z', '2026-02-05T06:00:00Z'];

export interface TestApp {
  origin: string;
  context: Context;
  /** Path of a fresh sign-in link of somebody with this role. */
  signInPath(role?: Role, entity?: string): Promise<string>;
  stop(): Promise<void>;
}

/** The built application on a port of its own, over a database that is filled little, much or not at all. */
export async function startTestApp(connection: Connection, amount: Amount | 'none'): Promise<TestApp> {
  if (!existsSync(join(BUILD, 'server', 'index.js'))) throw new Error('build the app first: npm run build');
  const dataFolder = mkdtempSync(join(tmpdir(), 'tieout-app-'));
  const clock = { now: new Date(DAYS[0] as string) };
  const context: Context = {
    connection,
    workspace: checkWorkspace(Object.entries(APP_WORKSPACE).map(([path, text]) => ({ path, text }))),
    dataFolder,
    now: () => clock.now,
    newTraceId: () => randomUUID(),
    progress: () => {},
  };
  if (amount !== 'none')
    await seedApp(
      context,
      amount,
      (at) => {
        clock.now = at;
      },
      DAYS,
    );
  // Late enough that the ledger, which did not come on the last day, is late.
  clock.now = new Date('2026-02-05T09:30:00Z');
  const { server, origin } = await listen(context);
  const known = new Map<string, string>();
  return {
    origin,
    context,
    async signInPath(role = 'admin', entity = '*') {
      const email = known.get(`${role} ${entity}`) ?? `${role}-${known.size}@nordlicht.example`;
      if (!known.has(`${role} ${entity}`)) {
        known.set(`${role} ${entity}`, email);
        await createUser(context, ROOT, { email, name: email, grants: [{ entity, role }] });
      }
      const { secret } = await makeSignInLink(context, ROOT, { email });
      return `/sign-in?link=${secret}`;
    },
    async stop() {
      await new Promise((done) => server.close(done).closeAllConnections());
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

/** The port is known only when the server listens, and the app must know its origin: so the app is put behind it. */
async function listen(context: Context): Promise<{ server: Server; origin: string }> {
  const { createServer } = await import('node:http');
  let answer: (
    request: import('node:http').IncomingMessage,
    response: import('node:http').ServerResponse,
  ) => void = () => {};
  const server = createServer((request, response) => answer(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  answer = await createApp({ context, buildFolder: BUILD, origin });
  return { server, origin };
}
