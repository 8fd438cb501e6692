import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MAX_RECORD_BYTES } from '#sources/files/reader.ts';
import { CSV, readAll, valuesOf } from './reading.ts';

const HOSTILE = join(import.meta.dirname, '../data/hostile');

describe('csv-spectrum', () => {
  for (const name of readdirSync(join(HOSTILE, 'csvs'))) {
    test(name, async () => {
      const content = readFileSync(join(HOSTILE, 'csvs', name));
      const json: unknown = JSON.parse(
        readFileSync(join(HOSTILE, 'json', name.replace('.csv', '.json')), 'utf8'),
      );
      const expected = (Array.isArray(json) ? json : [json]) as Record<string, string>[];
      const columns = Object.keys(expected[0]!);
      for (const cuts of [65_536, 1, 7]) {
        const rows = valuesOf(await readAll(content, CSV, columns, cuts));
        // Upstream's JSON of this one shows another phone number than its CSV.
        if (name === 'location_coordinates.csv') expected[0]![columns[0]!] = '2095257564';
        expect(rows).toEqual(expected.map((record) => columns.map((column) => record[column])));
      }
    });
  }
});

test('naughty strings come back as they were written', async () => {
  const strings = JSON.parse(readFileSync(join(HOSTILE, 'blns/blns.json'), 'utf8')) as string[];
  const storable = strings.filter((s) => !s.includes('\0'));
  expect(storable.length).toBeGreaterThan(500);
  const lines = storable.map((s, i) => `${i},"${s.replaceAll('"', '""')}"`);
  const rows = valuesOf(await readAll(`n,s\r\n${lines.join('\r\n')}`, CSV, ['s', 'n'], 11));
  expect(rows).toEqual(storable.map((s, i) => [s, String(i)]));
});

describe('places', () => {
  test('rows, lines and byte ranges, with CR, LF and CRLF mixed and quoted newlines', async () => {
    const content = Buffer.from('\uFEFFa,b\r\n1,"x\r\ny\nz\rw"\r2,é\n\n\r\n3,"q""q"\n');
    for (const cuts of [65_536, 1, 2, 3]) {
      const { rows } = await readAll(content, CSV, ['a', 'b'], cuts);
      expect(rows.map((r) => [r.row, r.line, ...r.values])).toEqual([
        [1, 2, '1', 'x\r\ny\nz\rw'],
        [2, 6, '2', 'é'],
        [3, 9, '3', 'q"q'],
      ]);
      expect(rows.map((r) => content.subarray(r.byteStart, r.byteEnd).toString())).toEqual([
        '1,"x\r\ny\nz\rw"',
        '2,é',
        '3,"q""q"',
      ]);
    }
  });

  test('UTF-16 has byte places too', async () => {
    const content = Buffer.from('\uFEFFa;b\r\n1;"π;\n"\r\n2;😀', 'utf16le');
    for (const cuts of [65_536, 1, 3]) {
      const { rows } = await readAll(
        content,
        { ...CSV, encoding: 'utf-16le', delimiter: ';' },
        ['b', 'a'],
        cuts,
      );
      expect(rows.map((r) => r.values)).toEqual([
        ['π;\n', '1'],
        ['😀', '2'],
      ]);
      expect(content.toString('utf16le', rows[1]!.byteStart, rows[1]!.byteEnd)).toBe('2;😀');
      expect(rows[1]!.line).toBe(4);
    }
  });
});

