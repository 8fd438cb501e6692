import type { Template } from './support/workspace.ts';

/** One bad (or odd) file, and all that must come of it. */
export interface BadInput {
  name: string;
  template: Template;
  bytes: string | Buffer;
  /** What is said on purpose in the contract, where it is not the template's own. */
  contract?: [from: string, to: string];
  outcome: Rejected | Taken;
}

/** The file as a whole is refused: exit code 4, and nothing of it is stored. */
export interface Rejected {
  rejected: string;
  /** What the message must tell a person. */
  says: RegExp;
  line?: number;
}

/** The file is read: exit code 4 with anything in quarantine or not proven, else 0. */
export interface Taken {
  accepted: number;
  unchanged?: number;
  /** `row field rule`, and the value where it matters. */
  quarantined?: [row: number, field: string, rule: string, value?: string | null][];
  /** Records afterwards, as `key|amount|currency|value_date|reference` in the order of their keys. */
  records: string[];
  /** Difference of a statement that does not prove; null where it cannot be said. */
  unproven?: string | null;
}

/** What every CSV and NDJSON source holds before the bad file comes. */
export const SEED = 'A|10.00|EUR|2026-01-05|r1';
const HEADER = 'id,reference,amount,currency,paid_on\n';
const ROW_A = 'A,r1,10.00,EUR,2026-01-05\n';
export const SEEDS: Record<Template, string> = {
  csv: HEADER + ROW_A,
  ndjson: '{"id":"A","reference":"r1","amount":10.00,"currency":"EUR","paid_on":"2026-01-05"}\n',
  camt053: camt({ id: 'S0' }),
  mt940: mt940({ number: 1 }),
};

const csv = (rows: string | Buffer, outcome: BadInput['outcome']) => ({
  template: 'csv' as const,
  bytes: Buffer.concat([Buffer.from(HEADER + ROW_A), Buffer.from(rows as string)]),
  outcome,
});

/** Row 2 of a CSV file in which one field is wrong: it waits in quarantine, and A stays. */
const badField = (row: string, field: string, rule: string, value?: string | null) =>
  csv(`${row}\n`, { accepted: 0, unchanged: 1, quarantined: [[2, field, rule, value]], records: [SEED] });
const badAmount = (amount: string, rule = 'not_a_number', currency = 'EUR') =>
  badField(`B,r2,${amount},${currency},2026-01-06`, 'amount', rule, amount.replaceAll('"', ''));
const goodRow = (row: string, record: string) =>
  csv(row, { accepted: 1, unchanged: 1, records: [SEED, record] });
const wholeCsv = (bytes: string | Buffer, rejected: string, says: RegExp, line?: number) => ({
  template: 'csv' as const,
  bytes,
  outcome: { rejected, says, line },
});

