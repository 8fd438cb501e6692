import { sql } from 'kysely';
import type { Trx } from '../transaction.ts';

/**
 * Working tables of the passes after the first, which pick lines of `rest` one by one:
 * `tied_sets (set_no, set_key, explained, difference, line_no)`: what a pass ties out, a row a line; `set_key` is null where no
 * key is shared, `difference` but for two currencies.
 * `members`: the lines of all that they tied out. `suggested_sets (set_no, label, score, score_parts, alternatives, runner_up)` and
 * `suggested_lines (set_no, line_no)`: what a pass suggests; set_no is unique within the run, runner_up another set_no.
 */
export async function beginSets(trx: Trx): Promise<void> {
  // Without parameters, several statements go in one message.
  await sql`
    drop table if exists tied_sets, members, suggested_sets, suggested_lines;
    create temporary table tied_sets (set_no bigint not null, set_key text collate "C", explained jsonb,
      difference numeric, line_no bigint not null)
    on commit drop;
    create temporary table members (pass smallint, key_hash bigint, match_key text collate "C", currency text collate "C",
      is_left boolean, line_key_hash bigint, record_hash bigint, record_key text collate "C", version int,
      line_currency text collate "C", amount numeric, line_date date) on commit drop;
    create temporary table suggested_sets (set_no bigint not null, pass smallint not null, label text not null,
      score numeric not null, score_parts jsonb not null, alternatives int, runner_up bigint) on commit drop;
    create temporary table suggested_lines (set_no bigint not null, line_no bigint not null) on commit drop`.execute(
    trx,
  );
}

/**
 * Takes the lines of `tied_sets` out of `rest`: a row of `outcome` a set, a row of `members` a line. A set without a key
 * stands under its smallest left record key, as `anchorKey` of core/reconcile does.
 */
export async function takeSets(trx: Trx, pass: number): Promise<void> {
  const no = sql.lit(pass);
  await sql`drop table if exists taken`.execute(trx);
  await sql`analyze tied_sets`.execute(trx);
  await sql`
    create temporary table taken on commit drop as
    select t.set_no, t.explained, t.difference, rest.*,
      coalesce(t.set_key, '~' || min(rest.record_key) filter (where rest.is_left) over in_set) as set_key,
      coalesce(min(rest.currency) filter (where rest.is_left) over in_set, rest.currency) as set_currency
    from tied_sets t join rest on rest.line_no = t.line_no
    window in_set as (partition by t.set_no)`.execute(trx);
  await sql`
    insert into outcome (key_hash, match_key, currency, pass, tied, left_count, right_count, left_amount, right_amount,
      right_currency, explained, difference)
    select hashtextextended(set_key, 0), set_key, set_currency, ${no}, true,
      count(*) filter (where is_left), count(*) filter (where not is_left),
      coalesce(sum(amount) filter (where is_left), 0), coalesce(sum(amount) filter (where not is_left), 0),
      nullif(min(currency) filter (where not is_left), set_currency), min(explained::text)::jsonb, min(difference)
    from taken group by set_no, set_key, set_currency`.execute(trx);
  await sql`
    insert into members
    select ${no}, hashtextextended(set_key, 0), set_key, set_currency, is_left, key_hash, record_hash, record_key, version,
      currency, amount, line_date
    from taken`.execute(trx);
  await sql`delete from rest using taken where taken.line_no = rest.line_no`.execute(trx);
  await sql`truncate tied_sets`.execute(trx);
}

/** The number from which the sets of a further pass may count. */
export async function nextSetNo(trx: Trx): Promise<bigint> {
  const { rows } = await sql<{
    next: string;
  }>`select coalesce(max(set_no), 0) + 1 as next from suggested_sets`.execute(trx);
  return BigInt((rows[0] as { next: string }).next);
}
