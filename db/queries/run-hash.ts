import { type RawBuilder, sql } from 'kysely';
import type { Trx } from '../transaction.ts';

/**
 * SHA-256 over everything that the run found, hex. It depends on the rules and the pinned lines only: rows are taken in
 * the order of key hash, key (collate "C"), currency and pass, amounts without trailing zeros, and no run, time or place
 * in a table enters. Rows are hashed within 65,536 buckets of the key hash and the buckets once more, so that parts can be
 * hashed apart and unchanged parts need not be hashed again.
 */
export async function resultHash(trx: Trx): Promise<string> {
  const matches = bucketHashes(
    // Most matches are pairs of equal amounts. Told in three fields instead of eight, they take half the time.
    sql`case when pass > 1 or pass = 0
      then jsonb_build_array(match_key, currency, right_currency, trim_scale(left_amount), trim_scale(right_amount), pass,
        left_count, right_count, explained, (
          select jsonb_agg(jsonb_build_array(m.is_left, m.record_key) order by m.is_left, m.record_key collate "C") from members m
          where m.pass = outcome.pass and m.key_hash = outcome.key_hash and m.match_key = outcome.match_key
            and m.currency = outcome.currency))::text
      when left_count = 1 and right_count = 1 and left_amount = right_amount and explained is null
      then length(match_key) || ':' || match_key || chr(31) || currency || chr(31) || trim_scale(left_amount)::text
      else concat_ws(chr(31), length(match_key) || ':' || match_key, currency, trim_scale(left_amount),
        trim_scale(right_amount), pass, left_count, right_count, explained) end`,
    sql`key_hash, match_key collate "C", currency collate "C", pass`,
    sql`outcome where tied`,
  );
  const breaks = bucketHashes(
    sql`jsonb_build_array(slot, match_key, currency, type, severity, rule, left_count, trim_scale(left_amount),
      left_currency, left_date, right_count, trim_scale(right_amount), right_currency, right_date,
      trim_scale(difference), trim_scale(threshold), days_apart, counterparty, item_date)::text`,
    sql`key_hash, match_key collate "C", currency collate "C", slot`,
    sql`found`,
  );
  const { rows } = await sql<{ hash: string }>`
    select encode(sha256(convert_to('tieout-result-2', 'UTF8') || sha256(coalesce(m.hashes, '')) ||
      sha256(coalesce(b.hashes, ''))), 'hex') as hash
    from (${matches}) m, (${breaks}) b`.execute(trx);
  return (rows[0] as { hash: string }).hash;
}

function bucketHashes(
  content: RawBuilder<unknown>,
  order: RawBuilder<unknown>,
  from: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`
    select string_agg(int8send(bucket) || hash, ''::bytea order by bucket) as hashes
    from (
      select key_hash >> 48 as bucket, sha256(convert_to(string_agg(${content}, chr(10) order by ${order}), 'UTF8')) as hash
      from ${from} group by key_hash >> 48
    ) buckets`;
}
