import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describe as describeText } from '#sources/files/mt940/description.ts';
import { parseEntryLine } from '#sources/files/mt940/entry-line.ts';
import { nearestDate, parseAmount, parseBalance } from '#sources/files/mt940/values.ts';
import { MAX_RECORD_BYTES } from '#sources/files/reader.ts';
import { readAll, valuesOf } from './reading.ts';

const ENTRY = { type: 'mt940', record: 'entry', encoding: 'utf-8' } as const;
const STATEMENT = { type: 'mt940', record: 'statement', encoding: 'utf-8' } as const;
const FOLDER = join(import.meta.dirname, '../data/bank/mt940');

const statement = (entries: string, closing = 'C240131EUR0,', opening = 'C240101EUR0,') =>
  `:20:REF\r\n:25:NL71RABO0123456789\r\n:28C:1/1\r\n:60F:${opening}\r\n${entries}:62F:${closing}\r\n-\r\n`;
const entry = (content: string, text = 'text') => `:61:${content}\r\n:86:${text}\r\n`;

describe('the proof of a statement', () => {
  const proofOf = async (content: string) => (await readAll(content, ENTRY, ['amount'])).proofs!;

  test('counts reversals by what they do: RC takes away, RD gives back', async () => {
    const entries =
      entry('240102C10,5NTRFX') +
      entry('240102RC3,NTRFX') +
      entry('240102RD1,25NTRFX') +
      entry('240102D2,NTRFX');
    expect(await proofOf(statement(entries, 'C240131EUR6,75'))).toEqual([
      {
        account: 'NL71RABO0123456789',
        sequence: '1/1',
        currency: 'EUR',
        opening: '0',
        closing: '6.75',
        entriesTotal: '6.75',
        entryCount: 4,
        difference: '0',
        proven: true,
      },
    ]);
  });

  test('names the difference, per statement, for F and M balances, and across zero', async () => {
    const first = statement(entry('240102D5,01NTRFX'), 'D240131EUR5,', 'C240101EUR0,').replace(
      ':62F:',
      ':62M:',
    );
    const second = statement(entry('240201C10,NTRFX'), 'C240228EUR5,', 'D240131EUR5,').replace(
      ':60F:',
      ':60M:',
    );
    const proofs = await proofOf(first + second);
    expect(proofs.map((p) => [p.opening, p.closing, p.difference, p.proven])).toEqual([
      ['0', '-5', '0.01', false],
      ['-5', '5', '0', true],
    ]);
  });

  test('is open where an entry cannot be read', async () => {
    const { rows, proofs } = await readAll(
      statement(entry('240102X1,NTRFX') + entry('240103C1,NTRFX'), 'C240131EUR1,'),
      ENTRY,
      ['amount'],
    );
    expect(rows.map((r) => r.problem?.rule ?? r.values)).toEqual(['entry', ['1']]);
    expect(proofs![0]).toMatchObject({ difference: null, proven: false });
  });

  test('of the real files: which prove, and which do not', async () => {
    const open: Record<string, string[]> = {};
    let proven = 0;
    for (const folder of ['betterplace', 'jejik']) {
      for (const name of readdirSync(join(FOLDER, folder)).filter((n) => n.endsWith('.sta'))) {
        const { proofs } = await readAll(readFileSync(join(FOLDER, folder, name)), STATEMENT, ['proven']);
        for (const proof of proofs ?? []) {
          if (proof.proven) proven++;
          else open[name] = [...(open[name] ?? []), proof.difference!];
        }
      }
    }
    expect(proven).toBe(39);
    expect(open).toEqual({
      'sepa_snippet.sta': ['300.08'],
      'abnamro.sta': ['-2038', '-1002.6'],
      'ing.sta': ['49.06'],
      'knab.sta': ['4500'],
      'postfinance.sta': ['0.2'],
      'rabobank.sta': ['1135.93', '236.56'],
      'triodos.sta': ['111.4'],
    });
  });
});

