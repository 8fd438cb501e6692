import type { KeyPass, ReconciliationRules } from '#core/reconcile/rules.ts';
import type { Connection } from '#db/connection.ts';

/** A record of one side as tests write it: null for a field that it has not. */
export interface TestRecord {
  recordKey: string;
  reference: string | null;
  counterparty: string | null;
  amount: string | null;
  currency: string | null;
  date: string | null;
  /** A part of the amount: tax of an invoice, fee of a payment. */
  part?: string | null;
}

/** The columns of the two datasets that tests reconcile: invoices on the left, payments on the right. */
const COLUMNS = {
  left: { table: 'invoices', reference: 'number', amount: 'gross', date: 'issue_date', part: 'tax' },
  right: { table: 'payments', reference: 'reference', amount: 'amount', date: 'value_date', part: 'fee' },
} as const;

export const ENTITY = 'acme';
export const SOURCE = { left: 'sales', right: 'bank' } as const;

export function rulesOf(over: Partial<ReconciliationRules> = {}): ReconciliationRules {
  const side = (name: 'left' | 'right') => ({
    source: SOURCE[name],
    dataset: COLUMNS[name].table,
    label: name,
    amount: { kind: 'name', name: COLUMNS[name].amount } as const,
    currency: 'currency',
    date: COLUMNS[name].date,
  });
  return {
    reconciliation: 'invoices-to-payments',
    entity: ENTITY,
    title: 'Invoices to payments',
    left: side('left'),
    right: side('right'),
    passes: [keyPass()],
    threshold: { absolute: {}, percent: '0', percentBase: 'left', combine: 'all', overrides: [] },
    materiality: {},
    parts: [],
    explain: [],
    holidays: [],
    hash: 'f'.repeat(64),
    ...over,
  };
}

export function keyPass(over: Partial<KeyPass> = {}) {
  return {
    name: 'by-reference',
    type: 'key',
    on: [{ left: 'number', right: 'reference' }],
    cardinality: 'N:M',
    netToZero: false,
    ...over,
  } as KeyPass;
}

/** Puts the records of one side in place as its next snapshot, by the means of plain SQL: ingest is not under test. */
export async function takeSnapshot(
  connection: Connection,
  side: 'left' | 'right',
  records: readonly TestRecord[],
  options: { completeness?: 'complete' | 'incomplete'; confirmedAt?: string } = {},
): Promise<number> {
  const { pool } = connection;
  const { table, reference, amount, date, part } = COLUMNS[side];
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(
      `insert into entities values ($1, 'Acme', 'EUR', 'Europe/Berlin') on conflict do nothing`,
      [ENTITY],
    );
    const stream = await client.query(
      `insert into streams (entity, source, dataset) values ($1, $2, $3)
       on conflict (entity, source, dataset) do update set last_snapshot = streams.last_snapshot
       returning stream_id, last_snapshot + 1 as snapshot`,
      [ENTITY, SOURCE[side], table],
    );
    const { stream_id: streamId, snapshot } = stream.rows[0] as { stream_id: number; snapshot: number };
    await client.query(
      `create temporary table said on commit drop as
       select r->>'recordKey' as record_key, hashtextextended(r->>'recordKey', 0) as record_hash, md5(r::text)::uuid as row_hash,
              r->>'reference' as reference, r->>'counterparty' as counterparty, (r->>'amount')::numeric as amount,
              r->>'currency' as currency, (r->>'date')::date as date, (r->>'part')::numeric as part
       from jsonb_array_elements($1::jsonb) r`,
      [JSON.stringify(records)],
    );
    await client.query(
      `update ${table} d set valid_to = $2 where stream_id = $1 and valid_to is null and not exists (
         select 1 from said s where s.record_key = d.record_key and s.row_hash = d.row_hash)`,
      [streamId, snapshot],
    );
    await client.query(
      `insert into ${table} (stream_id, record_hash, record_key, version, valid_from, row_hash, ingestion_id, row_number,
         byte_start, byte_end, attributes, ${reference}, counterparty, ${amount}, currency, ${date}, ${part})
       select $1, s.record_hash, s.record_key,
         coalesce((select max(version) from ${table} d where d.stream_id = $1 and d.record_key = s.record_key), 0) + 1,
         $2, s.row_hash, 1, 1, 0, 1, jsonb_build_object('ref', s.reference),
         s.reference, s.counterparty, s.amount, s.currency, s.date, s.part
       from said s where not exists (
         select 1 from ${table} d where d.stream_id = $1 and d.record_key = s.record_key and d.valid_to is null)`,
      [streamId, snapshot],
    );
    const at = options.confirmedAt ?? '2026-01-31T12:00:00Z';
    await client.query(
      `insert into snapshots (stream_id, snapshot_no, snapshot_id, entity, source, dataset, as_of, taken_at, confirmed_at,
         row_count, opened_count, closed_count, control_totals, content_hash, completeness, trace_id)
       values ($1, $2, gen_random_uuid(), $3, $4, $5, $6, $6, $6, $7, 0, 0, '[]', '', $8, gen_random_uuid())`,
      [
        streamId,
        snapshot,
        ENTITY,
        SOURCE[side],
        table,
        at,
        records.length,
        options.completeness ?? 'complete',
      ],
    );
    await client.query('update streams set last_snapshot = $2 where stream_id = $1', [streamId, snapshot]);
    await client.query('commit');
    return snapshot;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

/** Forgets everything that a test stored. */
export async function emptyBooks({ pool }: Connection): Promise<void> {
  await pool.query(`truncate entities, streams, definitions, recon_lines, repeated_keys, unreadable_lines, projections, projection_changes, tie_out_states, result_leaves, run_plans, run_parts, run_untied, run_leaves,
    tie_outs, open_lines, reconciliations, runs, run_totals, matches, match_members, write_off_proposals, run_classes, suggestions, suggestion_lines, exceptions, exception_events, exception_rollups, snapshots,
    invoices, payments, fx_rates restart identity cascade`);
}
