import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FormatLimitReached } from '#exports/failures.ts';
import { inspectXlsx } from '#exports/verify/inspect-xlsx.ts';
import { zipContent, zipDirectory } from '#exports/verify/zip-directory.ts';
import { cellReference, columnLetters } from '#exports/writers/xlsx/cell-reference.ts';
import { writeXlsxFile, type XlsxRequest } from '#exports/writers/xlsx/xlsx-file.ts';
import { publishExport } from '#workflows/publish-export.ts';
import { useDatabase } from '../support/database.ts';
import { type TestColumn, testColumn, withRows } from './support/binary-rows.ts';
import { useFolder } from './support/folder.ts';
import { CONTROLLER, contextFor } from './support/publishing.ts';
import { workbookOf } from './support/read-back.ts';
import { ENTITY, seedStream } from './support/seed.ts';

const database = useDatabase();
const folder = useFolder();

async function write(sql: string, columns: TestColumn[], request: Partial<XlsxRequest> = {}) {
  const path = join(folder.path, `${Math.random().toString(36).slice(2)}.xlsx`);
  const notes = { sheet: 'Provenance', rows: () => [['nothing']] };
  const written = await withRows(database.connection, sql, columns, (rows) =>
    writeXlsxFile(path, rows, { columns, sheet: 'rows', notes, ...request }),
  );
  return { path, ...written };
}

