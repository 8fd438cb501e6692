import { sql } from 'kysely';
import type { Trx } from '../transaction.ts';
import type { RunScope } from './reconcile-scope.ts';

/**
 * SHA-256 over everything that the run found, hex. It depends on the rules and the pinned lines only: rows are taken in
 * the order of key hash, key (collate "C"), currency and pass, amounts without trailing zeros, and no run, time or place
 * in a table enters. Over the stored leaves of the first pass and of the exceptions, and over the matches of the other
 * passes with their lines, which are in `outcome` and `members`.
 */
export async function resultHash(trx: Trx, scope: RunScope): Promise<string> {
  const leaves = (kind: 'match' | 'break') => sql`
    (select sha256(coalesce(string_agg(int4send(bucket) || hash, ''::bytea order by bucket), '')) from result_leaves
      where tie_out_id = ${sql.lit(scope.tieOutId)} and kind = ${sql.lit(kind)})`;
  const { rows } = await sql<{ hash: string }>`
    with lines as (
      select pass, key_hash, match_key, currency, jsonb_agg(jsonb_build_array(is_left, record_key)
        order by is_left, record_key collate "C") as lines
      from members group by pass, key_hash, match_key, currency
    ), sets as (
      select string_agg(jsonb_build_array(o.match_key, o.currency, o.right_currency, trim_scale(o.left_amount),
          trim_scale(o.right_amount), o.pass, o.left_count, o.right_count, o.explained, trim_scale(o.difference), l.lines)::text, chr(10)
        order by o.key_hash, o.match_key collate "C", o.currency collate "C", o.pass) as content
      from outcome o left join lines l on l.pass = o.pass and l.key_hash = o.key_hash and l.match_key = o.match_key
        and l.currency = o.currency
    )
    select encode(sha256(convert_to('tieout-result-3', 'UTF8') || ${leaves('match')} ||
      sha256(convert_to(coalesce((select content from sets), ''), 'UTF8')) || ${leaves('break')}), 'hex') as hash`.execute(
    trx,
  );
  return (rows[0] as { hash: string }).hash;
}
