import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ENTRY_COLUMNS as CAMT } from '#sources/files/camt053/columns.ts';
import { ENTRY_COLUMNS as MT940 } from '#sources/files/mt940/columns.ts';
import type { Format } from '#sources/files/reader.ts';
import { CSV, readAll } from './reading.ts';

const DATA = join(import.meta.dirname, '../data');

interface Subject {
  name: string;
  content: Buffer;
  format: Format;
  columns: readonly string[];
}

const subjects: Subject[] = [
  ...files('hostile/csvs', /\.csv$/).map(({ name, content }) => {
    const columns = content
      .toString('utf8')
      .split(/[\r\n]/)[0]!
      .split(',');
    return { name, content, format: CSV, columns };
  }),
  ...files('hostile/json', /\.json$/).map(({ name, content }) => {
    const records = [JSON.parse(content.toString('utf8')) as unknown].flat();
    const lines = records.map((record) => JSON.stringify(record)).join('\n');
    return {
      name,
      content: Buffer.from(lines),
      format: { type: 'ndjson' } as const,
      columns: Object.keys(records[0] as object).map((key) => JSON.stringify([key])),
    };
  }),
  ...files('bank/camt', /^camt.*\.xml$/).map((file) => ({
    ...file,
    format: { type: 'camt053', record: 'entry' } as const,
    columns: Object.keys(CAMT),
  })),
  ...['betterplace', 'jejik'].flatMap((folder) =>
    files(`bank/mt940/${folder}`, /\.sta$/).map((file) => ({
      ...file,
      format: { type: 'mt940', record: 'entry', encoding: 'utf-8' } as const,
      columns: Object.keys(MT940),
    })),
  ),
];

function files(folder: string, pattern: RegExp): { name: string; content: Buffer }[] {
  return readdirSync(join(DATA, folder))
    .filter((name) => pattern.test(name))
    .map((name) => ({ name, content: readFileSync(join(DATA, folder, name)) }));
}

type Mutation = {
  kind: 'cut' | 'flip' | 'double' | 'drop' | 'insert';
  at: number;
  length: number;
  byte: number;
};

const mutations = fc.array(
  fc.record<Mutation>({
    kind: fc.constantFrom('cut', 'flip', 'double', 'drop', 'insert'),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.integer({ min: 1, max: 200 }),
    byte: fc.oneof(
      fc.integer({ min: 0, max: 255 }),
      fc.constantFrom(...Buffer.from('"\'<>&/:,-{}[]\\\r\n;=?')),
    ),
  }),
  { minLength: 1, maxLength: 4 },
);

function mutate(content: Buffer, list: readonly Mutation[]): Buffer {
  return list.reduce((bytes, { kind, at, length, byte }) => {
    const start = Math.floor(at * bytes.length);
    const part = bytes.subarray(start, start + length);
    const [before, after] = [bytes.subarray(0, start), bytes.subarray(start)];
    if (kind === 'cut') return before;
    if (kind === 'double') return Buffer.concat([before, part, after]);
    if (kind === 'drop') return Buffer.concat([before, bytes.subarray(start + length)]);
    if (kind === 'insert') return Buffer.concat([before, Buffer.from([byte]), after]);
    const flipped = Buffer.from(bytes);
    if (flipped.length > 0) flipped[Math.min(start, flipped.length - 1)] = byte;
    return flipped;
  }, content);
}

describe.each(['csv', 'ndjson', 'camt053', 'mt940'])('%s that was damaged', (type) => {
  const own = subjects.filter((subject) => subject.format.type === type);

  test('gives rows, problems or a rejection, never another error, and the same in any chunks', async () => {
    expect(own.length).toBeGreaterThan(5);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...own),
        mutations,
        fc.integer({ min: 1, max: 64 }),
        async (subject, list, cut) => {
          const content = mutate(subject.content, list);
          // Any error but InputRejected is thrown by readAll.
          const whole = await readAll(content, subject.format, subject.columns);
          expect(whole.rejected === undefined || whole.rejected.detail.length > 0).toBe(true);
          let end = 0;
          for (const row of whole.rows) {
            expect(row.values.length).toBe(subject.columns.length);
            expect(row.byteStart).toBeGreaterThanOrEqual(end);
            expect(row.byteEnd).toBeGreaterThan(row.byteStart);
            expect(row.byteEnd).toBeLessThanOrEqual(content.length);
            end = row.byteEnd;
            for (const value of row.values)
              if (value !== null) expect(/\0|\p{Surrogate}/u.test(value)).toBe(false);
          }
          const parts = await readAll(content, subject.format, subject.columns, cut);
          expect(parts.proofs).toEqual(whole.proofs);
          expect(parts.rejected).toEqual(whole.rejected);
          if (!whole.rejected) expect(parts.rows).toEqual(whole.rows);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
