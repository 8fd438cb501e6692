import { expect, test } from 'vitest';
import { askDuckDb, csvTable } from './support/duckdb.ts';
import { dataFile, readTruth } from './support/example-files.ts';
import type { MeridianTruth } from './support/truths.ts';

const truth = readTruth<MeridianTruth>('xero-books');

const TABLES = ['invoice', 'invoice_line_item', 'journal', 'journal_line', 'bank_transaction']
  .map((name) => csvTable(name, dataFile('xero-books', `xero_${name}_data.csv`)))
  .join('\n');

/** half up to cents, in integers: DuckDB's own decimal division is a float. */
const BASE_CENTS = `
  create macro micros(t) as cast(cast(t as decimal(38, 6)) * 1000000 as hugeint);
  create macro base_cents(total, rate) as
    case when micros(total) < 0 then -1 else 1 end * ((200 * abs(micros(total)) + micros(rate)) // (2 * micros(rate)))`;

const CONTROL = `${TABLES} ${BASE_CENTS};
  create table posted as
    select source_id, source_type, sum(cast(net_amount as decimal(38, 2))) as net, count(*) as lines
    from journal_line join journal using (journal_id)
    where account_name in ('Accounts Receivable', 'Accounts Payable') and source_type in ('ACCREC', 'ACCPAY')
    group by all;
  create table compared as
    select i.*, p.net, p.lines,
           base_cents(total, currency_rate) * case type when 'ACCREC' then 1 else -1 end as expected_cents
    from invoice i left join posted p on p.source_id = i.invoice_id;`;

test('every invoice ties out with its control account, as truth.json says', async () => {
  const [counts] = await askDuckDb(`${CONTROL}
    select count(*) as invoices,
      count(*) filter (net * 100 = expected_cents) as tied,
      count(*) filter (net = 0 and status = 'VOIDED') as voided,
      count(*) filter (net is null and status = 'DELETED') as deleted,
      count(*) filter (net is not null and net * 100 <> expected_cents and not (net = 0 and status = 'VOIDED')) as different,
      (select count(*) from posted p where not exists (select 1 from invoice i where i.invoice_id = p.source_id)) as strangers
    from compared`);
  const control = truth.invoice_to_control_account;
  expect(counts).toEqual({
    invoices: String(truth.invoices),
    tied: String(control.tie_out_exactly_after_fx),
    voided: String(control.voided_with_journals_netting_to_zero),
    deleted: String(control.deleted_without_journal),
    different: String(control.different),
    strangers: String(truth.receivable_or_payable_journals_without_invoice),
  });
});

test('by currency', async () => {
  const rows = await askDuckDb(`${CONTROL}
    select currency_code, count(*) as tied from compared where net * 100 = expected_cents group by all`);
  expect(Object.fromEntries(rows.map((row) => [row.currency_code, Number(row.tied)]))).toEqual(
    truth.by_currency_tied,
  );
});

test('sub totals equal their lines and journals balance', async () => {
  const [counts] = await askDuckDb(`${TABLES}
    select
      (select count(*) from invoice i where cast(sub_total as decimal(38, 4)) =
        (select sum(cast(line_amount as decimal(38, 4))) from invoice_line_item l where l.invoice_id = i.invoice_id)) as equal,
      (select count(*) from journal) as journals,
      (select count(*) from journal_line) as lines,
      (select count(*) from (select journal_id from journal_line group by all
        having sum(cast(net_amount as decimal(38, 4))) <> 0)) as unbalanced`);
  expect(counts).toEqual({
    equal: String(truth.sub_total_equals_lines),
    journals: String(truth.journals),
    lines: String(truth.journal_lines),
    unbalanced: String(truth.journals_unbalanced_net),
  });
});

test('the derived postings of bank transactions are what the journals say', async () => {
  const rows = await askDuckDb(`${TABLES}
    ${csvTable('derived', dataFile('xero-books', 'derived_bank_posting.csv'))}
    create table expected as
      select b.bank_transaction_id, any_value(account_name) as account_name, min(journal_date) as posted_on,
             sum(cast(net_amount as decimal(38, 2))) as net_amount, count(*) as journals
      from bank_transaction b join journal j on j.source_id = b.bank_transaction_id
      join journal_line l on l.journal_id = j.journal_id and l.account_type = 'BANK'
      group by all;
    select (select count(*) from bank_transaction) as transactions, (select count(*) from expected) as with_journal,
      (select count(*) from derived) as derived,
      (select count(*) from derived d join expected e using (bank_transaction_id)
       where d.account_name = e.account_name and d.posted_on = e.posted_on and d.journals = e.journals::varchar
         and cast(d.net_amount as decimal(38, 2)) = e.net_amount) as equal`);
  expect(rows[0]).toEqual({
    transactions: String(truth.bank_transactions),
    with_journal: String(truth.bank_transactions_with_journal),
    derived: String(truth.bank_transactions_with_journal),
    equal: String(truth.bank_transactions_with_journal),
  });
});