describe('rows with a problem stay rows', () => {
  const problemsOf = async (content: string | Buffer, format = CSV) =>
    (await readAll(content, format, ['a', 'b'], 5)).rows.map((r) => r.problem?.rule ?? r.values);

  test('ragged rows are neither shifted nor dropped', async () => {
    expect(await problemsOf('a,b\n1\n1,2,3\n4,5\n ,\n,\n   \n')).toEqual([
      'column_count',
      'column_count',
      ['4', '5'],
      [' ', ''],
      ['', ''],
      'column_count',
    ]);
  });

  test('invalid UTF-8 names its byte', async () => {
    const content = Buffer.concat([Buffer.from('a,b\n1,'), Buffer.from([0x80]), Buffer.from('\n2,é\n')]);
    const { rows } = await readAll(content, CSV, ['a', 'b']);
    expect(rows[0]!.problem).toMatchObject({ rule: 'encoding' });
    expect(rows[0]!.problem!.detail).toContain('byte 0x80 at byte 6');
    expect(rows[0]!.values).toEqual([null, null]);
    expect(rows[1]!.values).toEqual(['2', 'é']);
  });

  test.each([
    ['overlong', [0xc0, 0xaf]],
    ['surrogate', [0xed, 0xa0, 0x80]],
    ['beyond Unicode', [0xf4, 0x90, 0x80, 0x80]],
    ['cut off', [0xe2, 0x82]],
  ])('UTF-8: %s', async (_name, bytes) => {
    const content = Buffer.concat([Buffer.from('a,b\n1,x'), Buffer.from(bytes), Buffer.from('\n')]);
    const { rows } = await readAll(content, CSV, ['a', 'b']);
    expect(rows[0]!.problem!.detail).toContain('at byte 7');
  });

  test('an invalid byte in a column that nobody asked for counts as well', async () => {
    const content = Buffer.concat([Buffer.from('a,b,c\n1,2,'), Buffer.from([0xff]), Buffer.from('\n')]);
    expect(await problemsOf(content)).toEqual(['encoding']);
  });

  test('windows-1252 declared as ISO 8859-1, and bytes that neither has', async () => {
    const euro = Buffer.concat([
      Buffer.from('a,b\n1,'),
      Buffer.from([0x80]),
      Buffer.from('\n2,\xe9\n', 'latin1'),
    ]);
    expect(await problemsOf(euro, { ...CSV, encoding: 'iso-8859-1' })).toEqual(['encoding', ['2', 'é']]);
    expect(await problemsOf(euro, { ...CSV, encoding: 'windows-1252' })).toEqual([
      ['1', '€'],
      ['2', 'é'],
    ]);
    const undefinedByte = Buffer.from('a,b\n1,\x81\n', 'latin1');
    expect(await problemsOf(undefinedByte, { ...CSV, encoding: 'windows-1252' })).toEqual(['encoding']);
  });

  test('NUL, and text after a closing quote', async () => {
    expect(await problemsOf('a,b\n1,x\0y\n1,"x\0"\n1,"x"y\n"1"",2"3,4\n5,6\n')).toEqual([
      'control_character',
      'control_character',
      'quoting',
      'quoting',
      ['5', '6'],
    ]);
  });

  test('a lone surrogate in UTF-16', async () => {
    const content = Buffer.from('a,b\n1,\ud800x\n2,😀\n', 'utf16le');
    expect(await problemsOf(content, { ...CSV, encoding: 'utf-16le' })).toEqual(['encoding', ['2', '😀']]);
  });
});

