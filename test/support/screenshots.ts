/**
 * Pictures of every screen: `npx tsx test/support/screenshots.ts FOLDER [little|much|none] [PATH...]`. Not a test: for
 * looking at. It starts a server of its own and stops it.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { connect } from '#db/connection.ts';
import { startEmbedded } from '#db/embedded/cluster.ts';
import { migrate } from '#db/migrate.ts';
import type { Amount } from './app-books.ts';
import { screensOf } from './app-screens.ts';
import { launchBrowser } from './browser.ts';
import { startTestApp, type TestApp } from './test-app.ts';

const FORMS = [
  { name: '1440-light', width: 1440, height: 900, scheme: 'light' },
  { name: '1440-dark', width: 1440, height: 900, scheme: 'dark' },
  { name: '390-light', width: 390, height: 844, scheme: 'light' },
] as const;

const [folder = 'screenshots', amount = 'little', ...only] = process.argv.slice(2);
const wanted = (process.env.FORMS ?? '1440-light,1440-dark,390-light').split(',');

const data = mkdtempSync(join(tmpdir(), 'tieout-pictures-'));
const server = await startEmbedded({ dataFolder: data, settings: { fsync: 'off' } });
const connection = connect(server.url);
await migrate(connection.db);
const app = await startTestApp(connection, amount as Amount | 'none');
const browser = await launchBrowser();
try {
  mkdirSync(folder, { recursive: true });
  for (const form of FORMS.filter(({ name }) => wanted.includes(name))) await picture(browser, app, form);
} finally {
  await browser.close();
  await app.stop();
  await connection.close();
  await server.stop();
  rmSync(data, { recursive: true, force: true });
}

async function picture(browser: Browser, app: TestApp, form: (typeof FORMS)[number]): Promise<void> {
  const context = await browser.newContext({
    viewport: { width: form.width, height: form.height },
    colorScheme: form.scheme,
    baseURL: app.origin,
  });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') console.error(`${form.name} ${page.url()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => console.error(`${form.name} ${page.url()}: ${error.message}`));
  await page.goto(await app.signInPath());
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/');
  for (const screen of await screensOf(app.context)) {
    if (only.length > 0 && !only.includes(screen.name)) continue;
    await shoot(page, screen.path, join(folder, `${screen.name}-${form.name}-${amount}.png`));
  }
  await context.close();
}

async function shoot(page: Page, path: string, file: string): Promise<void> {
  await page.goto(path, { waitUntil: 'networkidle' });
  await page.waitForTimeout(250);
  await page.screenshot({ path: file, fullPage: true });
  console.log(file);
}
