import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compare, decimal, fromBigInt } from '#core/money/decimal.ts';
import { ENTRY_COLUMNS, STATEMENT_COLUMNS } from '#sources/files/camt053/columns.ts';
import { type Reading, readAll } from './reading.ts';

/** What another parser's suite expects of the same files. */
const FOLDER = join(import.meta.dirname, '../data/bank/camt');
const files = readdirSync(FOLDER).filter(
  (name) => /^camt0?53\..*\.xml$/.test(name) && !name.includes('wrong'),
);

const ENTRY = Object.keys(ENTRY_COLUMNS);
const STATEMENT = Object.keys(STATEMENT_COLUMNS);

type Json = { [key: string]: Json } & Json[] & string;
const expectedOf = (name: string) =>
  JSON.parse(readFileSync(join(FOLDER, name.replace('.xml', '.json')), 'utf8')) as Json;

const records = (reading: Reading, columns: readonly string[]) => {
  if (reading.rejected) throw new Error(JSON.stringify(reading.rejected));
  return reading.rows.map((row) => Object.fromEntries(columns.map((c, i) => [c, row.values[i]!])));
};

/** Their amounts are integers of minor units. */
function sameMoney(text: string | null | undefined, money: Json): void {
  const currency = money.getCurrency!.getCode as string;
  const stated = fromBigInt(BigInt(money.getAmount as string), currency === 'JPY' ? 0 : 2);
  expect(compare(decimal(text!), stated), `${text} ${currency}`).toBe(0);
}

/** Their instants are in UTC; ours are the date that the bank wrote, with its time beside it. */
function sameDate(
  date: string | null | undefined,
  time: string | null | undefined,
  stated: Json | null,
): void {
  if (stated === null) expect(date).toBeNull();
  else if (time) expect(Date.parse(time)).toBe(Date.parse(stated[0] as string));
  else expect(date).toBe((stated[0] as string).slice(0, 10));
}

const BALANCES: Record<string, string> = { opening: 'opening_balance', closing: 'closing_balance' };

/** Parts that the dump has shown before are only named in it. */
function statementOf(entry: Json, wanted: Json): Json {
  const record = entry.getRecord! as Json | '__RECURSIVITY__';
  if (record !== '__RECURSIVITY__') return record as Json;
  return wanted.getEntries!.find((e) => (e.getRecord as unknown) !== '__RECURSIVITY__')!.getRecord!;
}

/** They read an instant without a zone as UTC. */
const withZone = (time: string) => (/[Z+]/.test(time) ? time : `${time.slice(0, 19)}Z`);

describe.each(files)('%s', (name) => {
  const content = readFileSync(join(FOLDER, name));
  const wanted = expectedOf(name);

  test('entries', async () => {
    const rows = records(await readAll(content, { type: 'camt053', record: 'entry' }, ENTRY, 50), ENTRY);
    // The dump of several statements shows the entry of one of them only (its iterator's keys collide).
    expect(rows.length).toBe(name.includes('multi') ? 2 : wanted.getEntries!.length);
    for (const entry of wanted.getEntries!) {
      const statement = statementOf(entry, wanted);
      const index = String(Number(entry.getIndex) + 1);
      const row = rows.find((r) => r.statement_id === statement.getId && r.entry_index === index)!;
      const debit = entry.getCreditDebitIndicator === 'DBIT';
      expect(row.credit_debit).toBe(entry.getCreditDebitIndicator);
      expect(row.amount!.startsWith('-')).toBe(debit);
      sameMoney(row.amount, entry.getAmount!);
      expect(row.currency).toBe(entry.getAmount!.getCurrency!.getCode);
      sameDate(row.booking_date, row.booking_time, entry.getBookingDate ?? null);
      sameDate(row.value_date, row.value_time, entry.getValueDate ?? null);
      expect(row.entry_ref).toBe(entry.getReference ?? null);
      expect(row.status).toBe(entry.getStatus);
      expect(row.reversal).toBe(String(entry.getReversalIndicator));
      const detail = entry.getTransactionDetail;
      expect(row.end_to_end_id ?? null).toBe(detail?.getReference?.getEndToEndId ?? null);
      expect(row.account_servicer_ref).toBe(
        detail?.getReference?.getAccountServicerReference ?? entry.getAccountServicerReference ?? null,
      );
      const message = detail?.getRemittanceInformation?.getUnstructuredBlock?.getMessage ?? null;
      expect(row.remittance_unstructured ?? null).toBe(message);
      const reference = detail?.getRemittanceInformation?.getCreditorReferenceInformation?.getRef;
      expect(row.creditor_reference ?? null).toBe(reference ?? null);
    }
  });

  test('statements', async () => {
    const reading = await readAll(content, { type: 'camt053', record: 'statement' }, STATEMENT);
    const rows = records(reading, STATEMENT);
    expect(rows.length).toBe(wanted.getRecords!.length);
    const stated = wanted.getEntries!.map((entry) => statementOf(entry, wanted));
    for (const record of stated.length > 0 ? stated : wanted.getRecords!) {
      const row = rows.find((r) => r.statement_id === record.getId)!;
      expect(row.account).toBe(record.getAccount!.getIdentification);
      expect(row.legal_sequence).toBe(record.getLegalSequenceNumber ?? null);
      expect(Date.parse(withZone(row.created_at!))).toBe(Date.parse(record.getCreatedOn![0] as string));
      for (const [type, column] of Object.entries(BALANCES)) {
        // They call OPBD and PRCD alike opening: OPBD comes first.
        const balance = record.getBalances!.find((b) => b.getType === type);
        if (balance && balance.getAmount!.getCurrency!.getCode === row.currency)
          sameMoney(row[column], balance.getAmount!);
      }
    }
  });
});