describe('fields', () => {
  test('amounts', () => {
    for (const [text, amount] of Object.entries({
      '12,': '12',
      '0,5': '0.5',
      '007': '7',
      '000,00': '0.00',
      '1,50': '1.50',
    })) {
      expect(parseAmount(text)).toBe(amount);
    }
    for (const bad of ['', ',', ',5', '1.5', '1,2,3', '-1,', '1'.repeat(41)])
      expect(parseAmount(bad)).toBeUndefined();
    expect(parseBalance('D990101KWD1,234')).toEqual({
      amount: '-1.234',
      currency: 'KWD',
      date: '1999-01-01',
    });
    expect(parseBalance('D240101EUR0,00')!.amount).toBe('0.00');
    for (const bad of ['X240101EUR1,', 'C2401EUR1,', 'C240101eur1,', 'C240101EUR', 'C240101EUR1.0'])
      expect(parseBalance(bad)).toBeUndefined();
  });

  test('the booking date lies in the year nearest to the value date', () => {
    expect(nearestDate('0102', '2023-12-31')).toBe('2024-01-02');
    expect(nearestDate('1231', '2024-01-02')).toBe('2023-12-31');
    expect(nearestDate('0630', '2024-01-02')).toBe('2024-06-30');
    expect(parseEntryLine('2312310102C1,NTRFX')).toMatchObject({
      valueDate: '2023-12-31',
      bookingDate: '2024-01-02',
    });
  });

  test('entries with every subfield, funds codes and broken lines', () => {
    expect(parseEntryLine('2401020103RDR000123,45NTRFCUSTOMER REF    //BANK/REF 1\nsupplement')).toEqual({
      valueDate: '2024-01-02',
      bookingDate: '2024-01-03',
      amount: '123.45',
      debit: false,
      reversal: true,
      fundsCode: 'R',
      type: 'NTRF',
      customerRef: 'CUSTOMER REF',
      bankRef: 'BANK/REF 1',
      supplementary: 'supplement',
    });
    expect(parseEntryLine('240102D\n1,NTRFNONREF')).toMatchObject({
      amount: '-1',
      customerRef: 'NONREF',
      bankRef: null,
    });
    expect(parseEntryLine('240102RCR5,NTRF')).toMatchObject({
      amount: '-5',
      fundsCode: 'R',
      reversal: true,
      customerRef: null,
    });
    for (const bad of [
      '',
      '240102',
      '240102C',
      '240102C1,',
      '240102EC1,NTRFX',
      '2401C1,NTRFX',
      '240102C1.5NTRFX',
    ]) {
      expect(parseEntryLine(bad), bad).toBeUndefined();
    }
  });
});

