import { expect, test } from 'vitest';
import { fromMinor, toMinor } from '../../examples/generate/minor-units.ts';
import { askDuckDb, csvTable } from './support/duckdb.ts';
import { dataFile, EXAMPLES_FOLDER, readTruth } from './support/example-files.ts';
import { usePipeline } from './support/pipeline.ts';
import { README_ROWS, readmeTypes } from './support/readme.ts';
import type { WholesaleTruth } from './support/truths.ts';

const truth = readTruth<WholesaleTruth>('wholesale-payments');
const pipeline = usePipeline(EXAMPLES_FOLDER, 'wholesale');

test('every line is taken in, identical ones as lines of their own', () => {
  const read = ['invoice_lines', 'stock_movements'].map((dataset) => {
    const files = (pipeline.pulls.get('wholesale')?.deliveries ?? [])
      .filter((delivery) => delivery.dataset === dataset)
      .flatMap((delivery) => delivery.files);
    return [dataset, files.length, files.reduce((sum, file) => sum + file.counts.accepted, 0)];
  });
  expect(read).toEqual([
    ['invoice_lines', 20, truth.real.invoice_lines],
    ['stock_movements', 20, truth.real.invoice_lines],
  ]);
});

test('goods leave the stock as they were sold, and what is no goods is marked', async () => {
  const rows = await pipeline.rows(`select
      (select sum(quantity) from invoice_lines)::text as sold, (select sum(quantity) from stock_movements)::text as moved,
      (select count(*) from stock_movements where type = 'not_goods')::int as not_goods,
      (select count(*) from stock_movements where type = 'return' and quantity < 0)::int as returns_out`);
  const [row] = rows;
  expect(row?.moved).toBe(String(-Number(row?.sold)));
  // Letters alone, or C2 (carriage): counted in the files without any code of ours.
  const [second] = await askDuckDb(`${csvTable('line', dataFile('online-retail-2010-12', '2010-12-*.csv'))}
      select count(*) as not_goods from line where regexp_full_match(StockCode, '[A-Za-z ]+|C2')`);
  expect(String(row?.not_goods)).toBe(second?.not_goods);
  expect(row?.returns_out).toBe(0);
});

test('the exceptions are those of truth.json, key by key', async () => {
  const found = await pipeline.exceptions('invoices-to-payments');
  const expected = truth.exceptions.map(({ key, currency, type, invoiced, paid }) => ({
    ...{ key, currency, type, left: invoiced, right: paid },
  }));
  expect(found).toEqual(expected);
  expect(pipeline.runs.get('invoices-to-payments')).toMatchObject({
    status: 'complete',
    matchCount: truth.reconciliation.groups_that_tie_out,
    exceptionCount: truth.reconciliation.exceptions,
  });
});

test('the sides of the run are whole', async () => {
  const totals = await pipeline.rows(
    `select side, currency, line_count::int as lines, total from run_totals order by side, currency`,
  );
  const side = (name: string, currency: string) =>
    totals.find((one) => one.side === name && one.currency === currency);
  expect(side('left', 'GBP')?.lines).toBe(truth.real.invoice_lines_with_amount);
  expect(fromMinor(toMinor(String(side('left', 'GBP')?.total)))).toBe(truth.real.total.GBP);
  for (const currency of ['GBP', 'EUR']) {
    const paid =
      toMinor(truth.generated.amounts[currency] as string) +
      toMinor(truth.generated.fees[currency] as string);
    expect(toMinor(String(side('right', currency)?.total))).toBe(paid);
  }
});

test('the README says the same', () => {
  for (const [name, { matchCount, exceptionCount, status }] of pipeline.runs) {
    expect(README_ROWS.get(name), name).toEqual({ matches: matchCount, exceptions: exceptionCount, status });
  }
  expect(readmeTypes('invoices-to-payments')).toEqual(truth.reconciliation.by_type);
});
