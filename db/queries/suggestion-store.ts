import { sql } from 'kysely';
import type { Trx } from '../transaction.ts';
import type { RunScope } from './reconcile-scope.ts';
import { analyseResultsIfGrown } from './statistics.ts';

/**
 * Replaces the suggestions of the tie-out by those of this run whose lines nobody has tied out since. The id is derived from
 * the pass and the lines, so that the same suggestion is found again after the next run.
 */
export async function storeSuggestions(trx: Trx, scope: RunScope): Promise<void> {
  const tieOut = sql.lit(scope.tieOutId);
  await sql`delete from suggestion_lines where tie_out_id = ${tieOut}`.execute(trx);
  await sql`delete from suggestions where tie_out_id = ${tieOut}`.execute(trx);
  await sql`drop table if exists lasting_sets, lasting_lines`.execute(trx);
  await sql`
    create temporary table lasting_lines on commit drop as
    select s.set_no, rest.* from suggested_lines s join rest on rest.line_no = s.line_no
    where s.set_no not in (
      select l.set_no from suggested_lines l left join rest r on r.line_no = l.line_no where r.line_no is null)`.execute(
    trx,
  );
  await sql`analyze lasting_lines`.execute(trx);
  const names = JSON.stringify(Object.fromEntries(scope.rules.passes.map(({ name }, at) => [at + 1, name])));
  await sql`
    create temporary table lasting_sets on commit drop as
    select s.*, ${names}::jsonb ->> s.pass::text as rule, l.*,
      md5(concat_ws(chr(31), ${names}::jsonb ->> s.pass::text, l.texts))::uuid as suggestion_id
    from suggested_sets s join (
      select set_no as of_set, min(currency) filter (where is_left) as left_currency, min(currency) as currency,
        count(*) filter (where is_left)::int as left_count, count(*) filter (where not is_left)::int as right_count,
        coalesce(sum(amount) filter (where is_left), 0) as left_amount,
        coalesce(sum(amount) filter (where not is_left), 0) as right_amount,
        string_agg(case when is_left then 'l' else 'r' end || length(record_key) || ':' || record_key, ''
          order by is_left, record_key collate "C") as texts,
        md5(string_agg(concat_ws(chr(31), is_left, length(record_key), record_key, currency, trim_scale(amount), line_date),
          chr(30) order by is_left, record_key collate "C")) as lines_hash
      from lasting_lines group by set_no
    ) l on l.of_set = s.set_no`.execute(trx);
  const suggested = await sql`
    insert into suggestions (tie_out_id, suggestion_id, pass, rule, label, currency, left_count, right_count, left_amount,
      right_amount, difference, score, score_parts, alternatives, runner_up, lines_hash, run_id)
    select distinct on (s.suggestion_id) ${tieOut}, s.suggestion_id, s.pass, s.rule, s.label, coalesce(s.left_currency, s.currency),
      s.left_count, s.right_count, s.left_amount, s.right_amount, s.left_amount - s.right_amount, s.score, s.score_parts,
      s.alternatives, r.suggestion_id, s.lines_hash, ${sql.lit(scope.runId)}::bigint
    from lasting_sets s left join lasting_sets r on r.set_no = s.runner_up
    order by s.suggestion_id, s.set_no`.execute(trx);
  const lines = await sql`
    insert into suggestion_lines (tie_out_id, key_hash, suggestion_id, is_left, record_hash, record_key, version, amount,
      currency, line_date)
    select distinct ${tieOut}, l.key_hash, s.suggestion_id, l.is_left, l.record_hash, l.record_key, l.version, l.amount,
      l.currency, l.line_date
    from lasting_lines l join lasting_sets s on s.set_no = l.set_no`.execute(trx);
  await analyseResultsIfGrown(trx, 'suggestions', suggested);
  await analyseResultsIfGrown(trx, 'suggestion_lines', lines);
}
