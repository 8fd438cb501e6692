import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { verifyExportFolder } from '#exports/verify/verify-folder.ts';
import { publishExport } from '#workflows/publish-export.ts';
import { useDatabase } from '../support/database.ts';
import { useFolder } from './support/folder.ts';
import { CONTROLLER, contextFor } from './support/publishing.ts';
import { ENTITY, seedStream } from './support/seed.ts';

const database = useDatabase();
const folder = useFolder();

beforeAll(async () => {
  const { pool } = database.connection;
  await seedStream(pool, {
    source: 'bank',
    dataset: 'payments',
    records: [
      {
        record_key: 'b',
        value_date: '2026-01-31',
        amount: '-12.50',
        currency: 'EUR',
        description: '=cmd|calc',
      },
      {
        record_key: 'a',
        value_date: '2026-01-02',
        amount: '100.00',
        currency: 'EUR',
        description: 'say "hi",\nfriend',
      },
      { record_key: 'Ä', value_date: '2026-02-01', amount: '0', currency: 'JPY', description: '' },
    ],
  });
});

async function publishCsv(options: Partial<Parameters<typeof publishExport>[2]> = {}) {
  const context = contextFor(database.connection, folder.path);
  return publishExport(context, CONTROLLER, {
    export: 'payments',
    entity: ENTITY,
    formats: ['csv'],
    ...options,
  });
}

test('a published CSV says what the database holds, and its folder proves itself', async () => {
  const published = await publishCsv();
  const lines = await readFile(join(published.folder, 'payments.csv'), 'utf8');
  expect(lines.split('\n')[0]).toMatch(/^entity,source,record_key,account,/);
  expect(lines).toContain('acme,bank,a,,,2026-01-02,,100,,EUR,,,,"say ""hi"",\nfriend",,,,1,1,');
  expect(lines).toContain('acme,bank,b,,,2026-01-31,,-12.5,,EUR,,,,=cmd|calc,');
  expect(lines).toContain('acme,bank,Ä,,,2026-02-01,,0,,JPY,,,,"",');
  expect(published.manifest.control_totals).toEqual([
    { column: 'amount', currency: 'EUR', rows: 2, total: '87.5' },
    { column: 'amount', currency: 'JPY', rows: 1, total: '0' },
  ]);
  expect(published.manifest.state).toBe('final');
  expect(await verifyExportFolder(published.folder)).toMatchObject({ ok: true, problems: [] });
});
