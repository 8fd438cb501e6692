import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import type { BenchServer } from './server.ts';

export const CURRENCIES = [
  'EUR',
  'USD',
  'GBP',
  'CHF',
  'SEK',
  'NOK',
  'DKK',
  'PLN',
  'CZK',
  'HUF',
  'BRL',
  'AUD',
] as const;

const side = (source: string, dataset: string, amount: string, date: string) => ({
  ...{ source, dataset, label: source, currency: 'currency', date },
  amount: { kind: 'name', name: amount } as const,
});

export const RULES: ReconciliationRules = {
  reconciliation: 'bench',
  entity: 'bench',
  title: 'Benchmark',
  left: side('sales', 'invoices', 'gross', 'issue_date'),
  right: side('bank', 'payments', 'amount', 'value_date'),
  passes: [
    {
      name: 'by-reference',
      type: 'key',
      on: [{ left: 'number', right: 'reference' }],
      cardinality: '1:N',
      days: { before: 0, after: 30 },
      netToZero: false,
    },
  ],
  threshold: { absolute: { EUR: '0.05' }, percent: '0', percentBase: 'left', combine: 'all', overrides: [] },
  parts: [],
  explain: [],
  holidays: [],
  materiality: { EUR: '500.00' },
  hash: '0'.repeat(64),
};

/** Every kind of pass over what the key leaves. A reconciliation of its own, so that neither disturbs the other. */
export const ALL_PASSES: ReconciliationRules = {
  ...RULES,
  reconciliation: 'bench-all',
  passes: [
    ...RULES.passes,
    {
      ...{
        name: 'in-text',
        type: 'reference',
        referenceSide: 'left',
        reference: 'number',
        text: 'reference',
      },
      ...{ minLength: 5, cardinality: 'N:M' },
    },
    {
      ...{ name: 'by-amount', type: 'window', days: { before: 0, after: 5, business: true } },
      on: [{ left: 'counterparty', right: 'counterparty' }],
    },
    {
      ...{ name: 'combination', type: 'combination', days: { before: 0, after: 30 }, cardinality: 'N:M' },
      ...{
        on: [{ left: 'counterparty', right: 'counterparty' }],
        maxMembers: 6,
        maxCandidates: 28,
        post: 'unique',
      },
    },
    { name: 'alike', type: 'similar', on: { left: 'number', right: 'reference' }, least: '0.4' },
  ],
  hash: '1'.repeat(64),
};

/** The next snapshot of the payments: one in a hundred has another amount, another day, or is gone. */
export async function changeOneInHundred(
  { connection: { pool } }: BenchServer,
  snapshot: number,
): Promise<void> {
  await pool.query(`
    with closed as (
      update payments set valid_to = ${snapshot}
      where stream_id = 2 and valid_to is null and row_number % 100 = ${snapshot % 100} returning *
    )
    insert into payments (stream_id, record_hash, record_key, version, valid_from, row_hash, ingestion_id, row_number, byte_start,
      byte_end, reference, counterparty, value_date, amount, currency)
    select stream_id, record_hash, record_key, version + 1, ${snapshot}, md5(record_key || ${snapshot})::uuid, 1, row_number, 0, 0,
      reference, counterparty, value_date + (row_number / 100 % 3 = 1)::int, amount + (row_number / 100 % 3 = 0)::int, currency
    from closed where row_number / 100 % 30 <> 2`);
  await pool.query(`
    insert into snapshots select stream_id, ${snapshot}, gen_random_uuid(), entity, source, dataset, now(), now(), now(), 0, 0, 0,
      '[]', '', 'complete', '[]', gen_random_uuid() from streams where stream_id = 2`);
  await pool.query(`update streams set last_snapshot = ${snapshot} where stream_id = 2`);
}

const common = `record_hash, record_key, version, valid_from, row_hash, ingestion_id, row_number, byte_start, byte_end`;
const values = (key: string) => `hashtextextended(${key}, 0), ${key}, 1, 1, md5(${key})::uuid, 1, i, 0, 0`;

