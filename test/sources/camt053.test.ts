import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { add, decimal, ZERO } from '#core/money/decimal.ts';
import { MAX_RECORD_BYTES } from '#sources/files/reader.ts';
import { readAll } from './reading.ts';

const FOLDER = join(import.meta.dirname, '../data/bank/camt');
const ENTRY = { type: 'camt053', record: 'entry' } as const;
const STATEMENT = { type: 'camt053', record: 'statement' } as const;

const balance = (code: string, amount: string, direction = 'CRDT', currency = 'EUR') =>
  `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="${currency}">${amount}</Amt><CdtDbtInd>${direction}</CdtDbtInd><Dt><Dt>2024-01-31</Dt></Dt></Bal>`;
const entry = (amount: string, direction: string, more = '', currency = 'EUR', status = '<Sts>BOOK</Sts>') =>
  `<Ntry><Amt Ccy="${currency}">${amount}</Amt><CdtDbtInd>${direction}</CdtDbtInd>${status}<BookgDt><Dt>2024-01-30</Dt></BookgDt><ValDt><Dt>2024-01-31</Dt></ValDt>${more}</Ntry>`;
const details = (...each: string[]) =>
  `<NtryDtls>${each.map((d) => `<TxDtls>${d}</TxDtls>`).join('')}</NtryDtls>`;
const statement = (content: string) =>
  `<Stmt><Id>S1</Id><ElctrncSeqNb>7</ElctrncSeqNb><Acct><Id><IBAN>NL26VAYB8060476890</IBAN></Id><Ccy>EUR</Ccy></Acct>${content}</Stmt>`;
const document = (content: string, version = '02') =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.${version}"><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId></GrpHdr>${content}</BkToCstmrStmt></Document>`;

const amountsOf = async (content: string) =>
  (await readAll(content, ENTRY, ['amount', 'detail_index', 'split_reason', 'end_to_end_id'])).rows.map(
    (r) => r.problem?.rule ?? r.values,
  );

describe('the proof of a statement', () => {
  const proofsOf = async (content: string) => {
    const reading = await readAll(document(statement(content)), ENTRY, ['amount']);
    return reading.proofs!.map((p) => [
      p.currency,
      p.opening,
      p.entriesTotal,
      p.entryCount,
      p.closing,
      p.difference,
      p.proven,
    ]);
  };

  test('holds exactly, with signs, and only booked entries count', async () => {
    const pending = entry('99', 'CRDT', '', 'EUR', '<Sts><Cd>PDNG</Cd></Sts>');
    const content =
      balance('OPBD', '0.10', 'DBIT') + balance('CLBD', '0.20') + entry('0.30', 'CRDT') + pending;
    expect(await proofsOf(content)).toEqual([['EUR', '-0.10', '0.3', 1, '0.20', '0', true]]);
  });

  test('names the difference', async () => {
    const content = balance('PRCD', '100.00') + balance('CLBD', '90.001') + entry('10.00', 'DBIT');
    expect(await proofsOf(content)).toEqual([['EUR', '100.00', '-10', 1, '90.001', '0.001', false]]);
  });

  test('interim balances bound a page', async () => {
    const pages = balance('ITBD', '1') + balance('ITBD', '3') + entry('2', 'CRDT');
    expect(await proofsOf(pages)).toEqual([['EUR', '1', '2', 1, '3', '0', true]]);
    expect(await proofsOf(balance('ITBD', '1') + entry('2', 'CRDT'))).toEqual([
      ['EUR', null, '2', 1, null, null, false],
    ]);
  });

  test('is per currency, and open where a balance is missing or an entry cannot be read', async () => {
    const content = balance('OPBD', '1') + balance('CLBD', '1', 'CRDT', 'SEK') + entry('1', 'CRDT');
    expect(await proofsOf(content)).toEqual([
      ['EUR', '1', '1', 1, null, null, false],
      ['SEK', null, '0', 0, '1', null, false],
    ]);
    const unreadable = balance('OPBD', '1') + balance('CLBD', '1') + entry('1,00', 'CRDT');
    expect(await proofsOf(unreadable)).toEqual([['EUR', '1', '0', 0, '1', null, false]]);
    expect(await proofsOf('')).toEqual([['EUR', null, '0', 0, null, null, false]]);
  });

  test('real files: what proves, and what does not', async () => {
    const proofs: Record<string, (string | null)[]> = {};
    for (const name of readdirSync(FOLDER).filter(
      (n) => /^camt0?53\..*\.xml$/.test(n) && !n.includes('wrong'),
    )) {
      const reading = await readAll(readFileSync(join(FOLDER, name)), STATEMENT, ['proven']);
      proofs[name] = reading.proofs!.map((p) => p.difference);
    }
    expect(proofs).toEqual({
      'camt053.v2.all-balance-types.xml': ['-5.82'],
      'camt053.v2.five.decimals.xml': ['0.05'],
      'camt053.v2.minimal.ultimate.xml': [null, null],
      'camt053.v2.minimal.xml': [null, null],
      'camt053.v2.multi.statement.xml': ['0', '0'],
      'camt053.v2.with-account-name.xml': [null],
      'camt053.v2.with-party-ids.xml': [null, null],
      'camt053.v3.xml': [null, null],
      'camt053.v4.xml': [null, null],
      'camt053.v8.xml': [null, null],
      'camt53.only-Dt-with-DtTm.xml': [null],
    });
  });
});

