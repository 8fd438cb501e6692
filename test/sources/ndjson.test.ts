import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { isLosslessNumber, parse } from 'lossless-json';
import { describe, expect, test } from 'vitest';
import { parseJsonPath } from '#sources/files/ndjson/json-path.ts';
import { MAX_RECORD_BYTES } from '#sources/files/reader.ts';
import { readAll, valuesOf } from './reading.ts';

const NDJSON = { type: 'ndjson' } as const;

test('numbers keep their characters', async () => {
  const numbers = [
    '0.10',
    '-0',
    '1e5',
    '1E+05',
    '12345678901234567890.123456789012345678901',
    '-0.0',
    '100.00',
  ];
  const lines = numbers.map((n) => `{"n":${n},"deep":{"list":[1,{"x": ${n} }]}}`).join('\n');
  expect(valuesOf(await readAll(lines, NDJSON, ['n', 'deep.list[1].x']))).toEqual(numbers.map((n) => [n, n]));
});

test('values of every kind, absent ones, and JSON text of what is nested', async () => {
  const line =
    '{"t":true,"f":false,"z":null,"s":"a\\u00e9\\n\\"","o":{ "a" : [1.0, "x y\\" }"], "b":{} },"a.b":"dot","":"no name"}';
  const columns = [
    't',
    'f',
    'z',
    's',
    'o',
    'o.a[1]',
    'o.a',
    '["a.b"]',
    'missing',
    's.x',
    'o.a[9]',
    'o["b"]',
    '[""]',
  ];
  expect(valuesOf(await readAll(line, NDJSON, columns))).toEqual([
    [
      'true',
      'false',
      null,
      'aé\n"',
      '{"a":[1.0,"x y\\" }"],"b":{}}',
      'x y" }',
      '[1.0,"x y\\" }"]',
      'dot',
      null,
      null,
      null,
      '{}',
      'no name',
    ],
  ]);
});

test('places: lines, byte ranges, blank lines, byte order mark, CRLF', async () => {
  const content = Buffer.from('\uFEFF\n{"a":"é"}\r\n  \r\n{"a":2}');
  for (const cuts of [65_536, 1, 3]) {
    const { rows } = await readAll(content, NDJSON, ['a'], cuts);
    expect(
      rows.map((r) => [r.row, r.line, r.values[0], content.subarray(r.byteStart, r.byteEnd).toString()]),
    ).toEqual([
      [1, 2, 'é', '{"a":"é"}'],
      [2, 4, '2', '{"a":2}'],
    ]);
  }
});

describe('rows with a problem stay rows', () => {
  test.each([
    ['{"a":1', 'json_syntax', 'column 7'],
    ['{"a":}', 'json_syntax', 'column 6'],
    ['{"a":01}', 'json_syntax', 'column 7'],
    ['{"a":1.}', 'json_syntax', 'column 7'],
    ['{"a":+1}', 'json_syntax', 'column 6'],
    ['{"a":NaN}', 'json_syntax', 'column 6'],
    ["{'a':1}", 'json_syntax', 'column 2'],
    ['{"a":1,}', 'json_syntax', 'column 8'],
    ['{"a":1} x', 'json_syntax', 'column 9'],
    ['{"a":1}{"a":2}', 'json_syntax', 'column 8'],
    ['{"a":"x\ty"}', 'json_syntax', 'column 8'],
    ['{"a":"\\x"}', 'json_syntax', 'column 6'],
    ['{"a":"x', 'json_syntax', 'column 8'],
    ['{"a":"\\', 'json_syntax', 'column 8'],
    ['5', 'json_syntax', 'column 1: a record must be a JSON object'],
    ['[{"a":1}]', 'json_syntax', 'column 1: a record must be a JSON object'],
    ['{"a":1,"a":2}', 'json_duplicate_key', 'column 8'],
    ['{"o":{"a":1},"o":{"a":1}}', 'json_duplicate_key', 'column 14'],
    ['{"a":"x\\u0000"}', 'control_character', 'column 6'],
    ['{"a":"x\0"}', 'control_character', 'column 8'],
    ['{"a":"\\ud800"}', 'encoding', 'column 6'],
    [`{"a":${'['.repeat(100_000)}`, 'json_syntax', 'nested deeper'],
  ])('line %#', async (line, rule, detail) => {
    const { rows } = await readAll(`{"a":0}\n${line}\n{"a":3}`, NDJSON, ['a', 'o.a']);
    expect(rows.map((r) => r.problem?.rule ?? r.values[0])).toEqual(['0', rule, '3']);
    expect(rows[1]!.problem!.detail).toContain(detail);
    expect(rows[1]!.values).toEqual([null, null]);
  });

  test('a name twice where nobody looks is no problem', async () => {
    expect(valuesOf(await readAll('{"x":1,"x":2,"o":{"a":1,"z":0,"z":0}}', NDJSON, ['o.a']))).toEqual([
      ['1'],
    ]);
  });

  test('invalid UTF-8 names its byte', async () => {
    const content = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xe9]), Buffer.from('"}\n{"a":1}')]);
    const { rows } = await readAll(content, NDJSON, ['a']);
    expect(rows[0]!.problem).toMatchObject({
      rule: 'encoding',
      detail: expect.stringContaining('byte 0xE9 at byte 6'),
    });
    expect(rows[1]!.values).toEqual(['1']);
  });
});

