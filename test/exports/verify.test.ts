import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { NotAnExport } from '#exports/failures.ts';
import type { Manifest } from '#exports/manifest.ts';
import { hashFile } from '#exports/verify/hash-file.ts';
import { publishExport } from '#workflows/publish-export.ts';
import { verifyExportFolder } from '#workflows/verify-export.ts';
import { useDatabase } from '../support/database.ts';
import { useFolder } from './support/folder.ts';
import { CONTROLLER, contextFor } from './support/publishing.ts';
import { ENTITY, seedStream } from './support/seed.ts';

const database = useDatabase();
const folder = useFolder();
let published: string;
let copy: string;

beforeAll(async () => {
  const record = (i: number) => ({
    ...{ record_key: `p${i}`, value_date: '2026-01-01', amount: `${i}.01`, currency: i % 2 ? 'EUR' : 'USD' },
  });
  const records = Array.from({ length: 40 }, (_, i) => record(i));
  await seedStream(database.connection.pool, { source: 'bank', dataset: 'payments', records });
  const context = contextFor(database.connection, folder.path);
  const formats = ['csv', 'xlsx', 'parquet'] as const;
  published = (await publishExport(context, CONTROLLER, { export: 'payments', entity: ENTITY, formats }))
    .folder;
  copy = join(folder.path, 'copy');
});

beforeEach(async () => {
  await rm(copy, { recursive: true, force: true });
  await cp(published, copy, { recursive: true });
});

async function changeManifest(change: (manifest: Manifest) => void): Promise<void> {
  const path = join(copy, 'manifest.json');
  const manifest: Manifest = JSON.parse(await readFile(path, 'utf8'));
  change(manifest);
  await writeFile(path, JSON.stringify(manifest));
}

const rules = async () =>
  (await verifyExportFolder(copy)).problems.map(({ file, rule }) => `${file} ${rule}`);

test('an untouched copy is proven', async () => {
  expect(await verifyExportFolder(copy)).toMatchObject({ ok: true, problems: [] });
});

test('a changed byte, a missing, an added and a cut file are found', async () => {
  const csv = await readFile(join(copy, 'payments.csv'), 'utf8');
  await writeFile(join(copy, 'payments.csv'), csv.replace('7.01', '8.01'));
  expect(await rules()).toEqual(['payments.csv sha256']);
  await writeFile(join(copy, 'payments.csv'), csv.slice(0, -1));
  await writeFile(join(copy, 'notes.txt'), 'mine');
  await rm(join(copy, 'payments.parquet'));
  expect(await rules()).toEqual(['notes.txt unlisted', 'payments.csv size', 'payments.parquet missing']);
});

test('a file that was changed together with its hash still does not add up', async () => {
  const path = join(copy, 'payments.csv');
  const csv = await readFile(path, 'utf8');
  await writeFile(path, csv.replace('7.01', '8.01'));
  const { sha256 } = await hashFile(path);
  await changeManifest((manifest) => {
    const file = manifest.files.find(({ name }) => name === 'payments.csv');
    if (file) file.sha256 = sha256;
  });
  expect((await verifyExportFolder(copy)).problems).toMatchObject([
    { file: 'payments.csv', rule: 'control_total', actual: '401.2 in 20 rows' },
  ]);
});

test('rows and totals are counted from each file, not believed', async () => {
  await changeManifest((manifest) => {
    manifest.rows = 41;
  });
  expect(await rules()).toEqual(['payments.csv rows', 'payments.xlsx rows', 'payments.parquet rows']);
  await cp(published, copy, { recursive: true });
  await changeManifest((manifest) => {
    (manifest.control_totals[0] as { total: string }).total = '0';
  });
  expect(await rules()).toEqual([
    ...['payments.csv control_total', 'payments.xlsx control_total', 'payments.parquet control_total'],
  ]);
});

test('a broken file under a right hash is reported, not thrown', async () => {
  for (const name of ['payments.csv', 'payments.xlsx', 'payments.parquet']) {
    await writeFile(join(copy, name), 'not what it was');
    const { sha256, bytes } = await hashFile(join(copy, name));
    await changeManifest((manifest) => {
      Object.assign(manifest.files.find((file) => file.name === name) ?? {}, { sha256, bytes });
    });
  }
  expect(await rules()).toEqual([
    ...['payments.csv unreadable', 'payments.xlsx unreadable', 'payments.parquet unreadable'],
  ]);
});

test('a folder without a readable manifest is refused', async () => {
  await expect(verifyExportFolder(folder.path)).rejects.toThrow(NotAnExport);
  await writeFile(join(copy, 'manifest.json'), '{"manifest_version": 2}');
  await expect(verifyExportFolder(copy)).rejects.toThrow(/version 2/);
  await writeFile(join(copy, 'manifest.json'), 'null');
  await expect(verifyExportFolder(copy)).rejects.toThrow(NotAnExport);
  await cp(published, copy, { recursive: true });
  await changeManifest((manifest) => {
    (manifest.files[0] as { name: string }).name = '../outside.csv';
  });
  await expect(verifyExportFolder(copy)).rejects.toThrow(/outside/);
});
