import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { publicationById } from '#db/queries/publications.ts';
import { sweepAbandoned } from '#exports/publish/staged-folder.ts';
import { verifyExportFolder } from '#exports/verify/verify-folder.ts';
import { publishExport } from '#workflows/publish-export.ts';
import { useDatabase } from '../support/database.ts';
import { useFolder } from './support/folder.ts';
import { CONTROLLER, contextFor } from './support/publishing.ts';
import { ENTITY, seedStream } from './support/seed.ts';

const database = useDatabase();
const folder = useFolder();
const SCRIPT = fileURLToPath(new URL('./support/publish-and-die.ts', import.meta.url));

beforeAll(async () => {
  const records = [{ record_key: 'p1', value_date: '2026-01-01', amount: '1', currency: 'EUR' }];
  await seedStream(database.connection.pool, { source: 'bank', dataset: 'payments', records });
});

function publishAndDie(step: string): Promise<NodeJS.Signals | null> {
  const child = spawn(process.execPath, ['--import', 'tsx', SCRIPT, database.url, folder.path, step], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
}

const series = () => join(folder.path, 'exports', ENTITY, 'payments', 'v1');
const names = async () => readdir(series()).catch(() => []);
const visible = async () =>
  (await names()).filter((name) => !name.startsWith('.') && !name.endsWith('.json'));

const STEPS = ['gather', 'write parquet', 'prove parquet', 'write manifest', 'reveal', 'record', 'announce'];

test.each(STEPS)('killed at "%s", no export is visible without its manifest', async (step) => {
  const before = await visible();
  expect(await publishAndDie(step)).toBe('SIGKILL');
  const after = await visible();
  for (const name of after) expect((await verifyExportFolder(join(series(), name))).ok, name).toBe(true);
  const added = after.filter((name) => !before.includes(name));
  expect(added).toHaveLength(STEPS.indexOf(step) > STEPS.indexOf('reveal') ? 1 : 0);
  for (const name of added) {
    const row = await publicationById(database.connection.db, name);
    expect(row?.publicationId).toBe(step === 'announce' ? name : undefined);
  }
});

test('the next publication is not disturbed by what they left, and it is swept when it is old', async () => {
  const context = contextFor(database.connection, folder.path);
  const { folder: published } = await publishExport(context, CONTROLLER, {
    export: 'payments',
    formats: ['csv'],
  });
  expect((await verifyExportFolder(published)).ok).toBe(true);
  expect((await names()).filter((name) => name.startsWith('.')).length).toBeGreaterThan(0);
  await sweepAbandoned(series(), new Date(Date.now() + 25 * 60 * 60 * 1000));
  expect((await names()).filter((name) => name.startsWith('.'))).toEqual([]);
});