async function beginBooks(pool: BenchServer['connection']['pool']): Promise<void> {
  await pool.query(`insert into entities values ('bench', 'Bench', 'EUR', 'UTC')`);
  await pool.query(`insert into streams (entity, source, dataset, last_snapshot)
    values ('bench', 'sales', 'invoices', 1), ('bench', 'bank', 'payments', 1)`);
  await pool.query(`insert into snapshots
    select stream_id, 1, gen_random_uuid(), entity, source, dataset, now(), now(), now(), 0, 0, 0, '[]', '', 'complete', '[]',
      gen_random_uuid() from streams`);
}

/**
 * N invoices and the payments for them, made by PostgreSQL from their numbers alone: the same N gives the same books.
 * Of every 300 invoices, one each: is not paid; is paid short; in another currency; twice; 60 days late; and one payment
 * belongs to no invoice (2 % breaks together); three more are paid in two parts, and tie out.
 */
export async function makeBooks({ connection }: BenchServer, rows: number): Promise<void> {
  const { pool } = connection;
  const currency = (n: string) => `(array['${CURRENCIES.join("','")}'])[1 + (${n}) % ${CURRENCIES.length}]`;
  const amount = '((i * 7919::bigint) % 10000000 + 1)::numeric / 100';
  await beginBooks(pool);
  await pool.query(`
    insert into invoices (stream_id, ${common}, number, counterparty, issue_date, gross, currency)
    select 1, ${values(`'L' || i`)}, 'ORD-' || lpad(i::text, 9, '0'), 'Customer ' || i % 5000, date '2025-01-01' + i % 365,
      round(${amount}, 2), ${currency('i')}
    from generate_series(1, ${rows}) i`);
  await pool.query(`
    insert into payments (stream_id, ${common}, reference, counterparty, value_date, amount, currency)
    select 2, ${values(`'R' || i || '-' || part`)},
      'ORD-' || lpad((case when i % 300 = 0 then i + 1000000000 else i end)::text, 10 - (i % 300 <> 0)::int, '0'),
      'Customer ' || i % 5000, date '2025-01-01' + i % 365 + case when i % 300 = 200 then 60 else 3 end,
      case when i % 300 = 50 then round(${amount} + 1, 2) when i % 300 in (10, 20, 30) and part = 1 then 0.01
           when i % 300 in (10, 20, 30) then round(${amount} - 0.01, 2) else round(${amount}, 2) end,
      ${currency('case when i % 300 = 100 then i + 1 else i end')}
    from generate_series(1, ${rows}) i, generate_series(1, 2) part
    where i % 300 <> 250 and (part = 1 or i % 300 in (10, 20, 30, 150))`);
  await pool.query('vacuum analyze');
}

/** N payments, four for each invoice, in no order; of every 50 invoices one is short. */
export async function makeInstalments({ connection }: BenchServer, rows: number): Promise<void> {
  const { pool } = connection;
  await beginBooks(pool);
  await pool.query(`
    insert into invoices (stream_id, ${common}, number, counterparty, issue_date, gross, currency)
    select 1, ${values(`'L' || i`)}, 'ORD-' || lpad(i::text, 9, '0'), 'Customer ' || i % 5000, date '2025-01-01' + i % 365,
      4 * (i % 100000 + 1) + (i % 50 = 0)::int, 'EUR'
    from generate_series(1, ${Math.ceil(rows / 4)}) i`);
  await pool.query(`
    insert into payments (stream_id, ${common}, reference, counterparty, value_date, amount, currency)
    select 2, ${values(`'R' || i || '-' || part`)}, 'ORD-' || lpad(i::text, 9, '0'), 'Customer ' || i % 5000,
      date '2025-01-01' + i % 365 + part, i % 100000 + 1, 'EUR'
    from generate_series(1, ${Math.ceil(rows / 4)}) i, generate_series(1, 4) part`);
  await pool.query('vacuum analyze');
}
