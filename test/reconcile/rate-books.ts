import type { Decimal } from '#core/money/decimal.ts';
import { decimal } from '#core/money/decimal.ts';
import { toText } from '#core/money/format.ts';
import type { Facts } from '#core/reconcile/facts.ts';
import type { Line } from '#core/reconcile/line.ts';
import { periodEnd } from '#core/reconcile/period.ts';
import type { Quote } from '#core/reconcile/rates.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import { sideField } from '#core/reconcile/side-field.ts';
import type { Connection } from '#db/connection.ts';
import { ENTITY, type TestRecord } from './books.ts';
import { linesOf } from './results.ts';

export const RATES = 'central-bank';

/** A quote as tests write it. */
export type TestQuote = [date: string, base: string, quote: string, rate: string];

export const quotesOf = (quotes: readonly TestQuote[]): Quote[] =>
  quotes.map(([date, base, quote, rate]) => ({ date, base, quote, rate: decimal(rate) }));

/** Puts quotes in place as the next snapshot of the source of rates, each of them a record of its own. */
export async function takeRates(
  { pool }: Connection,
  quotes: readonly TestQuote[],
  options: { completeness?: 'complete' | 'incomplete'; confirmedAt?: string } = {},
): Promise<number> {
  await pool.query(
    `insert into entities values ($1, 'Acme', 'EUR', 'Europe/Berlin') on conflict do nothing`,
    [ENTITY],
  );
  const stream = await pool.query(
    `insert into streams (entity, source, dataset, last_snapshot) values ($1, $2, 'fx_rates', 1)
     on conflict (entity, source, dataset) do update set last_snapshot = streams.last_snapshot + 1
     returning stream_id, last_snapshot`,
    [ENTITY, RATES],
  );
  const { stream_id: streamId, last_snapshot: snapshot } = stream.rows[0];
  await pool.query('update fx_rates set valid_to = $2 where stream_id = $1 and valid_to is null', [
    streamId,
    snapshot,
  ]);
  await pool.query(
    `insert into fx_rates (stream_id, record_hash, record_key, version, valid_from, row_hash, ingestion_id, row_number,
       byte_start, byte_end, date, base, quote, rate)
     select $1, hashtextextended(no::text, 0), no::text, $2, $2, gen_random_uuid(), 1, no, 0, 1,
       (q->>0)::date, q->>1, q->>2, (q->>3)::numeric
     from jsonb_array_elements($3::jsonb) with ordinality as q (q, no)`,
    [streamId, snapshot, JSON.stringify(quotes)],
  );
  const at = options.confirmedAt ?? '2026-01-31T12:00:00Z';
  await pool.query(
    `insert into snapshots (stream_id, snapshot_no, snapshot_id, entity, source, dataset, as_of, taken_at, confirmed_at,
       row_count, opened_count, closed_count, control_totals, content_hash, completeness, trace_id)
     values ($1, $2, gen_random_uuid(), $3, $4, 'fx_rates', $5, $5, $5, $6, 0, 0, '[]', '', $7, gen_random_uuid())`,
    [streamId, snapshot, ENTITY, RATES, at, quotes.length, options.completeness ?? 'complete'],
  );
  return snapshot;
}

/** What the specification is told beside the lines. */
export function factsOf(
  rules: ReconciliationRules,
  books: { left: readonly TestRecord[]; right: readonly TestRecord[] },
  period: string,
  known: { quotes: readonly TestQuote[]; asOfDay: string },
): Facts {
  const cutOff = periodEnd(period);
  const isLater = ({ date }: Line) => cutOff !== null && date !== null && date > cutOff;
  return {
    ...{ cutOff, asOfDay: known.asOfDay, quotes: { [RATES]: quotesOf(known.quotes) } },
    later: linesOf(rules, books, '').lines.filter(isLater),
    valueOf: ({ side, recordKey }, field) => {
      const record = books[side].find((one) => one.recordKey === recordKey);
      const value = record ? fieldsOf(side, record)[field] : null;
      if (value === null || value === undefined) return null;
      const isNumber = sideField(rules[side].dataset, field).type === 'decimal';
      return isNumber ? toText(decimal(value) as Decimal) : value;
    },
  };
}

function fieldsOf(side: 'left' | 'right', record: TestRecord): Record<string, string | null> {
  const { recordKey, reference, counterparty, amount, currency, date } = record;
  const common = { record_key: recordKey, counterparty, currency, 'attributes.ref': reference };
  return side === 'left'
    ? { ...common, number: reference, gross: amount, issue_date: date }
    : { ...common, reference, amount, value_date: date };
}