describe('an entry with several transactions', () => {
  const amt = (value: string, direction = '', currency = 'EUR') =>
    `<Amt Ccy="${currency}">${value}</Amt>${direction && `<CdtDbtInd>${direction}</CdtDbtInd>`}`;
  const ref = (id: string) => `<Refs><EndToEndId>${id}</EndToEndId></Refs>`;
  const of = (amount: string, ...each: string[]) =>
    amountsOf(document(statement(entry(amount, 'DBIT', details(...each)))));

  test('is split where its transactions add up, with their own directions', async () => {
    expect(await of('10.00', ref('a') + amt('12.50'), ref('b') + amt('2.5', 'CRDT'))).toEqual([
      ['-12.50', '1', null, 'a'],
      ['2.5', '2', null, 'b'],
    ]);
    const old = (v: string) =>
      `<AmtDtls><InstdAmt>${amt('1', '', 'USD')}</InstdAmt><TxAmt>${amt(v)}</TxAmt></AmtDtls>`;
    expect(await of('3', old('1'), old('2'))).toEqual([
      ['-1', '1', null, null],
      ['-2', '2', null, null],
    ]);
  });

  test('stays one row, with the reason, where they do not', async () => {
    expect(await of('10', ref('a') + amt('5'), ref('b'))).toEqual([
      ['-10', null, 'details_without_amount', null],
    ]);
    expect(await of('10', amt('5'), amt('5', '', 'USD'))).toEqual([
      ['-10', null, 'details_in_other_currency', null],
    ]);
    expect(await of('10', ref('a') + amt('5'), ref('a') + amt('5.01'))).toEqual([
      ['-10', null, 'details_do_not_add_up', 'a'],
    ]);
    expect(await of('10', ref('a') + amt('99'))).toEqual([['-10', null, null, 'a']]);
  });

  test('the rows of a statement sum to its entries', async () => {
    const content = document(
      statement(
        balance('OPBD', '0') +
          balance('CLBD', '3.00', 'DBIT') +
          entry('10.00', 'DBIT', details(amt('4.00'), amt('6.00'))) +
          entry('7.00', 'CRDT', details(amt('1'), amt('2'))),
      ),
    );
    const { rows, proofs } = await readAll(content, ENTRY, ['amount']);
    const total = rows.reduce((sum, row) => add(sum, decimal(row.values[0]!)), ZERO);
    expect(rows.length).toBe(3);
    expect(total.toFixed()).toBe(proofs![0]!.entriesTotal);
    expect(proofs![0]).toMatchObject({ proven: true, entryCount: 2 });
  });
});

