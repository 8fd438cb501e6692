import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { screensOf } from '../support/app-screens.ts';
import { launchBrowser } from '../support/browser.ts';
import { useDatabase } from '../support/database.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

const database = useDatabase();
const empty = useDatabase();
let browser: Browser;
let app: TestApp;
let bare: TestApp;

beforeAll(async () => {
  [browser, app, bare] = await Promise.all([
    launchBrowser(),
    startTestApp(database.connection, 'little'),
    startTestApp(empty.connection, 'none'),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([app?.stop(), bare?.stop()]);
});

interface Visit {
  page: Page;
  /** What the console, the page or the policy complained about. */
  complaints: string[];
  close(): Promise<void>;
}

async function visit(of: TestApp, options: Parameters<Browser['newContext']>[0] = {}): Promise<Visit> {
  const context: BrowserContext = await browser.newContext({
    baseURL: of.origin,
    viewport: SIZES[0],
    ...options,
  });
  const complaints: string[] = [];
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  const page = await context.newPage();
  page.on('console', (message) => {
    const isMissingPage = message.text().includes('404 (Not Found)') && page.url().includes('/no/such');
    if (message.type() === 'error' && !isMissingPage)
      complaints.push(`${page.url()}: ${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(of.origin)) complaints.push(`request to ${request.url()}`);
  });
  await page.goto(await of.signInPath());
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(`${of.origin}/`);
  return { page, complaints, close: () => context.close() };
}

/** What axe finds wrong with a page. */
async function violations(page: Page): Promise<string[]> {
  // Evaluated by the debugger, which no content security policy stops.
  await page.evaluate(AXE);
  return page.evaluate(async (tags) => {
    const { axe } = window as unknown as { axe: { run(what: Document, how: object): Promise<AxeResult> } };
    interface AxeResult {
      violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
    }
    const result = await axe.run(document, { runOnly: { type: 'tag', values: tags } });
    return result.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
    );
  }, WCAG);
}

async function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

describe.each(SIZES)('at $width px', (viewport) => {
  test.each(['light', 'dark'] as const)(
    'every screen is drawn without a complaint, %s',
    async (colorScheme) => {
      const { page, complaints, close } = await visit(app, { viewport, colorScheme });
      for (const { name, path } of await screensOf(app.context)) {
        await page.goto(path, { waitUntil: 'networkidle' });
        expect(await page.locator('h1').count(), name).toBe(1);
        expect(await overflow(page), `${name} is wider than the window`).toBeLessThanOrEqual(0);
        expect(await violations(page), name).toEqual([]);
      }
      expect(complaints).toEqual([]);
      await close();
    },
    600_000,
  );

  test('with nothing in the database every screen says why and what to do', async () => {
    const { page, complaints, close } = await visit(bare, { viewport });
    for (const { name, path } of await screensOf(bare.context)) {
      await page.goto(path, { waitUntil: 'networkidle' });
      expect(await page.locator('h1').count(), name).toBe(1);
      expect(await violations(page), name).toEqual([]);
    }
    expect(complaints).toEqual([]);
    await close();
  }, 300_000);
});

test('the page for signing in is for everybody', async () => {
  const context = await browser.newContext({ baseURL: app.origin, viewport: SIZES[1] });
  const page = await context.newPage();
  for (const path of ['/sign-in', '/sign-in?link=wrong']) {
    await page.goto(path);
    expect(await violations(page), path).toEqual([]);
  }
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').waitFor();
  expect(await page.getByRole('alert').textContent()).toContain('not one of ours');
  await context.close();
});

test('without scripts the figures, tables and forms are there', async () => {
  const { page, close } = await visit(app, { javaScriptEnabled: false });
  expect(await page.locator('h1').textContent()).toBe('Overview');
  expect(await page.getByRole('table').count()).toBeGreaterThan(1);
  await page.getByRole('link', { name: 'Quarantine' }).first().click();
  expect(await page.locator('h1').textContent()).toBe('Quarantine');
  await close();
});

describe('keyboard', () => {
  test('the first stop leads past the navigation', async () => {
    const { page, close } = await visit(app);
    await page.goto('/', { waitUntil: 'networkidle' });
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
    await close();
  });

  test('a table is one stop; arrows and j, k move in it, Enter opens', async () => {
    const { page, close } = await visit(app);
    await page.goto('/snapshots', { waitUntil: 'networkidle' });
    const focused = () =>
      page.evaluate(() => document.activeElement?.closest('[data-row]')?.getAttribute('data-row'));
    await page.locator('[data-row="0"] a').focus();
    expect(await page.locator('tbody a[tabindex="0"]').count()).toBe(1);
    for (const [key, row] of [
      ['ArrowDown', '1'],
      ['j', '2'],
      ['k', '1'],
      ['End', '9'],
      ['ArrowDown', '9'],
      ['Home', '0'],
      ['ArrowUp', '0'],
    ]) {
      await page.keyboard.press(key as string);
      await expect.poll(focused, { message: key }).toBe(row);
    }
    await page.keyboard.press('Enter');
    await page.waitForURL('**/snapshots/*');
    await close();
  });

  test('rows are copied as text for a spreadsheet', async () => {
    const { page, close } = await visit(app, { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.goto('/snapshots', { waitUntil: 'networkidle' });
    await page.locator('[data-row="0"] a').focus();
    await page.keyboard.press('Control+c');
    await page.getByText('Copied 1 row.').waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied.split('\n')).toHaveLength(2);
    expect(copied.split('\n')[0]).toMatch(/^Source and dataset\tSnapshot\tState/);
    await close();
  });

  test('Ctrl-K finds a screen, a reconciliation and an exception by the start of its key', async () => {
    const { page, complaints, close } = await visit(app);
    await page.waitForLoadState('networkidle');
    await page.keyboard.press('Control+k');
    const field = page.getByRole('searchbox', { name: 'Search or go to' });
    await field.fill('quarant');
    await page.getByRole('menuitem', { name: /Quarantine/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/quarantine');
    await page.keyboard.press('Control+k');
    await field.fill('re-2026-00');
    await page
      .getByRole('menuitem', { name: /RE-2026-00/ })
      .first()
      .waitFor();
    expect(await violations(page)).toEqual([]);
    await field.fill('accounts receivable');
    await page.getByRole('menuitem', { name: /accounts receivable/ }).click();
    await page.waitForURL('**/reconciliations/invoices-to-ledger');
    await page.keyboard.press('Control+k');
    await page.keyboard.press('Escape');
    await field.waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('what the reader sets', () => {
  test('the theme is there from the first byte', async () => {
    const { page, complaints, close } = await visit(app, { colorScheme: 'light' });
    await page.goto('/settings', { waitUntil: 'networkidle' });
    await page.getByRole('radio', { name: 'Dark' }).click();
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
    const answer = await page.request.get('/');
    expect(await answer.text()).toContain('<html lang="en" data-theme="dark"');
    expect(complaints).toEqual([]);
    await close();
  });

  test('entity and period stand in the URL and move along', async () => {
    const { page, close } = await visit(app);
    await page.waitForLoadState('networkidle');
    await page.getByRole('button', { name: /^Entity/ }).click();
    await page.getByRole('menuitemradio', { name: 'Kansai Trading K.K.' }).click();
    await page.waitForURL('**/?entity=kansai');
    await page.getByRole('link', { name: 'Snapshots' }).first().click();
    await page.waitForURL('**/snapshots?entity=kansai');
    expect(await page.getByRole('row').filter({ hasText: 'bank' }).count()).toBe(0);
    await close();
  });

  test('columns are chosen in the menu and kept in the URL', async () => {
    const { page, complaints, close } = await visit(app);
    await page.goto('/snapshots', { waitUntil: 'networkidle' });
    await page.getByRole('button', { name: 'View' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Control totals' }).click();
    await page.waitForURL(/columns=/);
    await page.keyboard.press('Escape');
    const header = page.getByRole('columnheader', { name: 'Control totals' });
    await expect.poll(() => header.count()).toBe(0);
    expect(await page.getByRole('columnheader').count()).toBeGreaterThan(3);
    await page.reload({ waitUntil: 'networkidle' });
    expect(await header.count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });
});

test('of a long list only what is near is drawn, and keys reach its end', async () => {
  await database.connection.pool.query(
    `insert into quarantine (entity, source, dataset, stream_id, ingestion_id, raw_id, contract, contract_version,
       row_number, byte_start, byte_end, record_key, problems, state, opened_at)
     select entity, source, dataset, stream_id, ingestion_id, raw_id, contract, contract_version,
       row_number + n, byte_start, byte_end, record_key, problems, 'replayed', opened_at
     from (select * from quarantine where state = 'open' limit 1) one, generate_series(1, 700) n`,
  );
  const { page, complaints, close } = await visit(app);
  await page.goto('/quarantine?state=replayed', { waitUntil: 'networkidle' });
  await page.getByText('500 of 7').waitFor();
  const drawn = () => page.locator('tbody tr[data-row]').count();
  await expect.poll(drawn).toBeLessThan(120);
  await page.locator('[data-row="0"] a').focus();
  await page.keyboard.press('End');
  const focused = () =>
    page.evaluate(() => document.activeElement?.closest('[data-row]')?.getAttribute('data-row'));
  await expect.poll(focused).toBe('499');
  expect(await drawn()).toBeLessThan(120);
  await page.keyboard.press('Home');
  await expect.poll(focused).toBe('0');
  await page.getByRole('link', { name: 'Next' }).click();
  await page.waitForURL(/after=/);
  expect(complaints).toEqual([]);
  await close();
  await database.connection.pool.query(`delete from quarantine where state = 'replayed'`);
}, 60_000);

test('a job that was asked for shows how far it is, and the page follows', async () => {
  const { page, close } = await visit(app);
  const { pool } = database.connection;
  await pool.query(`delete from jobs`);
  await page.goto('/sources/shop', { waitUntil: 'networkidle' });
  await page.getByRole('button', { name: 'Pull now' }).click();
  await page.getByText('Waiting for a worker').waitFor();
  await pool.query(
    `update jobs set state = 'running', started_at = now(), progress = '{"step": "Reading rows", "done": 1200, "of": 4000}'`,
  );
  await page.getByText('1,200 of 4,000').waitFor();
  await pool.query(`update jobs set state = 'done', finished_at = now(), result = '{}'`);
  await page.getByRole('link', { name: 'See the job' }).waitFor();
  await close();
}, 60_000);

test('on a phone the navigation is a sheet that closes when something is chosen', async () => {
  const { page, complaints, close } = await visit(app, { viewport: SIZES[1] });
  await page.waitForLoadState('networkidle');
  await page.getByRole('button', { name: 'Open navigation' }).click();
  expect(await violations(page)).toEqual([]);
  await page.getByRole('dialog').getByRole('link', { name: 'Sources' }).click();
  await page.waitForURL('**/sources');
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  expect(complaints).toEqual([]);
  await close();
});