// biome-ignore format: one line a case
const CSV: BadInput[] = [
  { name: 'no bytes at all', ...wholeCsv('', 'empty_file', /empty/) },
  { name: 'a byte order mark and nothing else', ...wholeCsv('\uFEFF', 'empty_file', /byte order mark/) },
  { name: 'UTF-16 where UTF-8 was declared', ...wholeCsv(utf16(`\uFEFF${HEADER}${ROW_A}`), 'encoding', /utf-16le/)},
  { name: 'UTF-16 without a mark', ...wholeCsv(utf16(HEADER + ROW_A), 'missing_column', /no column/, 1) },
  { name: 'a header in windows-1252', ...wholeCsv(Buffer.from(`prix\u00e9,${HEADER}`, 'latin1'), 'encoding', /0xE9/, 1)},
  { name: 'another delimiter than declared', ...wholeCsv(HEADER.replaceAll(',', ';'), 'missing_column', /no column/, 1)},
  { name: 'a column that is not there', ...wholeCsv('id,reference,currency,paid_on\n', 'missing_column', /"amount"/, 1)},
  { name: 'a column twice', ...wholeCsv(`amount,${HEADER}`, 'duplicate_column', /appears twice/, 1) },
  { name: 'a quote that never closes', ...wholeCsv(`${HEADER}${ROW_A}B,"r2,1,EUR,2026-01-06\n`, 'unterminated_quote', /never closed/, 3)},
  { name: 'a gzip file', ...wholeCsv(Buffer.from('1f8b0800000000000003', 'hex'), 'encoding', /0x8B/) },
  { name: 'an Excel file', ...wholeCsv(Buffer.from('504b0304140006000800000021', 'hex'), 'missing_column', /no column/)},
  { name: 'a web page instead of the export', ...wholeCsv('<!DOCTYPE html><html><body>Sign in</body></html>', 'missing_column', /no column/)},
  { name: 'a record of more than 16 MiB', ...wholeCsv(`${HEADER}B,${'x'.repeat(17 << 20)},1,EUR,2026-01-06\n`, 'record_too_long', /16777216/, 2)},
  { name: 'a byte that is no UTF-8', ...csv(Buffer.from('B,r\u00e9,1.00,EUR,2026-01-06\n', 'latin1'), { accepted: 0, unchanged: 1, quarantined: [[2, '', 'encoding']], records: [SEED]})},
  { name: 'a NUL byte', ...badField('B,r\u00002,1.00,EUR,2026-01-06', '', 'control_character') },
  { name: 'too few columns', ...badField('B,r2,1.00,EUR', '', 'column_count') },
  { name: 'too many columns', ...badField('B,r2,1,000.00,EUR,2026-01-06', '', 'column_count') },
  { name: 'text after a closing quote', ...badField('B,"r2"x,1.00,EUR,2026-01-06', '', 'quoting') },
  { name: 'a key twice, with different rows', ...csv('B,r2,1.00,EUR,2026-01-06\nB,r2,2.00,EUR,2026-01-06\n', { accepted: 0, unchanged: 1, quarantined: [[2, '', 'duplicate_key', 'B'], [3, '', 'duplicate_key', 'B']], records: [SEED]})},
  { name: 'a row twice', ...csv('B,r2,1.00,EUR,2026-01-06\nB,r2,1.00,EUR,2026-01-06\n', { accepted: 1, unchanged: 1, quarantined: [[3, '', 'duplicate_row', 'B']], records: [SEED, 'B|1.00|EUR|2026-01-06|r2']})},
  { name: 'a key without a value', ...badField(',r2,1.00,EUR,2026-01-06', 'id', 'empty_key') },
  { name: 'a key of 401 characters', ...badField(`${'k'.repeat(401)},r2,1.00,EUR,2026-01-06`, 'record_key', 'key_too_long')},
  { name: 'a thousands separator that was not declared', ...badAmount('"1,000.00"') },
  { name: 'a space between the thousands', ...badAmount('1 000.00') },
  { name: 'a decimal comma', ...badAmount('"10,5"') },
  { name: 'an exponent', ...badAmount('1e5') },
  { name: 'hexadecimal', ...badAmount('0x1F') },
  { name: 'NaN', ...badAmount('NaN') },
  { name: 'Infinity', ...badAmount('-Infinity') },
  { name: 'a plus sign', ...badAmount('+5.00') },
  { name: 'two minus signs', ...badAmount('--5.00') },
  { name: 'the Unicode minus', ...badAmount('\u22125.00') },
  { name: 'Arabic digits', ...badAmount('\u0661\u0662') },
  { name: 'full-width digits', ...badAmount('\uFF11\uFF12') },
  { name: 'a currency sign', ...badAmount('\u20AC5.00') },
  { name: 'a space before the number', ...badAmount(' 5.00') },
  { name: 'a point without decimals', ...badAmount('5.') },
  { name: 'parentheses that were not declared', ...badAmount('(5.00)') },
  { name: 'a spreadsheet formula as amount', ...badAmount('=1+1') },
  { name: 'no amount', ...badField('B,r2,,EUR,2026-01-06', 'amount', 'missing_value') },
  { name: '40 digits before the point', ...badAmount('1234567890123456789012345678901234567890.00', 'too_large')},
  { name: '40 decimals', ...badAmount(`0.${'1'.repeat(40)}`, 'too_many_decimals') },
  { name: 'a tenth of a yen', ...badAmount('10.5', 'too_many_decimals', 'JPY') },
  { name: 'a tenth of a cent', ...badAmount('10.005', 'too_many_decimals') },
  { name: 'four decimals of a Kuwaiti dinar', ...badAmount('1.2345', 'too_many_decimals', 'KWD') },
  { name: 'a currency that is none', ...badField('B,r2,1.00,EUX,2026-01-06', 'currency', 'unknown_currency', 'EUX')},
  { name: 'a currency in small letters', ...badField('B,r2,1.00,eur,2026-01-06', 'currency', 'unknown_currency', 'eur')},
  { name: 'a currency that was withdrawn', ...badField('B,r2,1.00,DEM,2026-01-06', 'currency', 'withdrawn_currency', 'DEM')},
  { name: '30 February', ...badField('B,r2,1.00,EUR,2026-02-30', 'value_date', 'date_does_not_exist', '2026-02-30')},
  { name: '29 February of a common year', ...badField('B,r2,1.00,EUR,2026-02-29', 'value_date', 'date_does_not_exist')},
  { name: 'day and month as somebody else writes them', ...badField('B,r2,1.00,EUR,06.01.2026', 'value_date', 'not_a_date')},
  { name: 'a serial number of Excel for a date', ...badField('B,r2,1.00,EUR,46028', 'value_date', 'not_a_date')},
  { name: 'a text of a million characters', ...badField(`B,${'x'.repeat(1_000_000)},1.00,EUR,2026-01-06`, 'reference', 'too_long')},
  { name: 'a refused value that is cut amid an emoji', ...badField(`B,r2,${'9'.repeat(499)}\u{1F4B6}${'9'.repeat(9)},EUR,2026-01-06`, 'amount', 'not_a_number')},
  { name: 'a refused value that spells an escape', ...badAmount('\\u0000') },
  { name: 'a refused value of backslashes and a tab', ...badAmount('\\\\\t\\N') },
  { name: 'a byte order mark that is right', template: 'csv', bytes: `\uFEFF${HEADER}${ROW_A}`, outcome: { accepted: 0, unchanged: 1, records: [SEED] }},
  { name: 'line ends of three kinds', ...csv('B,r2,1.00,EUR,2026-01-06\r\nC,r3,2.00,EUR,2026-01-07\n\r\nD,r4,3.00,EUR,2026-01-08', { accepted: 3, unchanged: 1, records: [SEED, 'B|1.00|EUR|2026-01-06|r2', 'C|2.00|EUR|2026-01-07|r3', 'D|3.00|EUR|2026-01-08|r4']})},
  { name: 'negative zero', ...goodRow('B,r2,-0.00,EUR,2026-01-06\n', 'B|0.00|EUR|2026-01-06|r2') },
  { name: 'zeros before and behind', ...goodRow('B,r2,007.5000,EUR,2026-01-06\n', 'B|7.50|EUR|2026-01-06|r2')},
  { name: 'no digit before the point', ...goodRow('B,r2,.5,EUR,2026-01-06\n', 'B|0.50|EUR|2026-01-06|r2') },
  { name: '30 digits, exactly', ...goodRow('B,r2,-123456789012345678901234567890.12,EUR,2026-01-06\n', 'B|-123456789012345678901234567890.12|EUR|2026-01-06|r2')},
  { name: 'more than a float and a bigint of cents hold', ...goodRow('B,r2,92233720368547758.09,EUR,2026-01-06\n', 'B|92233720368547758.09|EUR|2026-01-06|r2')},
  { name: 'three decimals of a Kuwaiti dinar', ...goodRow('B,r2,1.234,KWD,2026-01-06\n', 'B|1.234|KWD|2026-01-06|r2')},
  { name: 'yen with zeros behind the point', ...goodRow('B,r2,10.00,JPY,2026-01-06\n', 'B|10|JPY|2026-01-06|r2')},
  { name: 'a spreadsheet formula as text', ...goodRow('B,=1+1,1.00,EUR,2026-01-06\n', 'B|1.00|EUR|2026-01-06|=1+1')},
  { name: "COPY's own marks as text", ...goodRow('B,\\.,1.00,EUR,2026-01-06\n', 'B|1.00|EUR|2026-01-06|\\.')},
  { name: "COPY's null as text", ...goodRow('B,\\N,1.00,EUR,2026-01-06\n', 'B|1.00|EUR|2026-01-06|\\N') },
  { name: 'a line end within quotes', ...goodRow('B,"r\r\n2",1.00,EUR,2026-01-06\n', 'B|1.00|EUR|2026-01-06|r\r\n2')},
  { name: 'SQL as text', ...goodRow("B,'); drop table payments; --,1.00,EUR,2026-01-06\n", "B|1.00|EUR|2026-01-06|'); drop table payments; --")},
  { name: 'a header and no rows: all is gone', template: 'csv', bytes: HEADER, outcome: { accepted: 0, records: [] }},
];

