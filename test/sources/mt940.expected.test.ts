import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { compare, decimal, negate } from '#core/money/decimal.ts';
import { ENTRY_COLUMNS, STATEMENT_COLUMNS } from '#sources/files/mt940/columns.ts';
import { parseEntryLine } from '#sources/files/mt940/entry-line.ts';
import { parseBalance } from '#sources/files/mt940/values.ts';
import { readAll } from './reading.ts';

/** What another parser expects of the same files: every amount, date, balance and reference is compared. */
const FOLDER = join(import.meta.dirname, '../data/bank/mt940');
const ENTRY = Object.keys(ENTRY_COLUMNS);
const STATEMENT = Object.keys(STATEMENT_COLUMNS);

interface Theirs {
  data: Record<string, unknown>;
  transactions: { data: Record<string, unknown> }[];
}
type Row = Record<string, string | null>;
/** The failsafe schema leaves null a word. */
const text = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' && value !== 'null' ? value : null;
const bare = (...values: (string | null | undefined)[]) => values.filter(Boolean).join('').replace(/\s/g, '');

function theirsOf(name: string): Theirs {
  const source = readFileSync(join(FOLDER, name.replace('.sta', '.yml')), 'utf8');
  // Everything as it is written (an account 0123 is no number), and without the warnings on Python's tags.
  return parse(source, { schema: 'failsafe', logLevel: 'silent', maxAliasCount: -1 }) as Theirs;
}

/** A date is the pickle of year, month and day: two bytes, one, one. */
function dateOf(value: unknown): string | undefined {
  const pickle = (value as string[] | undefined)?.[0];
  if (pickle === undefined) return undefined;
  const bytes = Buffer.from(pickle, 'base64');
  const two = (n: number) => String(n).padStart(2, '0');
  return `${bytes.readUInt16BE(0)}-${two(bytes[2]!)}-${two(bytes[3]!)}`;
}

function sameAmount(ours: string | null, theirs: unknown, turned = false): void {
  const stated = decimal((theirs as { amount: string[] }).amount[0]!);
  expect(compare(decimal(ours!), turned ? negate(stated) : stated), `${ours} ${stated}`).toBe(0);
}

async function rowsOf(name: string, record: 'entry' | 'statement', columns: string[]): Promise<Row[]> {
  const content = readFileSync(join(FOLDER, name));
  const reading = await readAll(content, { type: 'mt940', record, encoding: 'utf-8' }, columns, 40);
  if (reading.rejected) throw new Error(JSON.stringify(reading.rejected));
  return reading.rows.map((row) => {
    expect(row.problem).toBeUndefined();
    return Object.fromEntries(columns.map((c, i) => [c, row.values[i]!]));
  });
}

const names = ['betterplace', 'jejik'].flatMap((folder) =>
  readdirSync(join(FOLDER, folder))
    .filter((n) => n.endsWith('.sta'))
    .map((n) => `${folder}/${n}`),
);
const FRAGMENTS: Record<string, string> = {
  'betterplace/amount_formats.sta': 'field_missing',
  'betterplace/currency_in_25.sta': 'field_missing',
  'betterplace/empty_86.sta': 'field_missing',
  'betterplace/empty_entry_date.sta': 'field_missing',
  'betterplace/empty_line.sta': 'truncated',
  'betterplace/missing_crlf_at_end.sta': 'field_missing',
  'betterplace/sepa_snippet_broken.sta': 'field_order',
};

describe.each(names.filter((name) => !FRAGMENTS[name]))('%s', (name) => {
  const theirs = theirsOf(name);

  test('entries', async () => {
    const rows = await rowsOf(name, 'entry', ENTRY);
    expect(rows.length).toBe(theirs.transactions.length);
    for (const [i, { data }] of theirs.transactions.entries()) compareEntry(rows[i]!, data);
  });

  test('balances', async () => {
    const rows = await rowsOf(name, 'statement', STATEMENT);
    for (const [key, side, type] of [
      ['final_opening_balance', 'opening', 'F'],
      ['intermediate_opening_balance', 'opening', 'M'],
      ['final_closing_balance', 'closing', 'F'],
      ['intermediate_closing_balance', 'closing', 'M'],
    ]) {
      // Theirs is the last of its kind in the file.
      const row = rows.findLast((r) => r[`${side}_type`] === type);
      const balance = theirs.data[key!] as { amount: unknown; date: unknown } | undefined;
      expect(row === undefined, key).toBe(balance === undefined);
      if (!row || !balance) continue;
      sameAmount(row[`${side}_balance`]!, balance.amount);
      expect(row[`${side}_date`]).toBe(dateOf(balance.date));
    }
    const last = rows.at(-1)!;
    expect(last.account).toBe(theirs.data.account_identification);
    expect(last.statement_ref).toBe(theirs.data.transaction_reference);
    expect(last.statement_number).toBe(theirs.data.statement_number);
    if (last.available_balance) {
      sameAmount(last.available_balance, (theirs.data.available_balance as { amount: unknown }).amount);
    }
  });
});

