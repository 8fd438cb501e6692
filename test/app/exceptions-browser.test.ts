import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { useDatabase } from '../support/database.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const database = useDatabase();
let browser: Browser;
let app: TestApp;

beforeAll(async () => {
  [browser, app] = await Promise.all([launchBrowser(), startTestApp(database.connection, 'much')]);
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

/** A page of somebody signed in; what its console complains about ends up in `complaints`. */
async function signedIn(
  options: Parameters<Browser['newContext']>[0] = {},
  role: Parameters<TestApp['signInPath']>[0] = 'preparer',
): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({
    baseURL: app.origin,
    viewport: { width: 1440, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
    ...options,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(await app.signInPath(role));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(`${app.origin}/`);
  return { page, complaints };
}

const keysOf = (page: Page) => page.locator('tbody tr[data-row] [data-row-focus]').allInnerTexts();

describe('the list', () => {
  test('keys move, select, sum, copy and open; the way through the list goes on from there', async () => {
    const { page, complaints } = await signedIn();
    await page.goto('/exceptions?reconciliation=invoices-to-payments&currency=EUR', {
      waitUntil: 'networkidle',
    });
    const keys = await keysOf(page);
    await page.locator('[data-row="0"] [data-row-focus]').focus();
    await page.keyboard.press('x');
    await page.keyboard.press('Shift+J');
    await page.keyboard.press('Shift+J');
    const selection = page.getByText('3 rows selected');
    await selection.waitFor();
    const { rows } = await database.connection.pool.query(
      `select sum(difference)::text as sum from exceptions where match_key = any($1) and state = 'open'
          and reconciliation = 'invoices-to-payments' and period = ''`,
      [keys.slice(0, 3)],
    );
    const said = (await selection.locator('..').textContent()) ?? '';
    expect(said.replaceAll(',', '').replace('\u2212', '-').replace('+', '')).toContain(rows[0].sum);

    await page.keyboard.press('Control+c');
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain(keys[2]);
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied.split('\n')).toHaveLength(4);

    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/exceptions/*-*-*-*-*');
    await expect.poll(() => page.title()).toContain(keys[1]);
    await page.waitForLoadState('networkidle'); // the title comes before the page listens to keys
    await page.keyboard.press('j');
    await expect.poll(() => page.title()).toContain(keys[2]);
    await page.getByRole('link', { name: 'Previous exception' }).click();
    await expect.poll(() => page.title()).toContain(keys[1]);
    await page.getByRole('link', { name: 'Exceptions', exact: true }).last().click();
    await page.waitForURL('**/exceptions?*currency=EUR*');
    await expect.poll(() => keysOf(page)).toEqual(keys);
    expect(complaints).toEqual([]);
    await page.context().close();
  }, 120_000);

  test('next and previous show every page once, and the file of the view has every row', async () => {
    const { page, complaints } = await signedIn();
    const view = '/exceptions?reconciliation=invoices-to-payments&type=missing_right&sort=key';
    await page.goto(view, { waitUntil: 'networkidle' });
    const first = await keysOf(page);
    await page.getByRole('link', { name: 'Next' }).click();
    await page.waitForURL('**after=*');
    await expect.poll(() => keysOf(page)).not.toEqual(first);
    const second = await keysOf(page);
    expect(second.filter((key) => first.includes(key))).toEqual([]);
    expect(second[0] && first.at(-1) && second[0] > first.at(-1)!).toBe(true);
    await page.getByRole('link', { name: 'Previous' }).click();
    await expect.poll(() => keysOf(page)).toEqual(first);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Export this view' }).click(),
    ]);
    const text = await readFile(await download.path(), 'utf8');
    const { rows } = await database.connection.pool.query(
      `select count(*)::int as count from exceptions where state = 'open' and type = 'missing_right'
          and reconciliation = 'invoices-to-payments' and period = ''`,
    );
    expect(text.trimEnd().split('\n')).toHaveLength(rows[0].count + 1);
    expect(text.charCodeAt(0)).toBe(0xfeff);
    const taken = await database.connection.pool.query(
      `select actor, detail from audit_entries where action = 'exceptions.exported' order by seq desc limit 1`,
    );
    expect(taken.rows[0].detail).toContain('missing_right');
    expect(complaints).toEqual([]);
    await page.context().close();
  }, 120_000);

  test('on a phone a card keeps amount, difference, age and state, however long they are', async () => {
    const { page } = await signedIn({ viewport: { width: 390, height: 844 } });
    await page.goto('/exceptions', { waitUntil: 'networkidle' });
    const card = page.locator('[data-row="0"]');
    const labels = await card
      .locator('td:visible')
      .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('data-label')));
    for (const label of ['Difference', 'Age', 'State', 'Left', 'Right']) expect(labels).toContain(label);
    const text = await card.textContent();
    expect(text).toMatch(/900,000,000,00\d,\d{3}\.\d\d/);
    expect(text).toContain('Material');
    for (const cell of await card.locator('td:visible').all()) {
      const box = await cell.boundingBox();
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(390);
    }
    await page.context().close();
  }, 60_000);
});

describe('the page of one', () => {
  const idOf = async (where: string) =>
    (
      await database.connection.pool.query(
        `select exception_id as id from exceptions where reconciliation = 'invoices-to-payments' and ${where} limit 1`,
      )
    ).rows[0].id as string;

  test('the bytes are fetched when they are asked for, with what the rule reads marked', async () => {
    const { page, complaints } = await signedIn();
    await page.goto(`/exceptions/${await idOf(`type = 'amount' and state = 'open'`)}`, {
      waitUntil: 'networkidle',
    });
    expect(await page.locator('mark').count()).toBe(0);
    for (const summary of await page.getByText(/^As received: row/).all()) await summary.click();
    await page.locator('mark').first().waitFor();
    await expect.poll(() => page.locator('pre').count()).toBe(2);
    const titles = await page
      .locator('pre')
      .first()
      .locator('mark')
      .evaluateAll((marks) => marks.map((mark) => mark.getAttribute('title')));
    expect(titles).toEqual(['Number', 'Issue date', 'Gross', 'Currency']);
    await page.getByRole('button', { name: 'Copy link' }).click();
    await page.getByText('Copied the link.').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
    expect(complaints).toEqual([]);
    await page.context().close();
  }, 60_000);

  test('an amount of 18 digits and a name from right to left fit any window', async () => {
    const id = await idOf(`absolute_difference > 900000000000000 and counterparty ~ '[\u0590-\u06ff]'`);
    for (const width of [1440, 1024, 390]) {
      const { page } = await signedIn({ viewport: { width, height: 844 } });
      await page.goto(`/exceptions/${id}`, { waitUntil: 'networkidle' });
      const over = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(over, `at ${width} px`).toBeLessThanOrEqual(0);
      await page.context().close();
    }
  }, 90_000);

  test('a viewer sees the sides, and neither bytes nor a run', async () => {
    const { page } = await signedIn({}, 'viewer');
    await page.goto(`/exceptions/${await idOf(`type = 'amount' and state = 'open'`)}`, {
      waitUntil: 'networkidle',
    });
    expect(await page.getByRole('button', { name: 'Run again' }).count()).toBe(0);
    await page
      .getByText(/^As received: row/)
      .first()
      .click();
    await page.getByText('Your role does not show the bytes themselves.').first().waitFor();
    await page.context().close();
  }, 60_000);
});