const jsonRow = (fields: string) =>
  `{"id":"B","reference":"r2","currency":"EUR","paid_on":"2026-01-06",${fields}}\n`;
const json = (line: string, outcome: BadInput['outcome']) => ({
  template: 'ndjson' as const,
  bytes: SEEDS.ndjson + line,
  outcome,
});
const badJson = (line: string, rule: string, field = '', value?: string) =>
  json(line, { accepted: 0, unchanged: 1, quarantined: [[2, field, rule, value]], records: [SEED] });

// biome-ignore format: one line a case
const NDJSON: BadInput[] = [
  { name: 'no bytes at all', template: 'ndjson', bytes: '', outcome: { rejected: 'empty_file', says: /empty/ }},
  { name: 'blank lines alone', template: 'ndjson', bytes: '\n \n', outcome: { rejected: 'empty_file', says: /blank/ }},
  { name: 'one array instead of lines', template: 'ndjson', bytes: '[\n{"id":"A"}\n]', outcome: { rejected: 'json_array', says: /array/, line: 1 }},
  { name: 'a line that was cut off', ...badJson('{"id":"B","amount":1', 'json_syntax') },
  { name: 'something behind the object', ...badJson(`${jsonRow('"amount":1').trim()} x\n`, 'json_syntax') },
  { name: 'a name twice', ...badJson(jsonRow('"amount":1,"amount":2'), 'json_duplicate_key') },
  { name: 'NaN, which is no JSON', ...badJson(jsonRow('"amount":NaN'), 'json_syntax') },
  { name: 'a number with an exponent', ...badJson(jsonRow('"amount":1e5'), 'not_a_number', 'amount', '1e5') },
  { name: 'a number beyond any float', ...badJson(jsonRow('"amount":1E400'), 'not_a_number', 'amount', '1E400')},
  { name: 'an object where an amount belongs', ...badJson(jsonRow('"amount":{"value":1}'), 'not_a_number', 'amount', '{"value":1}')},
  { name: 'a NUL by its escape', ...badJson(jsonRow('"amount":1').replace('r2', 'r\\u0000'), 'control_character')},
  { name: 'half a surrogate pair by its escape', ...badJson(jsonRow('"amount":1').replace('r2', '\\ud800'), 'encoding')},
  { name: 'arrays a thousand deep', ...badJson(jsonRow(`"amount":${'['.repeat(1_000)}${']'.repeat(1_000)}`), 'json_syntax')},
  { name: '40 digits', ...badJson(jsonRow(`"amount":${'1'.repeat(40)}`), 'too_large', 'amount') },
  { name: 'a float that is no float here', ...json(jsonRow('"amount":0.10'), { accepted: 1, unchanged: 1, records: [SEED, 'B|0.10|EUR|2026-01-06|r2']})},
  { name: 'negative zero', ...json(jsonRow('"amount":-0'), { accepted: 1, unchanged: 1, records: [SEED, 'B|0.00|EUR|2026-01-06|r2']})},
];