describe('the three forms of :86:', () => {
  test('subfields with SEPA keys', () => {
    const text =
      '177?00DAUERAUFTRAG?10931?20EREF+NOTPROVIDED?21MREF+M-1?22CRED+DE98ZZZ09999999999?23SVWZ+Miete Januar?24Wohnung 3?30GENODEF1?31DE02120300000000202051?32Max?33 Muster?34997?60und Garage';
    expect(describeText([text.slice(0, 65), text.slice(65, 130), text.slice(130)])).toMatchObject({
      transaction_code: '177',
      booking_text: 'DAUERAUFTRAG',
      prima_nota: '931',
      return_code: '997',
      end_to_end_id: 'NOTPROVIDED',
      mandate: 'M-1',
      creditor_id: 'DE98ZZZ09999999999',
      counterparty: 'Max Muster',
      counterparty_account: 'DE02120300000000202051',
      counterparty_bank: 'GENODEF1',
      remittance: 'Miete Januar Wohnung 3 und Garage',
      description: `${text.slice(0, 65)}\n${text.slice(65, 130)}\n${text.slice(130)}`,
    });
  });

  test('tags of ABN AMRO and ING', () => {
    const abn =
      '/TRTP/SEPA OVERBOEKING/IBAN/NL20INGB0001234567/BIC/INGBNL2A/NAME/J. JANSEN/REMI/FACTUUR 12/34/EREF/E-1';
    expect(describeText([abn])).toMatchObject({
      booking_text: 'SEPA OVERBOEKING',
      counterparty: 'J. JANSEN',
      counterparty_account: 'NL20INGB0001234567',
      counterparty_bank: 'INGBNL2A',
      remittance: 'FACTUUR 12/34',
      end_to_end_id: 'E-1',
    });
    const ing =
      '/EREF/EV12341REP1231456T1234//MARF/MND-EV01//CSID/NL32ZZZ999999991234//CNTP/NL32INGB0000012345/INGBNL2A/ING BANK NV INZAKE WEB///REMI/USTD//EV10001REP1000000T1000/';
    expect(describeText([ing])).toMatchObject({
      end_to_end_id: 'EV12341REP1231456T1234',
      mandate: 'MND-EV01',
      creditor_id: 'NL32ZZZ999999991234',
      counterparty: 'ING BANK NV INZAKE WEB',
      counterparty_account: 'NL32INGB0000012345',
      counterparty_bank: 'INGBNL2A',
      remittance: 'EV10001REP1000000T1000',
    });
  });

  test('plain text: full lines run on, others are parted', () => {
    expect(describeText(['a'.repeat(65), 'b c', ' d'])).toMatchObject({
      remittance: `${'a'.repeat(65)}b c d`,
    });
    expect(describeText(['1234 Main Street'])).toMatchObject({ remittance: '1234 Main Street' });
    expect(describeText([])).toMatchObject({ description: null, remittance: null });
  });
});

test('places, line ends, envelopes, headings, encodings and chunks', async () => {
  const swift = `{1:F01BANKDEFFXXXX0}{2:I940}{4:\r\n${statement(entry('240102C1,NTRFX', 'caf\u00e9\r\nsecond'), 'C240131EUR3,').replace(':62F', ':61:240103C2,NTRFY\r\n:62F').replace('\r\n-\r\n', '\r\n-}{5:}\r\n')}`;
  for (const [encoding, node] of [
    ['utf-8', 'utf8'],
    ['iso-8859-1', 'latin1'],
    ['windows-1252', 'latin1'],
  ] as const) {
    for (const content of [swift, swift.replaceAll('\r\n', '\n'), swift.replaceAll('\r\n', '\r')]) {
      const bytes = Buffer.from(content + content, node);
      for (const cuts of [65_536, 1, 3]) {
        const { rows, proofs } = await readAll(
          bytes,
          { ...ENTRY, encoding },
          ['amount', 'description'],
          cuts,
        );
        expect(rows.map((r) => [r.row, r.line, r.values[0], r.values[1]])).toEqual([
          [1, 6, '1', 'café\nsecond'],
          [2, 9, '2', null],
          [3, 17, '1', 'café\nsecond'],
          [4, 20, '2', null],
        ]);
        const raw = rows.map((r) => bytes.toString(node, r.byteStart, r.byteEnd).split(/\r\n|\r|\n/));
        expect(raw[2]).toEqual([':61:240102C1,NTRFX', ':86:café', 'second']);
        expect(raw[3]).toEqual([':61:240103C2,NTRFY']);
        expect(proofs!.every((p) => p.proven)).toBe(true);
      }
    }
  }
});

test('bytes that are no text: a row problem in an entry, a refusal in a header', async () => {
  const inEntry = Buffer.from(
    statement(entry('240102C1,NTRFX', '\xe9') + entry('240102C1,NTRFX', 'a\0'), 'C240131EUR2,'),
    'latin1',
  );
  const { rows, proofs } = await readAll(inEntry, ENTRY, ['amount']);
  expect(rows.map((r) => [r.problem!.rule, r.values[0]])).toEqual([
    ['encoding', null],
    ['control_character', null],
  ]);
  expect(proofs![0]!.proven).toBe(true);
  const inHeader = Buffer.from(statement('').replace(':20:REF', ':20:R\xe9F'), 'latin1');
  expect((await readAll(inHeader, ENTRY, ['amount'])).rejected).toMatchObject({ rule: 'encoding', line: 1 });
});

