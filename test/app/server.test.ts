import { createHash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '#core/access/policy.ts';
import { useDatabase } from '../support/database.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const database = useDatabase();
let app: TestApp;

beforeAll(async () => {
  app = await startTestApp(database.connection, 'little');
});
afterAll(() => app?.stop());

function get(path: string, cookie = ''): Promise<Response> {
  return fetch(`${app.origin}${path}`, { headers: cookie ? { cookie } : {}, redirect: 'manual' });
}

function post(
  path: string,
  form: Record<string, string>,
  headers: Record<string, string>,
): Promise<Response> {
  return fetch(`${app.origin}${path}`, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers,
    redirect: 'manual',
  });
}

/** The session cookie of somebody with this role. */
async function signIn(role: Role = 'admin', entity = '*'): Promise<string> {
  const link = (await app.signInPath(role, entity)).split('link=')[1] as string;
  const answer = await post('/sign-in', { link }, { origin: app.origin });
  expect(answer.status).toBe(302);
  return (answer.headers.get('set-cookie') as string).split(';')[0] as string;
}

describe('headers', () => {
  test('every page has a strict policy with a nonce of its own', async () => {
    const policies = await Promise.all(
      ['/sign-in', '/sign-in', '/no/such'].map(
        async (path) => (await get(path)).headers.get('content-security-policy') ?? '',
      ),
    );
    const nonces = policies.map((policy) => /script-src 'self' 'nonce-([^']+)'/.exec(policy)?.[1]);
    expect(new Set(nonces).size).toBe(3);
    for (const policy of policies) {
      expect(policy).not.toContain('unsafe');
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/https?:/);
    }
  });

  test('every script of a page carries the nonce, no element has a style', async () => {
    const answer = await get('/', await signIn());
    const page = await answer.text();
    const nonce = /nonce-([^']+)'/.exec(answer.headers.get('content-security-policy') ?? '')?.[1];
    const scripts = [...page.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag);
    expect(scripts.length).toBeGreaterThan(1);
    for (const tag of scripts) expect(tag).toContain(`nonce="${nonce}"`);
    expect(page).not.toMatch(/<[a-z]+[^>]*\sstyle="/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  test('probes answer without a session', async () => {
    expect((await get('/healthz')).status).toBe(200);
    expect(await (await get('/readyz')).text()).toBe('ready\n');
  });

  test('assets are kept for ever, compressed, and nothing else of the disk is served', async () => {
    const page = await (await get('/sign-in')).text();
    const asset = /\/assets\/[\w.-]+\.js/.exec(page)?.[0] as string;
    const answer = await fetch(`${app.origin}${asset}`, { headers: { 'accept-encoding': 'br' } });
    expect(answer.headers.get('cache-control')).toContain('immutable');
    expect(answer.headers.get('content-encoding')).toBe('br');
    expect((await get('/assets/no-such.js')).status).toBe(404);
    for (const path of ['/assets/..%2f..%2fserver/index.js', '/..%2fserver/index.js', '/.env']) {
      const text = await (await get(path)).text();
      expect(text, path).not.toContain('createRequestHandler');
    }
  });
});

describe('writes come from our own pages only', () => {
  const paths = [
    '/sign-in',
    '/sign-out',
    '/preferences',
    '/sources/shop',
    '/quarantine?index',
    '/reconciliations/intercompany',
    '/reconciliations/purchases-to-statements/suggestions',
    '/reconciliations/purchases-to-statements/match',
    '/matches/00000000-0000-0000-0000-000000000000',
    '/jobs/1',
    '/audit',
    '/exports/exceptions',
    '/no/such',
  ];
  test.each(paths)('%s', async (path) => {
    const cookie = await signIn();
    const attempts: Record<string, string>[] = [
      {},
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: app.origin, 'sec-fetch-site': 'cross-site' },
      { origin: `${app.origin}.evil.example` },
    ];
    for (const headers of attempts) {
      const answer = await post(path, { theme: 'dark' }, { ...headers, cookie });
      expect(answer.status, JSON.stringify(headers)).toBe(403);
      expect(answer.headers.get('set-cookie')).toBeNull();
    }
    expect((await get('/', cookie)).status).toBe(200);
  });

  test('other methods are held to it too', async () => {
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      expect((await fetch(`${app.origin}/preferences`, { method })).status, method).toBe(403);
    }
  });
});

