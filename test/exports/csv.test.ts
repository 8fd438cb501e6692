import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { exportNamed } from '#exports/schemas/registry.ts';
import { CsvScanner } from '#exports/verify/csv-scanner.ts';
import { verifyExportFolder } from '#exports/verify/verify-folder.ts';
import { csvLine, guardFormula, unguardFormula } from '#exports/writers/csv.ts';
import { type PublishExportInput, publishExport } from '#workflows/publish-export.ts';
import { useDatabase } from '../support/database.ts';
import { useFolder } from './support/folder.ts';
import { CONTROLLER, contextFor } from './support/publishing.ts';
import { csvByDuckDb, duckDb, duckDbType } from './support/read-back.ts';
import { ENTITY, seedStream } from './support/seed.ts';

const database = useDatabase();
const folder = useFolder();

beforeAll(async () => {
  const of = (record_key: string, amount: string, currency: string, description: string) => ({
    ...{ record_key, amount, currency, description, value_date: '2026-01-31' },
  });
  await seedStream(database.connection.pool, {
    source: 'bank',
    dataset: 'payments',
    records: [
      of('b', '-12.50', 'EUR', '=cmd|calc'),
      of('a', '100.00', 'EUR', 'say "hi",\nfriend'),
      of('Ä', '0', 'JPY', ''),
      of('-1', '-1', 'EUR', '-1'),
      ...['+1', '@sum', '\ttab', '\rreturn', '＝1', "'quoted", '(-1)'].map((text, i) =>
        of(`t${i}`, '1', 'EUR', text),
      ),
    ],
  });
});

async function publishCsv(options: Partial<PublishExportInput> = {}) {
  const context = contextFor(database.connection, folder.path);
  const input = { export: 'payments', entity: ENTITY, formats: ['csv'] as const, ...options };
  const published = await publishExport(context, CONTROLLER, input);
  const path = join(published.folder, 'payments.csv');
  return { ...published, path, text: await readFile(path, 'utf8') };
}

describe('the machine profile', () => {
  test('is plain RFC 4180 in UTF-8, by code point, with null and empty told apart', async () => {
    const { text, manifest } = await publishCsv();
    expect(text).toMatch(/^entity,source,record_key,account,/);
    expect(text).toContain('acme,bank,a,,,2026-01-31,,100,,EUR,,,,"say ""hi"",\nfriend",,,,1,1,');
    expect(text).toContain('acme,bank,b,,,2026-01-31,,-12.5,,EUR,,,,=cmd|calc,');
    expect(text).toContain('acme,bank,Ä,,,2026-01-31,,0,,JPY,,,,"",');
    expect(text.indexOf(',b,')).toBeLessThan(text.indexOf(',Ä,'));
    expect(manifest.control_totals).toContainEqual({
      column: 'amount',
      currency: 'JPY',
      rows: 1,
      total: '0',
    });
  });

  test('is read with its types, and the sum is the one of the manifest', async () => {
    const { path, manifest } = await publishCsv();
    const types = exportNamed('payments').columns.map(
      (column) => `'${column.name}': '${duckDbType(column)}'`,
    );
    const rows = await duckDb(
      `select currency, sum(amount)::varchar as total from read_csv('${path}', header=true, auto_detect=false,
         quote='"', escape='"', columns={${types.join(', ')}}) group by 1 order by 1`,
    );
    expect(rows).toEqual([
      { currency: 'EUR', total: '93.50000000' },
      { currency: 'JPY', total: '0.00000000' },
    ]);
    expect(manifest.control_totals[0]).toMatchObject({ currency: 'EUR', total: '93.5' });
  });
});

describe('the excel profile', () => {
  test('guards texts that would run, leaves numbers alone, and starts with a byte order mark', async () => {
    const { path, folder: published, text } = await publishCsv({ csv: 'excel' });
    expect(text.charCodeAt(0)).toBe(0xfeff);
    const { columns } = exportNamed('payments');
    const rows = await csvByDuckDb(path, columns);
    const at = (name: string) => columns.findIndex((column) => column.name === name);
    const seen = new Map(
      rows.map((row) => [row[at('record_key')], [row[at('amount')], row[at('description')]]]),
    );
    expect(Object.fromEntries(seen)).toEqual({
      a: ['100', 'say "hi",\nfriend'],
      b: ['-12.5', "'=cmd|calc"],
      Ä: ['0', ''],
      "'-1": ['-1', "'-1"],
      t0: ['1', "'+1"],
      t1: ['1', "'@sum"],
      t2: ['1', "'\ttab"],
      t3: ['1', "'\rreturn"],
      t4: ['1', "'＝1"],
      t5: ['1', "'quoted"],
      t6: ['1', '(-1)'],
    });
    expect((await verifyExportFolder(published)).ok).toBe(true);
  });

  test('writes a decimal comma where it is asked to, and is still proven', async () => {
    const csv = { delimiter: ';', decimalSeparator: ',', guardFormulas: true, byteOrderMark: true } as const;
    const { text, folder: published } = await publishCsv({ csv });
    expect(text).toContain('acme;bank;b;;;2026-01-31;;-12,5;;EUR;');
    expect((await verifyExportFolder(published)).ok).toBe(true);
  });
});

describe('the encoder by rows', () => {
  test('says what the scanner reads, whatever the values', () => {
    const value = fc.option(fc.oneof(fc.string(), fc.constantFrom('', ',', '"', '\r\n', '""', 'a"b', '\n')));
    fc.assert(
      fc.property(
        fc.array(fc.array(value, { minLength: 3, maxLength: 3 })),
        fc.constantFrom(',', ';'),
        (rows, by) => {
          const read: (string | null)[][] = [];
          const scanner = new CsvScanner(
            by,
            () => true,
            (fields) => read.push([...fields]),
          );
          for (const byte of Buffer.from(rows.map((row) => csvLine(row, by)).join('')))
            scanner.push(Uint8Array.of(byte));
          expect(scanner.end()).toBe(true);
          expect(read).toEqual(rows);
        },
      ),
    );
  });

  test('takes a guard back', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        // An apostrophe of the text's own before a formula cannot be told from a guard: the files say which they have.
        fc.pre(!text.startsWith("'"));
        expect(unguardFormula(guardFormula(text))).toBe(text);
      }),
    );
  });
});
