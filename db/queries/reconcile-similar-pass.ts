import { type RawBuilder, sql } from 'kysely';
import { compare, decimal } from '#core/money/decimal.ts';
import { toText } from '#core/money/format.ts';
import type { NumberedPass } from '#core/reconcile/passes.ts';
import type { ReconciliationRules, SimilarPass } from '#core/reconcile/rules.ts';
import { textComparer } from '#core/reconcile/trigrams.ts';
import { CANDIDATES_SEEN } from '#core/reconcile/window-pass.ts';
import type { Trx } from '../transaction.ts';
import { gatherLooking, look, SIGHTS } from './reconcile-looks.ts';
import { beginChoices, suggestChoices } from './reconcile-pair-suggestions.ts';
import { residualSql } from './reconcile-parts-sql.ts';
import { passKeySql } from './reconcile-rest.ts';
import { allowanceOfSql } from './reconcile-rules-sql.ts';
import type { RunScope } from './reconcile-scope.ts';
import { amountPartSql, datePartSql, scoreSql } from './reconcile-score-sql.ts';

/** Pairs of texts that are read, compared and written at once. */
const PAIRS_READ = 5_000;

/**
 * The same as core/reconcile/similar-pass.ts, whose comparison of texts it uses: an index brings together the lines whose
 * amounts and dates allow it, and only their texts cross into this process, a batch at a time.
 */
export async function similarPass(
  trx: Trx,
  { rules }: RunScope,
  { number, pass, keyIndex }: NumberedPass<SimilarPass>,
): Promise<void> {
  const text = passKeySql(rules, keyIndex);
  await gatherLooking(trx, rules, sql`case when ${text} is not null then '' end`, pass.days);
  await look(trx, rules, pass.days);
  await compareTexts(trx, rules, pass, keyIndex);
  await chooseAlike(trx, rules, pass);
  await suggestChoices(trx, number);
}

/** `likenesses`: the pairs that are alike enough, and how much. */
async function compareTexts(
  trx: Trx,
  rules: ReconciliationRules,
  { least }: SimilarPass,
  keyIndex: number,
): Promise<void> {
  await sql`drop table if exists likenesses`.execute(trx);
  await sql`
    create temporary table likenesses (left_no bigint not null, right_no bigint not null, likeness numeric not null)
    on commit drop`.execute(trx);
  const text = (line: string): RawBuilder<unknown> => passKeySql(rules, keyIndex, line);
  // All rows are read, so the fastest way to the last one is wanted, not to the first.
  await sql`set local cursor_tuple_fraction to 1`.execute(trx);
  await sql`
    declare texts no scroll cursor for
    select p.left_no, p.right_no, ${text('l')} as left_text, ${text('r')} as right_text
    from (select distinct left_no, right_no from sights) p
    join rest l on l.line_no = p.left_no join rest r on r.line_no = p.right_no`.execute(trx);
  await sql`set local cursor_tuple_fraction to default`.execute(trx);
  const likeness = textComparer();
  const enough = decimal(least);
  for (;;) {
    const { rows } = await sql<{
      left_no: string;
      right_no: string;
      left_text: string;
      right_text: string;
    }>`fetch ${sql.lit(PAIRS_READ)} from texts`.execute(trx);
    if (rows.length === 0) break;
    const alike = rows
      .map((row) => ({ ...row, likeness: likeness(row.left_text, row.right_text) }))
      .filter((pair) => compare(pair.likeness, enough) >= 0);
    await sql`
      insert into likenesses select * from unnest(${alike.map((pair) => pair.left_no)}::bigint[],
        ${alike.map((pair) => pair.right_no)}::bigint[],
        ${alike.map((pair) => toText(pair.likeness))}::numeric[])`.execute(trx);
  }
  await sql`close texts`.execute(trx);
  await sql`analyze likenesses`.execute(trx);
}

async function chooseAlike(trx: Trx, rules: ReconciliationRules, { days }: SimilarPass): Promise<void> {
  await beginChoices(trx);
  const parts = { amount: sql`g.amount_part`, text: sql`g.likeness` };
  const date = days ? datePartSql(sql`g.apart`, Math.max(days.before, days.after)) : sql`null::numeric`;
  await sql`
    insert into choices (line_no, left_no, right_no, score, amount_part, date_part, text_part, label, alternatives)
    select case when g.is_left then g.left_no else g.right_no end, g.left_no, g.right_no,
      ${scoreSql(days ? { ...parts, date: sql`g.date_part` } : parts)}, g.amount_part, g.date_part, g.likeness,
      case when not g.is_whole then 'truncated' when g.rivals = 1 then 'unique' else 'alternatives' end,
      case when g.is_whole then g.rivals end
    from (
      select g.*, ${amountPartSql(sql`g.difference`, sql`g.allowed`)} as amount_part, ${date} as date_part,
        greatest(g.left_count, g.right_count) <= ${sql.lit(CANDIDATES_SEEN)} as is_whole
      from (
        select g.*, ${residualSql(rules)} as difference, ${allowanceOfSql(rules)} as allowed, a.likeness,
          a.left_rivals + a.right_rivals - 1 as rivals
        from (${SIGHTS}) g join (
          select a.*, count(*) over (partition by left_no) as left_rivals,
            count(*) over (partition by right_no) as right_rivals
          from likenesses a
        ) a on a.left_no = g.left_no and a.right_no = g.right_no offset 0
      ) g offset 0
    ) g`.execute(trx);
}