const CAMT_SEED = 'S0-1|5.00|EUR|2026-01-05|';
const camtFile = (bytes: string | Buffer, outcome: BadInput['outcome']) => ({
  template: 'camt053' as const,
  bytes,
  outcome,
});
const wholeCamt = (bytes: string | Buffer, rejected: string, says: RegExp) =>
  camtFile(bytes, { rejected, says });
const message = (kind: string, root: string) =>
  camt({ id: 'S1' }).replaceAll('camt.053', kind).replaceAll('BkToCstmrStmt', root);
const BOMB = `<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>`;

// biome-ignore format: one line a case
const CAMT: BadInput[] = [
  { name: 'no bytes at all', ...wholeCamt('', 'empty_file', /empty/) },
  { name: 'no XML', ...wholeCamt('{"a": 1}', 'not_xml', /XML/) },
  { name: 'cut off amid an entry', ...wholeCamt(camt({ id: 'S1' }).slice(0, -200), 'xml_syntax', /unclosed|end/i)},
  { name: 'cut off after the last entry', ...wholeCamt(camt({ id: 'S1' }).replace('</Stmt>', '').split('</Bk')[0] as string, 'xml_syntax', /unclosed|end/i)},
  { name: 'an entity bomb', ...wholeCamt(camt({ id: 'S1' }).replace('<Document', `${BOMB}<Document`), 'doctype', /document type/)},
  { name: 'an entity that reads a file', ...wholeCamt(camt({ id: 'S1' }) .replace('<Document', '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><Document') .replace('>S1<', '>&f;<'), 'doctype', /document type/)},
  { name: 'a document type after a long comment', ...wholeCamt(camt({ id: 'S1' }).replace('<Document', `<!--${'x'.repeat(70_000)}-->${BOMB}<Document`), 'doctype|not_xml', /./)},
  { name: 'an entity that nobody declared', ...wholeCamt(camt({ id: '&boom;' }), 'xml_syntax', /entity/i) },
  { name: 'camt.052 instead of camt.053', ...wholeCamt(message('camt.052', 'BkToCstmrAcctRpt'), 'wrong_message', /camt\.052/)},
  { name: 'camt.054 instead of camt.053', ...wholeCamt(message('camt.054', 'BkToCstmrDbtCdtNtfctn'), 'wrong_message', /camt\.054/)},
  { name: 'a payment order', ...wholeCamt(message('pain.001', 'CstmrCdtTrfInitn'), 'wrong_message', /./) },
  { name: 'no statement in it', ...wholeCamt(camt({ id: 'S1' }).replace(/<Stmt>.*<\/Stmt>/s, ''), 'no_statement', /no statement/)},
  { name: 'ISO 8859-1 that calls itself UTF-8', ...wholeCamt(Buffer.from(camt({ id: 'S\u00e9' }), 'latin1'), 'encoding', /0xE9/)},
  { name: 'an encoding that nobody uses', ...wholeCamt(camt({ id: 'S1' }).replace('UTF-8', 'UTF-7'), 'encoding', /utf-7/i)},
  { name: 'elements a thousand deep', ...wholeCamt(camt({ id: `${'<x>'.repeat(1_000)}${'</x>'.repeat(1_000)}` }), 'xml_too_deep', /deep/)},
  { name: 'an amount that is no number', ...camtFile(camt({ id: 'S1', amount: '1e5' }), { accepted: 0, quarantined: [[1, '', 'amount']], records: [CAMT_SEED], unproven: null})},
  { name: 'balances that do not prove', ...camtFile(camt({ id: 'S1', closing: '16.00' }), { accepted: 1, records: [CAMT_SEED, 'S1-1|5.00|EUR|2026-01-05|'], unproven: '1'})},
  { name: 'no closing balance', ...camtFile(camt({ id: 'S1' }).replace(/<Bal>(?:(?!<Bal>).)*CLBD.*?<\/Bal>/s, ''), { accepted: 1, records: [CAMT_SEED, 'S1-1|5.00|EUR|2026-01-05|'], unproven: null})},
  { name: 'an entry that counts as pending', ...camtFile(camt({ id: 'S1', closing: '10.00' }).replace('>BOOK<', '>PDNG<'), { accepted: 1, records: [CAMT_SEED, 'S1-1|5.00|EUR|2026-01-05|']})},
];

