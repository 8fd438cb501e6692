import { sql } from 'kysely';
import { PAIRS_SUGGESTED } from '#core/reconcile/competing-pairs.ts';
import type { Trx } from '../transaction.ts';
import { nextSetNo } from './reconcile-sets.ts';

/**
 * The same as core/reconcile/competing-pairs.ts. Pairs that lines have to choose from are rows of `choices`: `line_no` is
 * the line that chooses, and a part that the pass does not look at is null.
 */
export async function beginChoices(trx: Trx): Promise<void> {
  await sql`drop table if exists choices`.execute(trx);
  await sql`
    create temporary table choices (line_no bigint not null, left_no bigint not null, right_no bigint not null,
      score numeric not null, amount_part numeric, date_part numeric, text_part numeric, label text not null,
      alternatives int) on commit drop`.execute(trx);
}

const BETTER = sql`c.score desc, l.line_date, r.line_date, l.record_key collate "C", r.record_key collate "C"`;

/** Adds what the lines choose to `suggested_sets` and `suggested_lines`; `choices` is empty afterwards. */
export async function suggestChoices(trx: Trx, pass: number): Promise<void> {
  const first = sql.lit(String(await nextSetNo(trx)));
  await sql`analyze choices`.execute(trx);
  await sql`drop table if exists chosen`.execute(trx);
  // Better sets have smaller numbers: a runner-up is the smallest number there is.
  await sql`
    create temporary table chosen on commit drop as
    with ranked as (
      select c.*, row_number() over (partition by c.line_no order by ${BETTER}) as place
      from choices c join rest l on l.line_no = c.left_no join rest r on r.line_no = c.right_no
    ), pairs as (
      select distinct on (left_no, right_no) * from ranked where place <= ${sql.lit(PAIRS_SUGGESTED)}
    )
    select ${first}::bigint - 1 + row_number() over (order by ${BETTER}) as set_no, c.*
    from pairs c join rest l on l.line_no = c.left_no join rest r on r.line_no = c.right_no`.execute(trx);
  await sql`analyze chosen`.execute(trx);
  await sql`
    insert into suggested_sets (set_no, pass, label, score, score_parts, alternatives, runner_up)
    with wanted as (
      select line_no, min(set_no) as best, max(set_no) filter (where place = 2) as next
      from (
        select w.*, row_number() over (partition by w.line_no order by w.set_no) as place
        from (select left_no as line_no, set_no from chosen union all select right_no, set_no from chosen) w
      ) w where place <= 2 group by line_no
    )
    select c.set_no, ${sql.lit(pass)}, c.label, c.score, jsonb_strip_nulls(jsonb_build_object(
        'amount', trim_scale(c.amount_part)::text, 'date', trim_scale(c.date_part)::text,
        'text', trim_scale(c.text_part)::text)),
      c.alternatives, least(case when l.best = c.set_no then l.next else l.best end,
        case when r.best = c.set_no then r.next else r.best end)
    from chosen c join wanted l on l.line_no = c.left_no join wanted r on r.line_no = c.right_no`.execute(
    trx,
  );
  await sql`
    insert into suggested_lines (set_no, line_no)
    select set_no, left_no from chosen union all select set_no, right_no from chosen`.execute(trx);
  await sql`truncate choices`.execute(trx);
}