function compareEntry(row: Row, data: Record<string, unknown>): void {
  // They leave the sign of a reversed credit to their user.
  sameAmount(row.amount!, data.amount, data.status === 'RC');
  expect(row.credit_debit).toBe(data.status === 'C' || data.status === 'RD' ? 'CRDT' : 'DBIT');
  expect(row.reversal).toBe(String((data.status as string).length === 2));
  expect(row.value_date).toBe(dateOf(data.date));
  expect(row.booking_date ?? undefined).toBe(dateOf(data.guessed_entry_date));
  expect(row.transaction_type).toBe(data.id);
  if (text(data.transaction_code)) compareSubfields(row, data);
  else {
    // They add what ING says of the whole statement to its last entry.
    const information = 'D000004C000002D25,24C28,71-XXX';
    expect(bare(row.description)).toBe(bare(text(data.transaction_details)).replace(information, ''));
    expect(references(row)).toBe(
      bare(
        text(data.customer_reference),
        text(data.bank_reference) && '//',
        text(data.bank_reference),
        text(data.extra_details),
      ),
    );
  }
}

/** In one piece, because they cut references that are longer than the standard allows, and we do not. */
const references = (row: Row) =>
  bare(row.customer_ref, row.bank_ref && '//', row.bank_ref, row.supplementary);

function compareSubfields(row: Row, data: Record<string, unknown>): void {
  expect(row.transaction_code).toBe(data.transaction_code);
  expect(row.booking_text).toBe(text(data.posting_text));
  expect(row.prima_nota).toBe(text(data.prima_nota));
  expect(row.return_code).toBe(text(data.return_debit_notes));
  expect(bare(row.counterparty)).toBe(bare(name(data), text(data.recipient_name)));
  expect(bare(row.counterparty_account)).toBe(bare(text(data.applicant_iban)));
  expect(bare(row.counterparty_bank)).toBe(bare(text(data.applicant_bin)));
  if (text(data.bank_reference)) expect(row.bank_ref).toBe(data.bank_reference);
  const [reference] = referenceLines(data);
  if (reference)
    expect(references(row)).toBe(
      bare(reference, text(data.bank_reference) && '//', text(data.bank_reference), text(data.extra_details)),
    );
  // They let a reference run on into the bank's message behind it; here that is remittance.
  const read = bare(row.end_to_end_id, row.customer_reference, row.remittance);
  const expected = bare(
    text(data.end_to_end_reference),
    kref(data),
    text(data.purpose),
    text(data.additional_purpose),
  );
  expect([...read].sort().join('')).toBe([...expected].sort().join(''));
  if (row.end_to_end_id)
    expect(bare(text(data.end_to_end_reference)).startsWith(bare(row.end_to_end_id))).toBe(true);
}

const name = (data: Record<string, unknown>) => text(data.applicant_name);
/** In one field they put the reference of :61:, and below it KREF with what follows it. */
const referenceLines = (data: Record<string, unknown>) => (text(data.customer_reference) ?? '').split('\n');
const kref = (data: Record<string, unknown>) => referenceLines(data).slice(1).join('');

describe.each(Object.entries(FRAGMENTS))('%s is no statement', (file, rule) => {
  test(`is refused as ${rule}`, async () => {
    const content = readFileSync(join(FOLDER, file));
    const { rejected } = await readAll(content, { type: 'mt940', record: 'entry', encoding: 'utf-8' }, [
      'amount',
    ]);
    expect(rejected).toMatchObject({ rule, line: expect.any(Number), hint: expect.any(String) });
  });
});

describe('the fields of the fragments', () => {
  const linesOf = (file: string, tag: string) =>
    readFileSync(join(FOLDER, file), 'utf8')
      .split(/\r?\n/)
      .filter((l) => l.startsWith(tag))
      .map((l) => l.slice(tag.length));

  test('amount formats', () => {
    const balances = linesOf('betterplace/amount_formats.sta', ':60F:').map(parseBalance);
    expect(balances.map((b) => b!.amount)).toEqual([
      '380115.12',
      '380115.1',
      '380115',
      '0.12',
      '0.12',
      '1.12',
    ]);
    const stated = theirsOf('betterplace/amount_formats.sta').data.final_opening_balance as {
      amount: unknown;
      date: unknown;
    };
    sameAmount(balances.at(-1)!.amount, stated.amount);
    expect(balances.at(-1)!.date).toBe(dateOf(stated.date));
  });

  test('closing balance without a line end, entry without a booking date', () => {
    const closing = parseBalance(linesOf('betterplace/missing_crlf_at_end.sta', ':62F:')[0]!)!;
    const stated = theirsOf('betterplace/missing_crlf_at_end.sta').data.final_closing_balance as {
      amount: unknown;
    };
    sameAmount(closing.amount, stated.amount);
    const entry = parseEntryLine(linesOf('betterplace/empty_entry_date.sta', ':61:')[0]!)!;
    const data = theirsOf('betterplace/empty_entry_date.sta').transactions[0]!.data;
    sameAmount(entry.amount, data.amount);
    expect(entry).toMatchObject({
      valueDate: dateOf(data.date),
      bookingDate: null,
      fundsCode: data.funds_code,
      type: data.id,
      customerRef: data.customer_reference,
    });
  });
});