describe('files that are refused as a whole', () => {
  const ruleOf = async (content: string | Buffer, columns = ['a']) =>
    (await readAll(content, NDJSON, columns)).rejected?.rule;

  test('empty, a JSON array over lines, UTF-16, a column that is no path', async () => {
    expect(await ruleOf('')).toBe('empty_file');
    expect(await ruleOf('\n \n')).toBe('empty_file');
    expect(await ruleOf('[\n{"a":1},\n{"a":2}\n]')).toBe('json_array');
    expect(await ruleOf('[{"a":1},\n{"a":2}]')).toBe('json_array');
    expect(await ruleOf(Buffer.from('\uFEFF{"a":1}', 'utf16le'))).toBe('encoding');
    expect(await ruleOf('{"a":1}', ['a..b'])).toBe('column_path');
  });

  test('a line of 2 GB is refused after the limit', async () => {
    let bytes = 0;
    async function* endless() {
      yield Buffer.from('{"a":1}\n{"a":"');
      for (; bytes < 2 ** 31; bytes += 2 ** 20) yield Buffer.alloc(2 ** 20, 'x');
    }
    const { rejected } = await readAll(endless(), NDJSON, ['a']);
    expect(rejected).toMatchObject({ rule: 'record_too_long', line: 2 });
    expect(bytes).toBeLessThan(MAX_RECORD_BYTES + 3 * 2 ** 20);
  });
});

test('paths', () => {
  expect(parseJsonPath('a.b[0].c')).toEqual(['a', 'b', 0, 'c']);
  expect(parseJsonPath('[0]["x.y"]["q\\"]"]')).toEqual([0, 'x.y', 'q"]']);
  for (const bad of ['', '.a', 'a.', 'a[', 'a[x]', 'a]', 'a[0]b', 'a..b'])
    expect(parseJsonPath(bad)).toBeUndefined();
});

test('naughty strings come back as they were written', async () => {
  const file = join(import.meta.dirname, '../data/hostile/blns/blns.json');
  const strings = (JSON.parse(readFileSync(file, 'utf8')) as string[]).filter((s) => !s.includes('\0'));
  const lines = strings.map((s) => JSON.stringify({ s, nested: [s] }));
  const rows = valuesOf(await readAll(lines.join('\n'), NDJSON, ['s', 'nested[0]', 'nested']));
  expect(rows).toEqual(strings.map((s) => [s, s, JSON.stringify([s])]));
});

const number = fc.oneof(
  fc
    .tuple(
      fc.boolean(),
      fc.bigInt({ min: 0n, max: 10n ** 40n }),
      fc.stringMatching(/^(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?$/),
    )
    .map(([minus, whole, rest]) => `${minus ? '-' : ''}${whole}${rest}`),
);
const json: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    number,
    fc.string({ unit: 'binary' }).map((s) => JSON.stringify(s.replaceAll('\0', ''))),
    fc.constantFrom('true', 'false', 'null'),
    fc.array(tie('value'), { maxLength: 4 }).map((items) => `[ ${items.join(' ,')}]`),
    fc
      .uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), tie('value')), {
        selector: ([k]) => k,
        maxLength: 4,
      })
      .map((entries) => `{${entries.map(([k, v]) => `"${k}" :\t${v}`).join(', ')}}`),
  ),
})).value;

/** What the reader shall give for a path, by a second way. */
function expected(value: unknown, path: readonly (string | number)[]): string | null {
  if (path.length > 0) {
    const [step, ...rest] = path;
    if (typeof value !== 'object' || value === null || isLosslessNumber(value)) return null;
    if (Array.isArray(value) !== (typeof step === 'number')) return null;
    return Object.hasOwn(value, step!)
      ? expected((value as Record<string | number, unknown>)[step!], rest)
      : null;
  }
  if (value === null) return null;
  if (isLosslessNumber(value)) return value.value;
  if (typeof value === 'object') return text(value);
  return String(value);
}

function text(value: unknown): string {
  if (isLosslessNumber(value)) return value.value;
  if (Array.isArray(value)) return `[${value.map(text).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(([k, v]) => `${JSON.stringify(k)}:${text(v)}`)
      .join(',')}}`;
  }
  return JSON.stringify(value);
}

test('agrees with an independent lossless parser on random JSON', async () => {
  const columns = ['a', 'b', 'a.b', 'a[0]', 'a[1].c', 'c.d[2]', 'd.a.a'];
  await fc.assert(
    fc.asyncProperty(
      fc.array(json, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 40 }),
      async (values, cut) => {
        const lines = values.map((value) => `{"a":${value},"c" : ${value} ,"d":{"a":${value}}}`);
        const read = valuesOf(await readAll(lines.join('\n'), NDJSON, columns, cut));
        const wanted = lines.map((line) => columns.map((c) => expected(parse(line), parseJsonPath(c)!)));
        expect(read).toEqual(wanted);
      },
    ),
    { numRuns: 500 },
  );
});
