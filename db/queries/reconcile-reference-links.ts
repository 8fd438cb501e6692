import { type RawBuilder, sql } from 'kysely';
import { REFERENCE_LINES, REFERENCE_PAIRS } from '#core/reconcile/reference-pass.ts';
import {
  BARRIER,
  BETWEEN_TOKENS,
  CAPITALS,
  GROUPED_IBAN,
  NO_WORD,
} from '#core/reconcile/reference-tokens.ts';
import type { ReconciliationRules, ReferencePass } from '#core/reconcile/rules.ts';
import type { Trx } from '../transaction.ts';
import { dayNumberSql } from './business-days-sql.ts';
import { withSettings } from './planner-settings.ts';
import { passKeySql } from './reconcile-rest.ts';

/**
 * Who mentions whom, as core/reconcile/reference-pass.ts has it: `links (left_no, right_no, apart, left_count, right_count)`,
 * the counts being how many links each line has, and `cut_lines (line_no)`, those that have links that were not looked at.
 * Texts are read once and their grams joined with the references; no text is searched for a reference.
 */
export async function gatherLinks(
  trx: Trx,
  rules: ReconciliationRules,
  pass: ReferencePass,
  keyIndex: number,
): Promise<void> {
  await sql`drop table if exists named, mentions, common_references, cut_lines, links`.execute(trx);
  await gatherNamed(trx, rules, pass, keyIndex);
  await gatherMentions(trx, rules, pass, keyIndex);
  await findCommon(trx);
  await linkLines(trx, pass);
}

/** Lines that have a reference that is looked for. */
async function gatherNamed(
  trx: Trx,
  rules: ReconciliationRules,
  { referenceSide, minLength, days }: ReferencePass,
  keyIndex: number,
): Promise<void> {
  const key = passKeySql(rules, keyIndex);
  await sql`
    create temporary table named on commit drop as
    select * from (
      select line_no, record_key, currency, ${dayNumberSql(days ?? {}, sql`line_date`, rules.holidays)} as day_no,
        regexp_replace(${upperSql(key)}, ${sql.lit(NO_WORD)}, '', 'g') as reference
      from rest where is_left = ${sql.lit(referenceSide === 'left')} and ${key} is not null ${andDated(days)}
      offset 0
    ) n where reference <> '' and length(reference) >= ${sql.lit(minLength)}`.execute(trx);
  await sql`analyze named`.execute(trx);
}

/** The planner does not know how many grams a text has: a join that compares each with each reference never ends. */
const BY_HASH = {
  enable_nestloop: 'off',
  enable_mergejoin: 'off',
  enable_memoize: 'off',
  jit: 'off',
} as const;

/** Texts and the references that they mention, each once. */
async function gatherMentions(
  trx: Trx,
  rules: ReconciliationRules,
  { referenceSide, days }: ReferencePass,
  keyIndex: number,
): Promise<void> {
  const key = passKeySql(rules, keyIndex);
  const text = sql`regexp_replace(${upperSql(key)}, ${sql.lit(GROUPED_IBAN)}, ${` ${BARRIER} `}, 'g')`;
  const work = () =>
    sql`
    create temporary table mentions on commit drop as
    select distinct g.line_no, g.record_key, g.currency, g.day_no, g.reference
    from (
      select t.line_no, t.record_key, t.currency, t.day_no, g.gram as reference
      from (
        select line_no, record_key, currency, ${dayNumberSql(days ?? {}, sql`line_date`, rules.holidays)} as day_no,
          string_to_array(btrim(regexp_replace(${text}, ${sql.lit(BETWEEN_TOKENS)}, ' ', 'g')), ' ') as tokens
        from rest where is_left = ${sql.lit(referenceSide !== 'left')} and ${key} is not null ${andDated(days)}
        offset 0
      ) t
      cross join lateral unnest(t.tokens, t.tokens[2:], t.tokens[3:], t.tokens[4:]) u (a, b, c, d)
      cross join lateral (values (a), (a || b), (a || b || c), (a || b || c || d)) g (gram)
      where g.gram is not null offset 0
    ) g
    join (select distinct reference, currency from named) n on n.reference = g.reference and n.currency = g.currency`.execute(
      trx,
    );
  await withSettings(trx, BY_HASH, work);
  await sql`analyze mentions`.execute(trx);
}

async function findCommon(trx: Trx): Promise<void> {
  await sql`
    create temporary table common_references on commit drop as
    select reference, currency
    from (select reference, currency, count(*) as count from named group by 1, 2) n
    join (select reference, currency, count(*) as count from mentions group by 1, 2) m using (reference, currency)
    where n.count > 1 and m.count > 1 and n.count * m.count > ${sql.lit(REFERENCE_PAIRS)}`.execute(trx);
  await sql`analyze common_references`.execute(trx);
  await sql`
    create temporary table cut_lines on commit drop as
    select line_no from named join common_references using (reference, currency)
    union select line_no from mentions join common_references using (reference, currency)`.execute(trx);
  await sql`analyze cut_lines`.execute(trx);
}

async function linkLines(trx: Trx, { referenceSide, days }: ReferencePass): Promise<void> {
  const [left, right] = referenceSide === 'left' ? [sql`n`, sql`m`] : [sql`m`, sql`n`];
  const columns = sql`${left}.line_no as left_no, ${right}.line_no as right_no, ${right}.day_no - ${left}.day_no as apart`;
  const within = days
    ? sql`and ${right}.day_no - ${left}.day_no between ${sql.lit(-days.before)} and ${sql.lit(days.after)}`
    : sql``;
  const first = (table: 'named' | 'mentions') => sql`(
    select * from (
      select x.*, row_number() over (partition by reference, currency order by record_key collate "C") as place
      from ${sql.table(table)} x join common_references using (reference, currency)
    ) x where place <= ${sql.lit(REFERENCE_LINES)})`;
  await sql`
    create temporary table links on commit drop as
    select l.*, count(*) over (partition by left_no)::int as left_count, count(*) over (partition by right_no)::int as right_count
    from (
      select ${columns} from named n join mentions m on m.reference = n.reference and m.currency = n.currency
      where not exists (
        select from common_references c where c.reference = n.reference and c.currency = n.currency) ${within}
      union all
      select ${columns} from ${first('named')} n join ${first('mentions')} m
        on m.reference = n.reference and m.currency = n.currency where true ${within}
    ) l`.execute(trx);
  await sql`analyze links`.execute(trx);
}

const andDated = (days: ReferencePass['days']): RawBuilder<unknown> =>
  days ? sql`and line_date is not null` : sql``;

/** ASCII is folded in any locale; only texts with other letters need the table. */
function upperSql(text: RawBuilder<unknown>): RawBuilder<unknown> {
  const folded = sql`upper(${text} collate "C")`;
  const [small, large] = [[...CAPITALS.keys()].join(''), [...CAPITALS.values()].join('')];
  return sql`case when octet_length(${text}) = length(${text}) then ${folded}
    else translate(${folded}, ${sql.lit(small)}, ${sql.lit(large)}) end`;
}