test('parties: the other side, also of a reversal, in both ways of writing them', async () => {
  const parties = (wrap: (name: string) => string) =>
    details(
      `<RltdPties><Dbtr>${wrap('Debtor')}</Dbtr><DbtrAcct><Id><IBAN>DE1</IBAN></Id></DbtrAcct><Cdtr>${wrap('Creditor')}</Cdtr><CdtrAcct><Id><Othr><Id>77</Id></Othr></Id></CdtrAcct></RltdPties>`,
    );
  const plain = parties((n) => `<Nm>${n}</Nm>`);
  const wrapped = parties((n) => `<Pty><Nm>${n}</Nm></Pty>`);
  const reversal = `<RvslInd>true</RvslInd>${plain}`;
  const content = document(
    statement(entry('1', 'CRDT', plain) + entry('1', 'DBIT', wrapped) + entry('1', 'CRDT', reversal)),
  );
  const { rows } = await readAll(content, ENTRY, [
    'counterparty',
    'counterparty_account',
    'amount',
    'reversal',
  ]);
  expect(rows.map((r) => r.values)).toEqual([
    ['Debtor', 'DE1', '1', 'false'],
    ['Creditor', '77', '-1', 'false'],
    ['Creditor', '77', '1', 'true'],
  ]);
});

test('charges, instructed amounts, rates, batches, remittance', async () => {
  const detail = details(
    '<Refs><MndtId>MD1</MndtId></Refs><AmtDtls><InstdAmt><Amt Ccy="USD">12.34</Amt><CcyXchg><XchgRate>1.0834</XchgRate></CcyXchg></InstdAmt></AmtDtls><Chrgs><Rcrd><Amt Ccy="EUR">0.15</Amt></Rcrd><Rcrd><Amt Ccy="EUR">0.05</Amt><CdtDbtInd>CRDT</CdtDbtInd></Rcrd></Chrgs><RmtInf><Ustrd>one</Ustrd><Ustrd>two &amp; <![CDATA[<3>]]></Ustrd><Strd><RfrdDocInf><Nb>INV-1</Nb></RfrdDocInf></Strd><Strd><CdtrRefInf><Ref>RF18</Ref></CdtrRefInf></Strd></RmtInf>',
  ).replace('<NtryDtls>', '<NtryDtls><Btch><NbOfTxs>1</NbOfTxs></Btch>');
  const columns = [
    'mandate',
    'instructed_amount',
    'instructed_currency',
    'exchange_rate',
    'charges',
    'charges_currency',
    'remittance',
    'creditor_reference',
    'batch_count',
    'sequence',
    'account',
  ];
  const { rows } = await readAll(document(statement(entry('11.40', 'CRDT', detail))), ENTRY, columns, 3);
  expect(rows[0]!.values).toEqual([
    'MD1',
    '12.34',
    'USD',
    '1.0834',
    '0.1',
    'EUR',
    'one two & <3> INV-1 RF18',
    'RF18',
    '1',
    '7',
    'NL26VAYB8060476890',
  ]);
});

test('dates with a time keep the date that the bank wrote', async () => {
  const content = document(
    statement(
      `<Ntry><Amt Ccy="EUR">1</Amt><CdtDbtInd>CRDT</CdtDbtInd><BookgDt><DtTm>2024-01-31T23:30:00-05:00</DtTm></BookgDt><ValDt><Dt>2024-02-01Z</Dt></ValDt></Ntry>`,
    ),
  );
  const { rows } = await readAll(content, ENTRY, [
    'booking_date',
    'booking_time',
    'value_date',
    'value_time',
  ]);
  expect(rows[0]!.values).toEqual(['2024-01-31', '2024-01-31T23:30:00-05:00', '2024-02-01', null]);
});

