import { type RawBuilder, sql } from 'kysely';
import type { Trx } from '../transaction.ts';
import { ofFirstPass, type RunScope } from './reconcile-scope.ts';

/** A leaf of the result hash is a bucket of 2^47 key hashes: few enough to be put together, small enough to be made anew. */
const BUCKET_BITS = 47;
const bucketOf = (column: RawBuilder<unknown>) => sql`(${column} >> ${sql.lit(BUCKET_BITS)})::int`;

/** Most matches are pairs of equal amounts. Told in three fields instead of eight, they take half the time. */
const MATCH_CONTENT = sql`case when left_count = 1 and right_count = 1 and left_amount = right_amount and explained is null
  then length(match_key) || ':' || match_key || chr(31) || currency || chr(31) || trim_scale(left_amount)::text
  else concat_ws(chr(31), length(match_key) || ':' || match_key, currency, trim_scale(left_amount),
    trim_scale(right_amount), left_count, right_count, explained) end`;

const matchLeaves = (from: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select ${bucketOf(sql`m.key_hash`)} as bucket, sha256(convert_to(string_agg(${MATCH_CONTENT}, chr(10)
    order by m.key_hash, m.match_key collate "C", m.currency collate "C"), 'UTF8')) as hash
  from ${from} group by 1`;

/** The leaves over all matches of the first pass, from `outcome`, instead of those of the run before. */
export async function replaceMatchLeaves(trx: Trx, scope: RunScope): Promise<void> {
  await dropLeaves(trx, scope, 'match');
  await sql`
    insert into result_leaves (tie_out_id, kind, bucket, hash)
    select ${sql.lit(scope.tieOutId)}, 'match', bucket, hash from (${matchLeaves(sql`outcome m where m.tied`)}) l
    order by bucket`.execute(trx);
}

/** The leaves of a part, from `outcome`, put aside until the run is finished. */
export async function putMatchLeavesAside(trx: Trx, scope: RunScope): Promise<void> {
  await sql`
    insert into run_leaves (run_id, bucket, hash)
    select ${sql.lit(scope.runId)}::bigint, bucket, hash from (${matchLeaves(sql`outcome m where m.tied`)}) l`.execute(
    trx,
  );
}

/** The leaves that the parts of a run put aside, instead of those of the run before. */
export async function takeLeavesOfParts(trx: Trx, scope: RunScope): Promise<void> {
  await dropLeaves(trx, scope, 'match');
  await sql`
    insert into result_leaves (tie_out_id, kind, bucket, hash)
    select ${sql.lit(scope.tieOutId)}, 'match', bucket, hash from run_leaves where run_id = ${scope.runId}
    order by bucket`.execute(trx);
}

/** The leaves in which a match has moved (`moved_matches`), from the stored matches; the others stay. */
export async function renewMatchLeaves(trx: Trx, scope: RunScope): Promise<void> {
  await renewLeaves(trx, scope, 'match', sql`moved_matches`, (buckets) =>
    matchLeaves(sql`${buckets} b join matches m on m.tie_out_id = ${sql.lit(scope.tieOutId)} and m.to_run is null
      and ${ofFirstPass(scope)} and m.key_hash between b.first_hash and b.last_hash`),
  );
}

/** What a run decides of an exception, as far as it is part of the result. */
const BREAK_CONTENT = sql`jsonb_build_array(match_key, currency, type, severity, rule, left_count, trim_scale(left_amount),
  left_currency, left_date, right_count, trim_scale(right_amount), right_currency, right_date, trim_scale(difference),
  trim_scale(threshold), part_differences, days_apart, counterparty, item_date, class, cause, explained, fx)::text`;

const breakLeaves = (from: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select ${bucketOf(sql`e.key_hash`)} as bucket, sha256(convert_to(string_agg(${BREAK_CONTENT}, chr(10)
    order by e.key_hash, e.match_key collate "C", e.currency collate "C", e.exception_id), 'UTF8')) as hash
  from ${from} group by 1`;

/** The leaves over the open exceptions as they are stored now: those in which an affected key lies, or all. */
export async function storeBreakLeaves(trx: Trx, scope: RunScope): Promise<void> {
  const open = sql`e.tie_out_id = ${sql.lit(scope.tieOutId)} and e.state = 'open'`;
  if (scope.keys?.of === 'touched') {
    await renewLeaves(trx, scope, 'break', sql`affected`, (buckets) =>
      breakLeaves(
        sql`exceptions e where ${open} and ${bucketOf(sql`e.key_hash`)} in (select bucket from ${buckets})`,
      ),
    );
    return;
  }
  await dropLeaves(trx, scope, 'break');
  await sql`
    insert into result_leaves (tie_out_id, kind, bucket, hash)
    select ${sql.lit(scope.tieOutId)}, 'break', bucket, hash from (${breakLeaves(sql`exceptions e where ${open}`)}) l`.execute(
    trx,
  );
}

async function dropLeaves(trx: Trx, scope: RunScope, kind: 'match' | 'break'): Promise<void> {
  await sql`delete from result_leaves where tie_out_id = ${sql.lit(scope.tieOutId)} and kind = ${sql.lit(kind)}`.execute(
    trx,
  );
}

async function renewLeaves(
  trx: Trx,
  scope: RunScope,
  kind: 'match' | 'break',
  keys: RawBuilder<unknown>,
  leaves: (buckets: RawBuilder<unknown>) => RawBuilder<unknown>,
): Promise<void> {
  const own = sql`tie_out_id = ${sql.lit(scope.tieOutId)} and kind = ${sql.lit(kind)}`;
  // Without parameters, several statements go in one message.
  await sql`
    drop table if exists buckets;
    create temporary table buckets on commit drop as
    select bucket, bucket::bigint << ${sql.lit(BUCKET_BITS)} as first_hash,
      (bucket::bigint << ${sql.lit(BUCKET_BITS)}) + ${sql.lit((2n ** BigInt(BUCKET_BITS) - 1n).toString())}::bigint as last_hash
    from (select distinct ${bucketOf(sql`key_hash`)} as bucket from ${keys}) b order by bucket;
    analyze buckets;
    delete from result_leaves where ${own} and bucket in (select bucket from buckets)`.execute(trx);
  await sql`
    insert into result_leaves (tie_out_id, kind, bucket, hash)
    select ${sql.lit(scope.tieOutId)}, ${sql.lit(kind)}, bucket, hash from (${leaves(sql`buckets`)}) l`.execute(
    trx,
  );
}

/** Ends of `parts` ranges of about equal share, in order; none cuts a leaf. */
export function hashRanges(parts: number): { from: string; to: string }[] {
  const leaves = 2n ** BigInt(64 - BUCKET_BITS);
  const at = (part: number) => (leaves * BigInt(part)) / BigInt(parts) - leaves / 2n;
  const hash = (leaf: bigint) => leaf << BigInt(BUCKET_BITS);
  return Array.from({ length: parts }, (_, part) => ({
    from: hash(at(part)).toString(),
    to: (hash(at(part + 1)) - 1n).toString(),
  }));
}