const MT_SEED = '1/1-1|5.00|EUR|2026-01-05|';
const MT_NEXT = '2/1-1|5.00|EUR|2026-01-05|';
const mtFile = (bytes: string | Buffer, outcome: BadInput['outcome']) => ({
  template: 'mt940' as const,
  bytes,
  outcome,
});
const next = mt940({ number: 2 });

// biome-ignore format: one line a case
const MT940: BadInput[] = [
  { name: 'no bytes at all', ...mtFile('', { rejected: 'empty_file', says: /empty/ }) },
  { name: 'no MT940', ...mtFile('Dear customer, your statement is attached.\n', { rejected: 'no_statement', says: /statement/})},
  { name: 'cut off before the closing balance', ...mtFile(next.split(':62F:')[0] as string, { rejected: 'truncated', says: /62/ })},
  { name: 'a balance that cannot be read', ...mtFile(next.replace(':60F:C260104', ':60F:X260104'), { rejected: 'balance', says: /60F/ })},
  { name: 'a byte that is no text', ...mtFile(Buffer.from(next.replace('payment', 'p\u00e9'), 'latin1'), { accepted: 0, quarantined: [[1, '', 'encoding']], records: [MT_SEED] })},
  { name: 'an entry that cannot be read', ...mtFile(next.replace('C5,00NTRF', 'C5.00NTRF'), { accepted: 0, quarantined: [[1, '', 'entry']], records: [MT_SEED], unproven: null})},
  { name: 'balances that do not prove', ...mtFile(next.replace('EUR15,00', 'EUR14,99'), { accepted: 1, records: [MT_SEED, MT_NEXT], unproven: '-0.01'})},
  { name: 'a date that does not exist', ...mtFile(next.replace(':61:260105', ':61:260230'), { accepted: 0, quarantined: [[1, 'value_date', 'date_does_not_exist']], records: [MT_SEED]})},
];