test('places: the bytes of an entry are its element, in every encoding and chunk size', async () => {
  const text =
    `<?xml version="1.0"?>\r\n<!-- <Ntry> -->\r\n<a:Document xmlns:a="urn:iso:std:iso:20022:tech:xsd:camt.053.001.13">\r\n<a:BkToCstmrStmt>\r\n${statement(
      `${entry('1.00', 'CRDT', '<AddtlNtryInf>é π 😀</AddtlNtryInf>')}\r\n${entry('2', 'DBIT').replace('<Ntry>', '<Ntry\r\n  id="é>" >')}${entry('x', 'CRDT')}`,
    )}</a:BkToCstmrStmt></a:Document>`.replaceAll(/<(\/?)(?=Stmt|Ntry)/g, '<$1a:');
  const inLatin1 = text.replace('"1.0"', '"1.0" encoding="ISO-8859-1"').replace('π 😀', 'ß');
  const variants: [Buffer, BufferEncoding][] = [
    [Buffer.from(text), 'utf8'],
    [Buffer.from(`\uFEFF${text}`), 'utf8'],
    [Buffer.from(`\uFEFF${text}`, 'utf16le'), 'utf16le'],
    [Buffer.from(inLatin1, 'latin1'), 'latin1'],
  ];
  for (const [content, encoding] of variants) {
    for (const cuts of [65_536, 1, 2, 13]) {
      const { rows, rejected } = await readAll(content, ENTRY, ['amount', 'entry_info'], cuts);
      expect(rejected).toBeUndefined();
      expect(rows.map((r) => r.problem?.rule ?? r.values[0])).toEqual(['1.00', '-2', 'amount']);
      expect(rows[0]!.values[1]).toBe(encoding === 'latin1' ? 'é ß' : 'é π 😀');
      for (const row of rows) {
        const raw = content.toString(encoding, row.byteStart, row.byteEnd);
        expect(raw).toMatch(/^<a:Ntry[\s>][\s\S]*<\/a:Ntry>$/);
        expect(raw.match(/<a:Ntry/g)!.length).toBe(1);
        expect(content.toString(encoding, 0, row.byteStart).split('\n').length).toBe(row.line);
      }
    }
  }
  const big = Buffer.from(`\uFEFF${text}`, 'utf16le').swap16();
  expect((await readAll(big, ENTRY, ['amount'], 3)).rows.length).toBe(3);
});

test('rows with a problem stay rows', async () => {
  const broken = ['', '-1', '1e5', '1,00', '1.', '1'.repeat(41), ' 1 2 '].map((a) => entry(a, 'CRDT'));
  const content = document(
    statement([...broken, entry('1', 'X'), entry('1', 'CRDT', '', ''), entry(' 1.50 ', 'CRDT')].join('')),
  );
  expect(await amountsOf(content)).toEqual([
    ...broken.map(() => 'amount'),
    'credit_debit',
    'currency',
    ['1.50', null, null, null],
  ]);
});

