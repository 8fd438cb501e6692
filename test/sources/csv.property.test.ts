import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CsvFormat, readAll, valuesOf } from './reading.ts';

const dialects = fc
  .record({
    delimiter: fc.constantFrom(',', ';', '\t', '|', '\x01', ' '),
    quote: fc.constantFrom('"', "'"),
    encoding: fc.constantFrom<CsvFormat['encoding']>('utf-8', 'iso-8859-1', 'windows-1252', 'utf-16le'),
    lineEnd: fc.constantFrom('\n', '\r\n', '\r', 'mixed'),
    lastLineEnd: fc.boolean(),
    mark: fc.boolean(),
    quoteAll: fc.boolean(),
  })
  .map((d) => ({ ...d, mark: d.mark && d.encoding.startsWith('utf') }));

type Dialect = {
  delimiter: string;
  quote: string;
  encoding: CsvFormat['encoding'];
  lineEnd: string;
  lastLineEnd: boolean;
  mark: boolean;
  quoteAll: boolean;
};

const SINGLE_BYTE = [
  'a',
  'Z',
  '0',
  ' ',
  ',',
  ';',
  '\t',
  '|',
  '"',
  "'",
  '\n',
  '\r',
  '\\',
  'é',
  'ß',
  '\x01',
  '-',
  '.',
];

const field = (d: Dialect) =>
  d.encoding.startsWith('utf')
    ? fc.oneof(
        fc.string({ unit: fc.constantFrom(...SINGLE_BYTE, 'π', '€', '😀', '\uFEFF'), maxLength: 12 }),
        fc.string({ unit: 'binary', maxLength: 8 }).map((s) => s.replaceAll('\0', '')),
      )
    : fc.string({ unit: fc.constantFrom(...SINGLE_BYTE), maxLength: 12 });

const cases = dialects.chain((dialect) =>
  fc.integer({ min: 1, max: 5 }).chain((width) =>
    fc.record({
      dialect: fc.constant(dialect as Dialect),
      width: fc.constant(width),
      table: fc.array(fc.array(field(dialect), { minLength: width, maxLength: width }), { maxLength: 12 }),
      cuts: fc.oneof(
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 6 }),
      ),
      lineEnds: fc.infiniteStream(fc.constantFrom('\n', '\r\n', '\r')),
    }),
  ),
);

function write(
  d: Dialect,
  records: string[][],
  lineEnds: Iterator<string>,
): { bytes: Buffer; texts: string[] } {
  const special = new RegExp(`[${d.quote}\\r\\n${d.delimiter === '|' ? '\\|' : d.delimiter}]`);
  const texts = records.map((record) =>
    record
      .map((value) => {
        // A sole empty value has to be quoted: a blank line is no record. A leading mark would be taken for the file's.
        const quoted =
          d.quoteAll ||
          special.test(value) ||
          (value === '' && record.length === 1) ||
          value.startsWith('\uFEFF');
        return quoted ? d.quote + value.replaceAll(d.quote, d.quote + d.quote) + d.quote : value;
      })
      .join(d.delimiter),
  );
  const end = () => (d.lineEnd === 'mixed' ? (lineEnds.next().value as string) : d.lineEnd);
  const text = texts.map((t, i) => (i < texts.length - 1 || d.lastLineEnd ? t + end() : t)).join('');
  const content = (d.mark ? '\uFEFF' : '') + text;
  const encoding = d.encoding === 'utf-8' ? 'utf8' : d.encoding === 'utf-16le' ? 'utf16le' : 'latin1';
  return { bytes: Buffer.from(content, encoding), texts };
}

test('a table written in any dialect reads back identical, whatever the chunks', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ dialect, width, table, cuts, lineEnds }) => {
      const header = Array.from({ length: width }, (_, i) => `c${i}`);
      const { bytes, texts } = write(dialect, [header, ...table], lineEnds[Symbol.iterator]());
      const format: CsvFormat = { type: 'csv', ...dialect, header: 'first_row' };
      const sorted = typeof cuts === 'number' ? cuts : [...cuts].sort((a, b) => a - b);
      const reading = await readAll(bytes, format, header, sorted);
      expect(valuesOf(reading)).toEqual(table);
      const encoding =
        dialect.encoding === 'utf-8' ? 'utf8' : dialect.encoding === 'utf-16le' ? 'utf16le' : 'latin1';
      const raw = reading.rows.map((row) => bytes.toString(encoding, row.byteStart, row.byteEnd));
      expect(raw).toEqual(texts.slice(1));
      const lines = reading.rows.map((row) => row.line);
      const before = reading.rows.map(
        (row) => bytes.toString(encoding, 0, row.byteStart).split(/\r\n|\r|\n/).length,
      );
      expect(lines).toEqual(before);
    }),
    { numRuns: 1_500 },
  );
});
