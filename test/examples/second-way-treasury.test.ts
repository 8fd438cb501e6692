import { expect, test } from 'vitest';
import { BANKS, readBank } from '../../examples/generate/bank-files.ts';
import { fromMinor } from '../../examples/generate/minor-units.ts';
import { askDuckDb } from './support/duckdb.ts';
import { dataFile, readTruth } from './support/example-files.ts';
import type { LedgerTruth } from './support/truths.ts';

const truth = readTruth<LedgerTruth>('ledger');

const ENTRIES = BANKS.flatMap((bank) =>
  readBank(bank).flatMap(({ account, currency, entries }) =>
    entries.map((entry) => [
      bank,
      account,
      currency,
      entry.valueDate,
      entry.bankRef,
      fromMinor(entry.amount),
    ]),
  ),
);

const TABLES = `
  create table entry as select * from (values ${ENTRIES.map((row) => `(${row.map((value) => `'${value}'`).join(', ')})`).join(', ')})
    as v(bank, account, currency, day, ref, amount);
  create table posting as
    select "Konto" as account, strftime(strptime("Buchungsdatum", '%d.%m.%Y'), '%Y-%m-%d') as day,
      "Zuordnung" as key, replace(replace("Betrag", '.', ''), ',', '.') as amount, "Währung" as currency
    from read_csv('${dataFile('ledger', 'cash-book.csv')}', delim = chr(59), header = true, all_varchar = true, encoding = 'latin-1');
  create macro key_of(ref, day) as case when ref = '' then day else ref end;
  create table at_bank as select bank, key_of(ref, day) as key, account, min(day) as day, currency, count(*) as n,
      sum(cast(amount as decimal(18, 2))) as amount from entry group by bank, key_of(ref, day), account, currency;
  create table in_ledger as select key, account, min(day) as day, currency, count(*) as n,
      count(distinct amount) as different, sum(cast(amount as decimal(18, 2))) as amount
    from posting group by key, account, currency;
  create table judged as
    select account, key, b.bank, cast(b.amount as varchar) as bank_amount, cast(l.amount as varchar) as ledger_amount, case
      when l.key is null then 'missing_right'
      when b.key is null then 'missing_left'
      when b.currency <> l.currency then 'currency'
      when l.n > b.n and l.different = 1 and l.amount = l.n * b.amount then 'duplicate'
      when b.amount <> l.amount then 'amount'
      when date_diff('day', cast(b.day as date), cast(l.day as date)) not between -3 and 5 then 'timing' end as type
    from at_bank b full join in_ledger l using (account, key);`;

test('a second implementation of the rules finds the same breaks, key by key', async () => {
  const breaks = await askDuckDb(`${TABLES}
    select account, key, type, bank_amount, ledger_amount from judged where type is not null order by account, key`);
  const expected = Object.values(truth.banks)
    .flatMap((bank) => bank.keys)
    .map((one) => ({
      account: one.account,
      key: one.bank_ref === '' ? one.value_date : one.bank_ref,
      type: one.type,
      bank_amount: one.bank,
      ledger_amount: one.ledger,
    }))
    .sort((a, b) => (`${a.account} ${a.key}` < `${b.account} ${b.key}` ? -1 : 1));
  expect(breaks).toEqual(expected);
});

test('entries, postings and sums are what truth.json says', async () => {
  const rows = await askDuckDb(`${TABLES}
    select bank, count(*) as entries, sum(cast(amount as decimal(18, 2))) as total from entry group by bank order by bank`);
  const expected = Object.entries(truth.banks)
    .map(([bank, one]) => ({
      bank,
      entries: String(one.entries),
      total: Object.values(one.entries_total)[0],
    }))
    .sort((a, b) => (a.bank < b.bank ? -1 : 1));
  expect(rows).toEqual(expected);
  const [postings] = await askDuckDb(`${TABLES} select count(*) as postings from posting`);
  expect(Number(postings?.postings)).toBe(truth.postings);
});

test('the two statements that do not prove are those that truth.json names', () => {
  const unproven = Object.entries(truth.banks).flatMap(([bank, one]) =>
    one.unproven.map((it) => [bank, it.difference]),
  );
  expect(unproven).toEqual([
    ['knab', '4500.00'],
    ['ch-bank', '-5.82'],
  ]);
});
