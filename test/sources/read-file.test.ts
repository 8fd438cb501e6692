import { describe, expect, test } from 'vitest';
import { InputRejected } from '#core/failure/failure.ts';
import { readFile } from '#sources/files/read-file.ts';
import { BATCH_ROWS, type Format } from '#sources/files/reader.ts';
import { CSV, chunked } from './reading.ts';

const entry = '<Ntry><Amt Ccy="EUR">1</Amt><CdtDbtInd>CRDT</CdtDbtInd></Ntry>';
const formats: [Format, { start: string; record: string; end: string; broken?: string; refused?: string }][] =
  [
    [CSV, { start: 'amount,b\n', record: '1,2\n', end: '', broken: '"' }],
    [
      { type: 'ndjson' },
      { start: '', record: '{"amount":1}\n', end: '', refused: `[{"a":1},\n${'{},\n'.repeat(9_000)}` },
    ],
    [
      { type: 'camt053', record: 'entry' },
      {
        start: '<Document><BkToCstmrStmt><Stmt>',
        record: entry,
        end: '</Stmt></BkToCstmrStmt></Document>',
        broken: '</x>',
      },
    ],
    [
      { type: 'mt940', record: 'entry', encoding: 'utf-8' },
      {
        start: ':20:A\n:25:B\n:60F:C240101EUR0,\n',
        record: ':61:240102C1,NTRFX\n',
        end: ':62F:C240131EUR5000,\n',
        broken: ':20:B\n',
      },
    ],
  ];

describe.each(formats)('$type', (format, sample) => {
  const read = (content: string, closed: { yes: boolean }) => {
    async function* bytes() {
      try {
        yield* chunked(content, 1_000);
      } finally {
        closed.yes = true;
      }
    }
    return readFile({ file: 'f', bytes: bytes(), columns: ['amount'], format });
  };

  test('rows come in whole batches, numbered in file order', async () => {
    const closed = { yes: false };
    const sizes: number[] = [];
    let row = 0;
    for await (const batch of read(sample.start + sample.record.repeat(5_000) + sample.end, closed).rows) {
      sizes.push(batch.length);
      for (const each of batch) expect(each.row).toBe(++row);
    }
    expect(sizes).toEqual([BATCH_ROWS, BATCH_ROWS, 1_000]);
    expect(closed.yes).toBe(true);
  });

  test('the file is let go of when the reader stops, is not wanted on, or refuses it', async () => {
    const closed = { yes: false };
    for await (const _ of read(sample.start + sample.record.repeat(5_000) + sample.end, closed).rows) break;
    expect(closed.yes).toBe(true);
    for (const content of ['', sample.refused ?? sample.start + sample.record.repeat(100) + sample.broken]) {
      closed.yes = false;
      const reading = (async () => {
        for await (const _ of read(content, closed).rows);
      })();
      await expect(reading).rejects.toBeInstanceOf(InputRejected);
      expect(closed.yes).toBe(true);
    }
  });
});