async function sheetXml(path: string, number: number): Promise<string> {
  const entry = (await zipDirectory(path)).get(`xl/worksheets/sheet${number}.xml`);
  if (!entry) throw new Error(`no sheet ${number}`);
  const chunks: Buffer[] = [];
  for await (const chunk of zipContent(path, entry)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe('a published workbook', () => {
  test('opens with a frozen header, filters, formats, and a sheet that says where it comes from', async () => {
    await seedStream(database.connection.pool, {
      source: 'bank',
      dataset: 'payments',
      records: [
        {
          record_key: '007',
          value_date: '2026-01-31',
          amount: '1234567890123456.5',
          currency: 'EUR',
          fee: '0.1',
        },
        { record_key: '1E5', value_date: '1899-12-31', amount: '-12.50', currency: 'EUR' },
      ],
    });
    const context = contextFor(database.connection, folder.path);
    const published = await publishExport(context, CONTROLLER, {
      export: 'payments',
      entity: ENTITY,
      formats: ['xlsx'],
    });
    const workbook = await workbookOf(join(published.folder, 'payments.xlsx'));
    expect(workbook.worksheets.map(({ name }) => name)).toEqual(['payments', 'Provenance']);
    const [sheet, provenance] = workbook.worksheets;
    expect(sheet?.views[0]).toMatchObject({ state: 'frozen', ySplit: 1 });
    expect(sheet?.autoFilter).toBe('A1:W3');
    expect(sheet?.getCell('C1').font?.bold).toBe(true);
    expect(sheet?.getColumn(8).width).toBeGreaterThan(10);
    expect([sheet?.getCell('C2').value, sheet?.getCell('C3').value]).toEqual(['007', '1E5']);
    expect(sheet?.getCell('C2').numFmt).toBe('@');
    expect(sheet?.getCell('F2').value).toEqual(new Date('2026-01-31T00:00:00Z'));
    expect(sheet?.getCell('F2').numFmt).toContain('yyyy');
    expect(sheet?.getCell('I2').value).toBe(0.1);
    expect([sheet?.getCell('H2').value, sheet?.getCell('H3').value]).toEqual(['1234567890123456.5', -12.5]);
    expect(sheet?.getCell('H2').fill).toMatchObject({ fgColor: { argb: 'FFFFF2CC' } });
    const flagged = [
      { column: 'amount', reason: 'more_than_15_digits', cells: 1, examples: ['payments!H2'] },
      { column: 'value_date', reason: 'date_before_1900_03_01', cells: 1, examples: ['payments!F3'] },
    ];
    expect(published.manifest.files[0]).toMatchObject({ sheets: ['payments'], flagged });
    const said = provenance
      ?.getSheetValues()
      .map((row) => (row as string[] | undefined)?.slice(1).join(' | '));
    expect(said).toContain('State | final');
    expect(said).toContain('amount | EUR | 1234567890123444 | 2');
  });
});

describe('sheets', () => {
  test('are split where they are full, each with its header, filter and count', async () => {
    const { path, sheets } = await write(
      'select n from generate_series(1, 7) n',
      [testColumn('n', 'integer')],
      { sheetRows: 4 },
    );
    expect(sheets).toEqual(['rows', 'rows (2)', 'rows (3)']);
    const workbook = await workbookOf(path);
    expect(workbook.worksheets.map((it) => [it.name, it.getColumn(1).values.slice(1)])).toEqual([
      ['rows', ['n', 1, 2, 3]],
      ['rows (2)', ['n', 4, 5, 6]],
      ['rows (3)', ['n', 7]],
      ['Provenance', ['nothing']],
    ]);
    expect(workbook.worksheets.map((it) => it.autoFilter)).toEqual(['A1:A4', 'A1:A4', 'A1:A2', undefined]);
  });

  test('hold 1,048,576 rows and not one more', async () => {
    const columns = [testColumn('n', 'integer')];
    const { path, sheets } = await write('select n from generate_series(1, 1048576) n', columns);
    expect(sheets).toEqual(['rows', 'rows (2)']);
    const inspection = await inspectXlsx({ path, name: 'x', columns, controls: [] }, sheets);
    expect(inspection.rows).toBe(1_048_576);
    expect(await sheetXml(path, 1)).toContain('<row r="1048576">');
    expect(await sheetXml(path, 2)).toMatch(
      /<row r="2"><c r="A2" s="5"><v>1048576<\/v><\/c><\/row><\/sheetData>/,
    );
  });

  test('without rows have their header', async () => {
    const { path, sheets } = await write('select 1 as n where false', [testColumn('n', 'integer')]);
    expect((await workbookOf(path)).getWorksheet('rows')?.getCell('A1').value).toBe('n');
    expect(
      await inspectXlsx({ path, name: 'x', columns: [testColumn('n', 'integer')], controls: [] }, sheets),
    ).toEqual({
      ...{ rows: 0, controlTotals: [] },
    });
  });
});

test('an instant is a number that tells its microsecond', async () => {
  const instants = [
    '2026-01-31T23:59:59.000001Z',
    '2026-03-29T01:30:00.123457Z',
    '1999-12-31T23:59:59.999999Z',
  ];
  const sql = `select * from (values ${instants.map((it, i) => `(${i}, timestamptz '${it}')`).join(', ')}) v (n, at)`;
  const { path } = await write(sql, [testColumn('n', 'integer'), testColumn('at', 'timestamp')]);
  const serials = [...(await sheetXml(path, 1)).matchAll(/s="7"><v>([\d.]+)</g)].map((match) =>
    Number(match[1]),
  );
  // What a reader computes from the double: days since 1899-12-30.
  const micros = serials.map((serial) => {
    const day = Math.floor(serial);
    return BigInt(day - 25569) * 86_400_000_000n + BigInt(Math.round((serial - day) * 86_400_000_000));
  });
  expect(micros).toEqual(
    instants.map((it) => BigInt(Date.parse(`${it.slice(0, 23)}Z`)) * 1000n + BigInt(it.slice(23, 26))),
  );
});

test('numbers of up to 15 digits are numbers, longer ones are text: none is rounded', async () => {
  const values = [
    '999999999999999',
    '9999999999999999',
    '0.00000123',
    '-1234567.12345678',
    '-12345678.12345678',
    '1e20',
    '1e29',
  ];
  const sql = `select * from (values ${values.map((it, i) => `(${i}, ${it}::numeric)`).join(', ')}) v (n, amount)`;
  const { path, flagged } = await write(sql, [testColumn('n', 'integer'), testColumn('amount', 'money')]);
  const sheet = (await workbookOf(path)).getWorksheet('rows');
  expect(values.map((_, i) => sheet?.getCell(i + 2, 2).value)).toEqual([
    ...[999999999999999, '9999999999999999', 0.00000123, -1234567.12345678, '-12345678.12345678', 1e20, 1e29],
  ]);
  expect(flagged).toEqual([
    { column: 'amount', reason: 'more_than_15_digits', cells: 2, examples: ['rows!B3', 'rows!B6'] },
  ]);
});

test('a text that no cell holds fails, and says where', async () => {
  const columns = [testColumn('n', 'integer'), testColumn('note', 'text')];
  const failure = write(`select 1 as n, repeat('x', 32768) as note`, columns);
  await expect(failure).rejects.toThrow(FormatLimitReached);
  await expect(failure).rejects.toThrow(/column note in rows row 2 has 32768 characters/);
});

test('the archive has no date of its own, and names its entries plainly', async () => {
  const { path } = await write('select 1 as n', [testColumn('n', 'integer')]);
  const bytes = await readFile(path);
  expect(bytes.readUInt32LE(10)).toBe(0x0021_0000);
  expect([...(await zipDirectory(path)).keys()].sort()).toEqual([
    ...[
      '[Content_Types].xml',
      '_rels/.rels',
      'xl/_rels/workbook.xml.rels',
      'xl/styles.xml',
      'xl/workbook.xml',
    ],
    ...['xl/worksheets/sheet1.xml', 'xl/worksheets/sheet2.xml'],
  ]);
});

test('columns are lettered as Excel does', () => {
  expect([0, 25, 26, 51, 52, 701, 702, 16383].map(columnLetters)).toEqual([
    'A',
    'Z',
    'AA',
    'AZ',
    'BA',
    'ZZ',
    'AAA',
    'XFD',
  ]);
  expect(cellReference("it's (2)", 0, 7)).toBe("'it''s (2)'!A7");
});
