import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { useDatabase } from '../support/database.ts';
import { SUPPLIERS } from '../support/seed-matches.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const database = useDatabase();
let browser: Browser;
let app: TestApp;

beforeAll(async () => {
  [browser, app] = await Promise.all([launchBrowser(), startTestApp(database.connection, 'little')]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

async function signedIn(role: 'preparer' | 'viewer' = 'preparer'): Promise<Page> {
  const context = await browser.newContext({ baseURL: app.origin, viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(await app.signInPath(role));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(`${app.origin}/`);
  return page;
}

test('selected exceptions are matched: the residual follows the ticks, a reason is asked for, the match waits for a run', async () => {
  const page = await signedIn();
  await page.goto(`/exceptions?reconciliation=${SUPPLIERS}&q=S-900&sort=key`, { waitUntil: 'networkidle' });
  for (const row of [1, 2])
    await page.getByRole('checkbox', { name: `Select row ${row}`, exact: true }).click();
  await page.getByRole('link', { name: 'Match selected' }).click();
  await page.waitForURL('**/match?**');
  const bar = page.getByRole('status').filter({ hasText: 'Left to explain' });
  await expect.poll(() => bar.textContent()).toContain('−780.00');
  await page.getByRole('searchbox', { name: /Search keys/ }).fill('990');
  await page.getByRole('link', { name: 'Add ER-240' }).click();
  await expect.poll(() => bar.textContent()).toContain('+210.00');
  await page.getByRole('checkbox', { name: /S-9002/ }).uncheck();
  await expect.poll(() => bar.textContent()).toContain('+540.00');
  await page.getByLabel('Reason').selectOption('dispute');
  await page.getByRole('textbox', { name: 'Note' }).fill('two deliveries are on their way');
  await page.getByRole('button', { name: 'Match 2 lines' }).click();
  await page.waitForURL('**/matches/*');
  await page.getByText('It counts at the next run of').waitFor();
  await page.getByRole('button', { name: 'Run now' }).click();
  await page.getByText('Waiting for a worker').waitFor();
  await page.getByLabel('Note: why it was wrong').fill('wrong bill');
  await page.getByRole('button', { name: 'Undo match' }).click();
  await page.getByText('Undone', { exact: true }).first().waitFor();
  await page.context().close();
}, 60_000);

test('a suggestion is accepted where it stands; who may only look sees no button', async () => {
  const { rows } = await database.connection.pool.query(
    `select exception_id as id from exceptions where reconciliation = $1 and period = '' and match_key = 'ER-231'`,
    [SUPPLIERS],
  );
  const path = `/exceptions/${rows[0].id}`;
  const looking = await signedIn('viewer');
  await looking.goto(path, { waitUntil: 'networkidle' });
  await looking
    .getByText(/Runner-up|A better one/)
    .first()
    .waitFor();
  expect(await looking.getByRole('button', { name: 'Accept match' }).count()).toBe(0);
  expect(await looking.getByRole('link', { name: 'Match by hand' }).count()).toBe(0);
  await looking.context().close();
  const page = await signedIn();
  await page.goto(path, { waitUntil: 'networkidle' });
  await page.getByRole('button', { name: 'Accept match' }).first().click();
  await page.getByText('Accepted').first().waitFor();
  await page.getByText('It counts from the next run on').first().waitFor();
  await page.getByRole('link', { name: 'see the match' }).first().click();
  await page.waitForURL('**/matches/*');
  await page.getByText('In force').first().waitFor();
  await page.context().close();
}, 60_000);