test('statements as rows, with the information that belongs to no entry', async () => {
  const content = `${statement(entry('240102C1,NTRFX'), 'C240131EUR1,').replace('\r\n-\r\n', '\r\n:64:C240131EUR0,5\r\n:65:C240201EUR1,\r\n:86:balance info\r\n-\r\n')}`;
  const columns = [
    'closing_balance',
    'closing_type',
    'available_balance',
    'entry_count',
    'entries_total',
    'proven',
    'information',
    'account_number',
    'page',
    'period_end',
  ];
  expect(valuesOf(await readAll(content, STATEMENT, columns))).toEqual([
    ['1', 'F', '0.5', '1', '1', 'true', 'balance info', 'NL71RABO0123456789', '1', '2024-01-31'],
  ]);
});

describe('files that are refused as a whole', () => {
  const rejectionOf = async (content: string | AsyncIterable<Uint8Array>) =>
    (await readAll(content, ENTRY, ['amount'])).rejected;
  const whole = statement(entry('240102C1,NTRFX'), 'C240131EUR1,');

  test.each([
    ['empty_file', ''],
    ['no_statement', 'date;amount\n1;2\n'],
    ['no_statement', '\n\n'],
    ['truncated', whole.slice(0, whole.indexOf(':62F'))],
    ['truncated', whole.replace(':62F:', ':62X:') + whole],
    ['balance', whole.replace('C240131EUR1,', 'C2401')],
    ['balance', whole.replace('C240131EUR1,', 'C240131USD1,')],
    ['balance', whole.replace('C240101EUR0,', 'C240101EUR0.00')],
    ['field_missing', whole.replace(/:25:.*\r\n/, '')],
    ['field_missing', whole.replace(/:60F:.*\r\n:61:.*\r\n:86:.*\r\n/, '')],
    ['field_missing', whole.replace(/:20:.*\r\n/, '')],
    ['field_order', whole.replace(/:60F:.*\r\n/, '')],
    ['field_order', whole.replace(/(:60F:.*\r\n)/, '$1$1')],
    ['field_order', whole.replace('-\r\n', ':61:240102C1,NTRFX\r\n-\r\n')],
    ['field_order', whole.replace(/(:62F:.*\r\n)/, '$1$1')],
  ])('%s', async (rule, content) => {
    const rejected = await rejectionOf(content);
    expect(rejected).toMatchObject({ rule, hint: expect.any(String) });
    if (rule !== 'empty_file' && rule !== 'no_statement') expect(rejected!.line).toBeGreaterThan(0);
  });

  test('an unknown column', async () => {
    expect((await readAll(whole, ENTRY, ['nonsense'])).rejected).toMatchObject({
      rule: 'missing_column',
      detail: expect.stringContaining('value_date'),
    });
  });

  test.each([
    ['a line', 'x'],
    ['a field', 'x\n'],
  ])('%s of 2 GB is refused after the limit', async (_name, filler) => {
    let bytes = 0;
    async function* endless() {
      yield Buffer.from(':20:A\n:25:B\n:60F:C240101EUR0,\n:61:240102C1,NTRFX\n:86:');
      const chunk = Buffer.alloc(2 ** 20, filler);
      for (; bytes < 2 ** 31; bytes += chunk.length) yield chunk;
    }
    const before = process.memoryUsage().rss;
    expect(await rejectionOf(endless())).toMatchObject({ rule: 'record_too_long' });
    expect(bytes).toBeLessThan(MAX_RECORD_BYTES + 3 * 2 ** 20);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 2 ** 20);
  });
});