describe('signing in', () => {
  test('opening the link does not use it up; pressing does, once', async () => {
    const path = await app.signInPath();
    const link = path.split('link=')[1] as string;
    for (let times = 0; times < 3; times++) expect((await get(path)).status).toBe(200);
    const first = await post('/sign-in', { link, to: '/jobs' }, { origin: app.origin });
    expect(first.status).toBe(302);
    expect(first.headers.get('location')).toBe('/jobs');
    expect(first.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Lax/);
    const second = await post('/sign-in', { link }, { origin: app.origin });
    expect(second.status).toBe(401);
    expect(await second.text()).toContain('used already');
  });

  test('whoever is not signed in is led to the page that says how, and back', async () => {
    const answer = await get('/jobs?state=failed');
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe('/sign-in?to=%2Fjobs%3Fstate%3Dfailed');
    expect(await (await get('/sign-in')).text()).toContain('npx tieout user link EMAIL');
  });

  test('signing out ends the session, also for who kept the cookie', async () => {
    const cookie = await signIn();
    expect((await get('/', cookie)).status).toBe(200);
    await post('/sign-out', {}, { origin: app.origin, cookie });
    expect((await get('/', cookie)).status).toBe(302);
  });

  test('a made-up or broken cookie is nobody', async () => {
    for (const value of [
      'x',
      'a'.repeat(43),
      '%E0%A4%A',
      'eyJhIjoxfQ%3D%3D',
      Buffer.from('"x"').toString('base64'),
    ]) {
      expect((await get('/', `tieout_session=${value}`)).status, value).toBe(302);
    }
  });
});

describe('rights', () => {
  test('a role that may not see a screen gets 403, words and a reference', async () => {
    const answer = await get('/audit', await signIn('operator'));
    expect(answer.status).toBe(403);
    const page = await answer.text();
    expect(page).toContain('You may not see this');
    expect(page).toContain(answer.headers.get('x-request-id') as string);
  });

  test('an entity is seen by its own people only: elsewhere it does not exist', async () => {
    const { rows } = await database.connection.pool.query(
      `select (select run_id from runs where entity = 'nordlicht' limit 1) as run,
              (select snapshot_id from snapshots where entity = 'nordlicht' limit 1) as snapshot,
              (select quarantine_id from quarantine where entity = 'nordlicht' limit 1) as row,
              (select job_id from jobs where entity = 'nordlicht' limit 1) as job,
              (select exception_id from exceptions where entity = 'nordlicht' limit 1) as exception,
              (select match_id from manual_matches where entity = 'nordlicht' limit 1) as match,
              (select publication_id from publications where entity = 'nordlicht' limit 1) as publication`,
    );
    const { run, snapshot, row, job, exception, match, publication } = rows[0];
    const paths = [
      `/runs/${run}`,
      `/snapshots/${snapshot}`,
      `/quarantine/${row}`,
      `/jobs/${job}`,
      `/exceptions/${exception}`,
      `/matches/${match}`,
      ...['', '/suggestions', '/matches', '/match', '/write-offs'].map(
        (part) => `/reconciliations/purchases-to-statements${part}`,
      ),
      `/exports/${publication}/exceptions.csv`,
      '/reconciliations/intercompany',
      '/sources/shop',
      '/exports/exceptions',
    ];
    const [own, other] = [await signIn('admin', 'nordlicht'), await signIn('admin', 'kansai')];
    for (const path of paths) {
      expect((await get(path, own)).status, path).toBe(200);
      expect([403, 404], path).toContain((await get(path, other)).status);
    }
    const overview = await (await get('/', other)).text();
    expect(overview).not.toContain('Nordlicht Handels');
    expect((await get('/?entity=nordlicht', other)).status).toBe(403);
  });

  test('values of quarantined rows are for those who may read raw data', async () => {
    expect(await (await get('/quarantine', await signIn('preparer'))).text()).toContain('1,190.00');
    expect(await (await get('/quarantine', await signIn('viewer'))).text()).not.toContain('1,190.00');
  });

  test('a viewer starts nothing', async () => {
    const cookie = await signIn('viewer');
    for (const path of [
      '/sources/shop',
      '/reconciliations/intercompany',
      '/exports/exceptions?entity=nordlicht',
    ]) {
      const answer = await post(path, { entity: 'nordlicht' }, { origin: app.origin, cookie });
      expect(answer.status, path).toBe(403);
    }
  });
});

