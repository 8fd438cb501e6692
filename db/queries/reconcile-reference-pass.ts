import { sql } from 'kysely';
import type { NumberedPass } from '#core/reconcile/passes.ts';
import type { ReconciliationRules, ReferencePass } from '#core/reconcile/rules.ts';
import type { Trx } from '../transaction.ts';
import { beginChoices, suggestChoices } from './reconcile-pair-suggestions.ts';
import { bridgedSql, residualSql } from './reconcile-parts-sql.ts';
import { gatherLinks } from './reconcile-reference-links.ts';
import { allowanceOfSql, amountsTieSql, breaksCardinalitySql, groupSums } from './reconcile-rules-sql.ts';
import type { RunScope } from './reconcile-scope.ts';
import { amountPartSql, datePartSql, scorePartsSql, scoreSql } from './reconcile-score-sql.ts';
import { nextSetNo, takeSets } from './reconcile-sets.ts';

/** The same as core/reconcile/reference-pass.ts. */
export async function referencePass(
  trx: Trx,
  { rules }: RunScope,
  { number, pass, keyIndex }: NumberedPass<ReferencePass>,
): Promise<void> {
  await gatherLinks(trx, rules, pass, keyIndex);
  await gatherStars(trx, rules, pass);
  await tieStars(trx, rules);
  await suggestStars(trx, rules, pass, number);
  await chooseAmongOthers(trx, rules, pass);
  await suggestChoices(trx, number);
  await takeSets(trx, number);
}

/** `stars`: lines that are linked with one line, the centre, alone; a clean one can tie out. A pair's centre is its left line. */
async function gatherStars(trx: Trx, rules: ReconciliationRules, pass: ReferencePass): Promise<void> {
  await sql`drop table if exists star_lines, stars`.execute(trx);
  await sql`
    create temporary table star_lines on commit drop as
    with centred as (
      select left_no, right_no, apart, case
          when max(right_count) over (partition by left_no) = 1 then left_no
          when max(left_count) over (partition by right_no) = 1 then right_no end as centre
      from links
    ), lines as (
      select centre, left_no as line_no, abs(apart) as apart from centred where centre is not null
      union all select centre, right_no, abs(apart) from centred where centre is not null
    )
    select centre, line_no, max(apart) as apart from lines group by centre, line_no`.execute(trx);
  await sql`analyze star_lines`.execute(trx);
  await sql`
    create temporary table stars on commit drop as
    select g.*, not g.is_cut and not ${breaksCardinalitySql(pass)} as is_clean, ${amountsTieSql(rules)} as ties
    from (
      select s.centre, min(currency) as currency, max(s.apart) as apart, bool_or(c.line_no is not null) as is_cut,
        ${groupSums(rules)}
      from star_lines s join rest on rest.line_no = s.line_no left join cut_lines c on c.line_no = s.line_no
      group by s.centre
    ) g`.execute(trx);
  await sql`analyze stars`.execute(trx);
}

async function tieStars(trx: Trx, rules: ReconciliationRules): Promise<void> {
  await sql`
    insert into tied_sets (set_no, set_key, explained, line_no)
    select g.centre, null, ${bridgedSql(rules)}, s.line_no
    from stars g join star_lines s on s.centre = g.centre where g.is_clean and g.ties`.execute(trx);
}

/** How a group of lines is judged, as columns `amount_part`, `date_part` (null without days) and `text_part`. */
function judged(rules: ReconciliationRules, { days }: ReferencePass) {
  const amount = amountPartSql(residualSql(rules), allowanceOfSql(rules));
  const date = days ? datePartSql(sql`g.apart`, Math.max(days.before, days.after)) : sql`null::numeric`;
  return sql`${amount} as amount_part, ${date} as date_part, 1::numeric as text_part`;
}

const partsOf = ({ days }: ReferencePass) => ({
  amount: sql`g.amount_part`,
  ...(days ? { date: sql`g.date_part` } : {}),
  text: sql`g.text_part`,
});

async function suggestStars(
  trx: Trx,
  rules: ReconciliationRules,
  pass: ReferencePass,
  number: number,
): Promise<void> {
  const first = sql.lit(String(await nextSetNo(trx)));
  await sql`drop table if exists differing`.execute(trx);
  await sql`
    create temporary table differing on commit drop as
    select ${first}::bigint - 1 + row_number() over () as set_no, g.centre, ${judged(rules, pass)}
    from stars g where g.is_clean and not g.ties`.execute(trx);
  await sql`
    insert into suggested_sets (set_no, pass, label, score, score_parts, alternatives, runner_up)
    select g.set_no, ${sql.lit(number)}, 'difference', ${scoreSql(partsOf(pass))}, ${scorePartsSql(partsOf(pass))}, 1, null
    from differing g`.execute(trx);
  await sql`
    insert into suggested_lines (set_no, line_no)
    select g.set_no, s.line_no from differing g join star_lines s on s.centre = g.centre`.execute(trx);
}

/** Links outside of clean stars whose amounts tie: both of their lines choose. */
async function chooseAmongOthers(trx: Trx, rules: ReconciliationRules, pass: ReferencePass): Promise<void> {
  await beginChoices(trx);
  await sql`
    insert into choices (line_no, left_no, right_no, score, amount_part, date_part, text_part, label, alternatives)
    select chooser.line_no, g.left_no, g.right_no, ${scoreSql(partsOf(pass))}, g.amount_part, g.date_part, g.text_part,
      case when g.is_cut then 'truncated' else 'alternatives' end,
      case when not g.is_cut then g.left_count + g.right_count - 1 end
    from (
      select g.*, ${judged(rules, pass)}
      from (
        select k.*, l.currency, l.amount as left_amount, r.amount as right_amount, l.parts as left_parts,
          r.parts as right_parts, least(l.limit_no, r.limit_no) as limit_no,
          exists (select from cut_lines c where c.line_no in (k.left_no, k.right_no)) as is_cut
        from links k join rest l on l.line_no = k.left_no join rest r on r.line_no = k.right_no
        where not exists (
          select from star_lines s join stars t on t.centre = s.centre where s.line_no = k.left_no and t.is_clean)
      ) g where ${amountsTieSql(rules)} offset 0
    ) g cross join lateral (values (g.left_no), (g.right_no)) chooser (line_no)`.execute(trx);
}