describe('files that are refused as a whole', () => {
  const rejectionOf = async (content: string | Buffer, format = CSV, columns = ['a', 'b']) =>
    (await readAll(content, format, columns)).rejected;

  test('empty in each way', async () => {
    for (const content of ['', '\uFEFF', '\n\r\n\n']) {
      expect(await rejectionOf(content)).toMatchObject({ rule: 'empty_file' });
    }
    expect(await rejectionOf('\n\n', { ...CSV, header: ['a', 'b'] })).toMatchObject({ rule: 'empty_file' });
    expect(valuesOf(await readAll('a,b', CSV, ['a']))).toEqual([]);
    expect(valuesOf(await readAll('a,b\r\n\r\n', CSV, ['a']))).toEqual([]);
  });

  test('byte order marks that contradict the declaration', async () => {
    const utf16 = Buffer.from('\uFEFFa,b\n1,2\n', 'utf16le');
    expect(await rejectionOf(utf16)).toMatchObject({
      rule: 'encoding',
      hint: expect.stringContaining('utf-16le'),
    });
    expect(await rejectionOf(Buffer.from(utf16).swap16())).toMatchObject({ rule: 'encoding' });
    expect(await rejectionOf('\uFEFFa,b\n', { ...CSV, encoding: 'iso-8859-1' })).toMatchObject({
      rule: 'encoding',
    });
    expect(await rejectionOf(Buffer.from('a,b\n1,2\n', 'utf16le'))).toMatchObject({
      rule: 'missing_column',
      hint: expect.stringContaining('utf-16le'),
    });
  });

  test('columns', async () => {
    const missing = await rejectionOf('A ,c\n1,2\n');
    expect(missing).toMatchObject({ rule: 'missing_column', line: 1, hint: expect.stringContaining('"A "') });
    expect(missing!.detail).toContain('Found: "A ", "c"');
    expect(await rejectionOf('a;b\n1;2\n')).toMatchObject({ hint: expect.stringContaining('delimiter') });
    expect(await rejectionOf('a,b,a\n1,2,3\n')).toMatchObject({ rule: 'duplicate_column' });
    expect(await rejectionOf('a,b,,\n1,2,,\n')).toBeUndefined();
  });

  test('an unterminated quote names the line where it opened', async () => {
    expect(await rejectionOf('a,b\n1,2\n3,"x\ny\nz,w\n')).toMatchObject({
      rule: 'unterminated_quote',
      line: 3,
    });
    expect(await rejectionOf('a,b\n3,"x\r\ny",\n"')).toMatchObject({ rule: 'unterminated_quote', line: 4 });
  });

  test('a UTF-16 file cut within a character', async () => {
    const content = Buffer.from('a,b\n1,2', 'utf16le').subarray(0, -1);
    expect(await rejectionOf(content, { ...CSV, encoding: 'utf-16le' })).toMatchObject({ rule: 'encoding' });
  });

  test('dialects that cannot be', async () => {
    for (const format of [
      { ...CSV, delimiter: '"' },
      { ...CSV, delimiter: '\n' },
      { ...CSV, delimiter: '||' },
      { ...CSV, quote: '§' },
    ]) {
      expect(await rejectionOf('a,b\n1,2\n', format)).toMatchObject({ rule: 'dialect' });
    }
  });
});

test('other dialects: tab, single quote, no quotes, declared names', async () => {
  expect(
    valuesOf(await readAll("a\tb\n'it''s'\t\"x\"\n", { ...CSV, delimiter: '\t', quote: "'" }, ['a', 'b'])),
  ).toEqual([["it's", '"x"']]);
  expect(valuesOf(await readAll('"1,2"\n3,"\n', { ...CSV, quote: '', header: ['a', 'b'] }, ['b']))).toEqual([
    ['2"'],
    ['"'],
  ]);
});

describe('memory', () => {
  async function* endless(start: string, filler: string, megabytes: number, count: { bytes: number }) {
    yield Buffer.from(start);
    const chunk = Buffer.alloc(1024 * 1024, filler);
    for (let i = 0; i < megabytes; i++) {
      count.bytes += chunk.length;
      yield chunk;
    }
  }

  test.each([
    ['a line without an end', 'a,b\n1,2\n', 'x'],
    ['a quote without an end', 'a,b\n1,"', 'x\n'],
    ['delimiters without an end', 'a,b\n', ','],
    ['a header without an end', 'a', ',b'],
  ])('%s of 2 GB is refused after the limit', async (_name, start, filler) => {
    const before = process.memoryUsage().rss;
    const count = { bytes: 0 };
    const { rejected } = await readAll(endless(start, filler, 2048, count), CSV, ['a', 'b']);
    expect(rejected).toMatchObject({ rule: 'record_too_long' });
    expect(count.bytes).toBeLessThan(MAX_RECORD_BYTES + 3 * 1024 * 1024);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
  });

  test('hundreds of megabytes of blank lines do not pile up', async () => {
    const count = { bytes: 0 };
    const before = process.memoryUsage().rss;
    const blank = await readAll(endless('a,b\n1,2\n', '\r\n', 300, count), CSV, ['a', 'b']);
    expect(blank.rows.length).toBe(1);
    expect(count.bytes).toBe(300 * 1024 * 1024);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
  });
});