export const BAD_INPUTS: readonly BadInput[] = [...CSV, ...NDJSON, ...CAMT, ...MT940];

function utf16(text: string): Buffer {
  return Buffer.from(text, 'utf16le');
}

function camt({
  id,
  amount = '5.00',
  closing = '15.00',
}: {
  id: string;
  amount?: string;
  closing?: string;
}): string {
  const balance = (code: string, value: string) =>
    `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">${value}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-01-05</Dt></Dt></Bal>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-01-05T18:00:00Z</CreDtTm></GrpHdr>
<Stmt><Id>${id}</Id><ElctrncSeqNb>1</ElctrncSeqNb><CreDtTm>2026-01-05T18:00:00Z</CreDtTm>
<Acct><Id><IBAN>DE02120300000000202051</IBAN></Id><Ccy>EUR</Ccy></Acct>
${balance('OPBD', '10.00')}${balance('CLBD', closing)}
<Ntry><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2026-01-05</Dt></BookgDt><ValDt><Dt>2026-01-05</Dt></ValDt></Ntry>
</Stmt></BkToCstmrStmt></Document>`;
}

function mt940({ number }: { number: number }): string {
  return `:20:STARTUMS\r\n:25:12030000/202051\r\n:28C:${number}/1\r\n:60F:C260104EUR10,00
:61:2601050105C5,00NTRFNONREF\r\n:86:payment\r\n:62F:C260105EUR15,00\r\n-\r\n`;
}
