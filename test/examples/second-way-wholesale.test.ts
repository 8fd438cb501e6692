import { expect, test } from 'vitest';
import { askDuckDb, csvTable } from './support/duckdb.ts';
import { dataFile, readTruth } from './support/example-files.ts';
import type { WholesaleTruth } from './support/truths.ts';

const truth = readTruth<WholesaleTruth>('wholesale-payments');

const TABLES = `
  ${csvTable('line', dataFile('online-retail-2010-12', '2010-12-*.csv'))}
  create table payment as select id, paid_on, reference,
      amount->>'value' as amount, amount->>'currency' as currency, fee->>'value' as fee
    from read_json('${dataFile('wholesale-payments', 'payments-*.ndjson')}', format = 'newline_delimited',
      columns = {id: 'varchar', paid_on: 'varchar', reference: 'varchar', amount: 'json', fee: 'json'});
  create table invoiced as
    select InvoiceNo as key, sum(cast(Quantity as decimal(18, 0)) * cast(UnitPrice as decimal(18, 2))) as invoiced,
           min(cast(left(InvoiceDate, 10) as date)) as first_day
    from line where cast(UnitPrice as decimal(18, 2)) <> 0 group by all;
  create table paid as
    select reference as key, currency, count(*) as payments, min(cast(paid_on as date)) as first_day,
           max(cast(paid_on as date)) as last_day, count(distinct paid_on || '/' || amount || '/' || fee) as different,
           sum(cast(amount as decimal(18, 2)) + cast(fee as decimal(18, 2))) as paid
    from payment group by all;`;

/** The rules of the reconciliation, written out a second time. */
const BREAKS = `${TABLES}
  create table judged as
    select key, i.invoiced, p.paid, case
      when p.key is null then 'missing_right'
      when i.key is null then 'missing_left'
      when p.currency <> 'GBP' then 'currency'
      when p.payments > 1 and p.different = 1 and p.paid = p.payments * i.invoiced then 'duplicate'
      when abs(i.invoiced - p.paid) > 0.05 then 'amount'
      when p.last_day - i.first_day > 30 or p.first_day < i.first_day then 'timing' end as type
    from invoiced i full join paid p using (key);`;

test('what is real is counted right', async () => {
  const [counts] = await askDuckDb(`${TABLES}
    select count(*) as lines, count(*) filter (cast(UnitPrice as decimal(18, 2)) <> 0) as with_amount,
      count(distinct InvoiceNo) as invoices, count(distinct InvoiceNo) filter (InvoiceNo like 'C%') as cancellations,
      (select sum(invoiced) from invoiced) as total,
      count(distinct InvoiceNo) - (select count(*) from invoiced) as of_zero from line`);
  expect(counts).toEqual({
    lines: String(truth.real.invoice_lines),
    with_amount: String(truth.real.invoice_lines_with_amount),
    invoices: String(truth.real.invoices),
    cancellations: String(truth.real.cancellations),
    total: truth.real.total.GBP,
    of_zero: String(truth.real.invoices_of_zero),
  });
});

test('what was generated sums to what truth.json says', async () => {
  const rows = await askDuckDb(`${TABLES}
    select currency, count(*) as payments, sum(cast(amount as decimal(18, 2))) as amount,
           sum(cast(fee as decimal(18, 2))) as fee from payment group by all order by currency`);
  expect(Object.fromEntries(rows.map((row) => [row.currency, row.amount]))).toEqual(truth.generated.amounts);
  expect(Object.fromEntries(rows.map((row) => [row.currency, row.fee]))).toEqual(truth.generated.fees);
  expect(rows.reduce((sum, row) => sum + Number(row.payments), 0)).toBe(truth.generated.payments);
});

test('a second implementation of the rules finds the same breaks, key by key', async () => {
  const breaks = await askDuckDb(
    `${BREAKS} select key, type, invoiced, paid from judged where type is not null order by key`,
  );
  const expected = truth.exceptions.map(({ key, type, invoiced, paid }) => ({ key, type, invoiced, paid }));
  expect(breaks).toEqual(expected);
  expect(breaks.length).toBe(truth.reconciliation.exceptions);
});

test('what is left ties out', async () => {
  const [row] = await askDuckDb(`${BREAKS} select count(*) filter (type is null) as tied from judged`);
  expect(Number(row?.tied)).toBe(truth.reconciliation.groups_that_tie_out);
});