describe('addresses that lead nowhere', () => {
  test.each([
    '/runs/999999',
    '/runs/x',
    '/runs/9'.padEnd(40, '9'),
    '/snapshots/nope',
    '/quarantine/0',
    '/jobs/abc',
    '/exceptions/abc',
    '/exceptions/00000000-0000-0000-0000-000000000000',
    '/records/raw?stream=1&hash=99999999999999999999&key=x&version=1',
    '/records/raw?stream=999999&hash=1&key=x&version=1',
    '/sources/none',
    '/reconciliations/none',
    ...['suggestions', 'matches', 'match', 'write-offs'].map((part) => `/reconciliations/none/${part}`),
    '/matches/abc',
    '/matches/00000000-0000-0000-0000-000000000000',
    '/exports/none',
    '/no/such/page',
  ])('%s is 404', async (path) => {
    expect((await get(path, await signIn())).status).toBe(404);
  });

  test.each([
    '/?period=2026-13',
    '/?entity=nobody',
    '/snapshots?after=x_y',
    '/quarantine?after=%00',
    '/audit?after=zz&subject=%27',
    '/?sort=--',
    '/search?q=%25%27%22',
  ])('%s is no fault of ours', async (path) => {
    expect((await get(path, await signIn())).status).toBeLessThan(500);
  });
});

describe('downloads', () => {
  test('the bytes are those of the manifest, and the log says who took them', async () => {
    const cookie = await signIn('viewer');
    const { rows } = await database.connection.pool.query(
      `select publication_id as id, manifest from publications where export_name = 'exceptions' limit 1`,
    );
    const { id, manifest } = rows[0];
    for (const file of manifest.files) {
      const answer = await get(`/exports/${id}/${file.name}`, cookie);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-disposition')).toContain('attachment');
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(file.sha256);
    }
    const log = await database.connection.pool.query(
      `select actor, detail from audit_entries where action = 'export.downloaded' and subject = $1 and actor like 'viewer%'`,
      [`publication:${id}`],
    );
    expect(log.rows).toHaveLength(manifest.files.length);
  });

  test('nothing but what the manifest lists, and not what was changed since', async () => {
    const cookie = await signIn();
    const { rows } = await database.connection.pool.query(
      `select publication_id as id, folder, manifest from publications where export_name = 'invoices' limit 1`,
    );
    const { id, folder, manifest } = rows[0];
    for (const file of ['../manifest.json', '..%2f..%2f..%2fetc%2fpasswd', 'other.csv', 'manifest.json%00']) {
      expect((await get(`/exports/${id}/${file}`, cookie)).status, file).toBeGreaterThanOrEqual(400);
    }
    const [file] = manifest.files;
    await writeFile(join(app.context.dataFolder, folder, file.name), 'changed');
    const changed = await get(`/exports/${id}/${file.name}`, cookie);
    expect(changed.status).toBe(500);
    await rm(join(app.context.dataFolder, folder, file.name));
    expect((await get(`/exports/${id}/${file.name}`, cookie)).status).toBe(500);
    expect((await get(`/exports/${id}/${file.name}`)).status).toBe(302);
  });
});

describe('jobs asked for on a screen', () => {
  test('a pull is queued with the rights of who asked, once', async () => {
    const cookie = await signIn('preparer');
    await database.connection.pool.query(`delete from jobs where kind = 'pull'`);
    for (let times = 0; times < 2; times++) {
      const answer = await post('/sources/shop', {}, { origin: app.origin, cookie });
      expect(answer.status).toBeLessThan(400);
    }
    const { rows } = await database.connection.pool.query(`select actor from jobs where kind = 'pull'`);
    expect(rows).toHaveLength(1);
    expect(rows[0].actor.id).toContain('preparer');
  });
});
