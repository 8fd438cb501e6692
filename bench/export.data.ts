import type pg from 'pg';
import type { ExportRows } from '#db/queries/export-column.ts';
import { datasetRows } from '#db/queries/export-dataset.ts';
import type { PinnedSnapshot } from '#db/queries/export-pins.ts';
import { exportNamed } from '#exports/schemas/registry.ts';

export const ENTITY = 'acme';
export const SCHEMA = exportNamed('invoices');

const PIN: PinnedSnapshot = {
  streamId: 1,
  source: 'books',
  dataset: SCHEMA.name,
  snapshotNo: 1,
  snapshotId: '00000000-0000-4000-8000-000000000001',
  asOf: '2026-01-31T00:00:00.000000Z',
  takenAt: '2026-01-31T00:00:00.000000Z',
  contentHash: '',
  rowCount: '0',
  completeness: 'complete',
  incompleteReasons: [],
};

/** The rows of the published invoices, 23 columns of every kind but boolean, in published order. */
export function exportedRows(limit?: number): ExportRows {
  const { columns, orderBy } = SCHEMA;
  const rows = datasetRows({ entity: ENTITY, dataset: SCHEMA.name, columns, orderBy, pins: [PIN] });
  return limit === undefined ? rows : { ...rows, sql: `${rows.sql} and t.row_number <= ${limit}` };
}

/** Invoices as ingest leaves them: keys, partners, amounts to the cent in two currencies, a few nulls. */
export async function loadInvoices(pool: pg.Pool, rows: number): Promise<void> {
  await pool.query(`insert into entities values ('${ENTITY}', 'Acme', 'EUR', 'UTC')`);
  await pool.query(`insert into streams (entity, source, dataset) values ('${ENTITY}', 'books', 'invoices')`);
  await pool.query(`insert into raw_objects (entity, source, sha256, name, size_bytes, received_at, received_by)
    values ('${ENTITY}', 'books', repeat('ab', 32), 'invoices.csv', 1, now(), 'bench')`);
  await pool.query(`insert into ingestions (entity, source, dataset, stream_id, contract, contract_version,
      contract_hash, raw_id, trace_id, status, snapshot_no, rows_read, rows_accepted, rows_unchanged,
      rows_quarantined, control_totals, started_at, finished_at, actor)
    values ('${ENTITY}', 'books', 'invoices', 1, 'c', 1, 'h', 1, gen_random_uuid(), 'accepted', 1, 0, 0, 0, 0, '[]',
      now(), now(), 'bench')`);
  await pool.query(
    `insert into invoices (stream_id, record_hash, record_key, version, valid_from, row_hash, ingestion_id,
        row_number, byte_start, byte_end, attributes, kind, number, counterparty, issue_date, due_date, net, tax,
        gross, currency, base_amount, base_currency, fx_rate, order_ref, status)
     select 1, hashtextextended(key, 0), key, 1, 1, md5(key)::uuid, 1, i, i * 180, i * 180 + 179,
            case when i % 10 = 0 then jsonb_build_object('channel', 'web', 'note', 'n' || i) end,
            case when i % 13 = 0 then 'credit_note' else 'sale' end, 'R-2026-' || i,
            'Customer ' || (i * 7919 % 5000) || ' & Söhne', date '2025-01-01' + (i % 400)::int,
            date '2025-01-31' + (i % 400)::int, net, round(net * 0.19, 2), net + round(net * 0.19, 2),
            case when i % 3 = 0 then 'USD' else 'EUR' end, round((net * 1.19) * 0.9213, 4), 'EUR',
            case when i % 3 = 0 then 0.9213 else 1 end, case when i % 4 <> 0 then 'PO-' || (i * 31 % 90000) end,
            (array['open', 'paid', 'void'])[1 + i % 3]
       from (select i, 'INV-' || lpad(((i * 1000003) % 100000007)::text, 9, '0') as key,
                    ((i * 104729) % 5000000)::numeric / 100 * case when i % 13 = 0 then -1 else 1 end as net
               from generate_series(1, $1::bigint) i) made`,
    [rows],
  );
  await pool.query('vacuum analyze invoices');
}