describe('files that are refused as a whole', () => {
  const rejectionOf = async (content: string | Buffer | AsyncIterable<Uint8Array>, cuts = 65_536) =>
    (await readAll(content, ENTRY, ['amount'], cuts)).rejected;

  test.each(readdirSync(FOLDER).filter((name) => /^camt05[24].*\.xml$/.test(name)))(
    '%s says what it is',
    async (name) => {
      const rejected = await rejectionOf(readFileSync(join(FOLDER, name)), 100);
      expect(rejected).toMatchObject({
        rule: 'wrong_message',
        detail: expect.stringContaining(name.slice(0, 7).replace('0', '.0')),
      });
      expect(rejected!.hint).toContain('camt.053');
    },
  );

  test('no statement, other XML, no XML, empty', async () => {
    const wrong = await rejectionOf(readFileSync(join(FOLDER, 'camt053.v2.wrong.xml')));
    expect(wrong).toMatchObject({ rule: 'no_statement' });
    expect(await rejectionOf('<html><body/></html>')).toMatchObject({
      rule: 'wrong_message',
      detail: expect.stringContaining('html'),
    });
    expect(
      await rejectionOf('<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"/>'),
    ).toMatchObject({ detail: expect.stringContaining('pain.001') });
    expect(await rejectionOf('<Document><Other/></Document>')).toMatchObject({
      detail: expect.stringContaining('Other'),
    });
    expect(await rejectionOf('date;amount\n1;2')).toMatchObject({ rule: 'not_xml' });
    expect(await rejectionOf(Buffer.from([0x1f, 0x8b, 8, 0, 0, 0]))).toMatchObject({ rule: 'not_xml' });
    expect(await rejectionOf('')).toMatchObject({ rule: 'empty_file' });
    expect(await rejectionOf('<?xml version="1.0"?>')).toMatchObject({ rule: 'not_xml' });
    expect((await readAll(document(statement('')), ENTRY, ['nonsense'])).rejected).toMatchObject({
      rule: 'missing_column',
    });
  });

  test('entity bombs and external entities, before any parsing', async () => {
    const lol = Array.from({ length: 30 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join(
      '',
    );
    const bomb = `<?xml version="1.0"?>\n<!-- x -->\n<!DOCTYPE d [<!ENTITY l0 "lol">${lol}]><Document>&l30;</Document>`;
    for (const cuts of [65_536, 1]) expect(await rejectionOf(bomb, cuts)).toMatchObject({ rule: 'doctype' });
    expect(await rejectionOf('<!doctype d SYSTEM "file:///etc/passwd"><Document/>')).toMatchObject({
      rule: 'doctype',
    });
    expect(await rejectionOf(Buffer.from(`\uFEFF${bomb}`, 'utf16le'))).toMatchObject({ rule: 'doctype' });
    expect(await rejectionOf(`${' '.repeat(70_000)}${bomb}`)).toMatchObject({ rule: 'not_xml' });
    expect(await rejectionOf(document(statement(entry('&l9;', 'CRDT'))))).toMatchObject({
      rule: 'xml_syntax',
    });
    expect(await rejectionOf(document('<!DOCTYPE x>'))).toMatchObject({
      rule: expect.stringMatching(/xml_syntax|doctype/),
    });
  });

  test('a file that was cut off, wherever, with its place', async () => {
    const content = readFileSync(join(FOLDER, 'camt053.v4.xml'));
    for (let length = 1; length < content.length - 1; length += 37) {
      const rejected = await rejectionOf(content.subarray(0, length));
      expect(rejected?.rule, String(length)).toMatch(/xml_syntax|not_xml/);
      if (rejected!.rule === 'xml_syntax')
        expect(rejected!.line).toBe(content.subarray(0, length).toString().split('\n').length);
    }
  });

  test('bytes that are not the declared encoding', async () => {
    const content = Buffer.from(
      document(statement(entry('1', 'CRDT', '<AddtlNtryInf>é</AddtlNtryInf>'))),
      'latin1',
    );
    expect(await rejectionOf(content, 1)).toMatchObject({ rule: 'encoding', byte: content.indexOf(0xe9) });
    expect(await rejectionOf('<?xml version="1.0" encoding="EBCDIC-US"?><a/>')).toMatchObject({
      rule: 'encoding',
    });
  });

  test.each([
    ['a text', '<AddtlNtryInf>', 'x'],
    ['elements', '', '<a/>'],
    ['nesting', '', '<a>'],
    ['a tag', '<a', ' '],
    ['a comment', '<!--', 'x'],
  ])('%s of 2 GB is refused after the limit', async (_name, start, filler) => {
    let bytes = 0;
    async function* endless() {
      yield Buffer.from(document(statement(`<Ntry>${start}@`)).split('@')[0]!);
      const chunk = Buffer.from(filler.repeat(2 ** 18));
      for (; bytes < 2 ** 31; bytes += chunk.length) yield chunk;
    }
    const before = process.memoryUsage().rss;
    expect(await rejectionOf(endless())).toMatchObject({
      rule: expect.stringMatching(/record_too_long|xml_too_deep/),
    });
    expect(bytes).toBeLessThan(MAX_RECORD_BYTES + 4 * 2 ** 20);
    expect(process.memoryUsage().rss - before).toBeLessThan(500 * 2 ** 20);
  });
});

test('a statement with many entries streams', async () => {
  async function* many() {
    const [head, tail] = document(statement(`${balance('OPBD', '0')}${balance('CLBD', '50000')}|`)).split(
      '|',
    );
    yield Buffer.from(head!);
    const chunk = Buffer.from(entry('1', 'CRDT').repeat(1_000));
    for (let i = 0; i < 50; i++) yield chunk;
    yield Buffer.from(tail!);
  }
  const { rows, proofs } = await readAll(many(), ENTRY, ['amount']);
  expect(rows.length).toBe(50_000);
  expect(proofs![0]).toMatchObject({ proven: true, entryCount: 50_000 });
});
