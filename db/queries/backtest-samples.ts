import { type RawBuilder, sql } from 'kysely';
import {
  type ExceptionSample,
  type MatchSample,
  SAMPLE_LINES,
  SAMPLE_SIZE,
  type Samples,
} from '#core/reconcile/backtest.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import type { Trx } from '../transaction.ts';
import { passNames, type Which } from './backtest-compute.ts';

/** The largest of each kind of change, in an order that nothing but the data decides. */
export async function samplesOf(
  trx: Trx,
  rules: { before: ReconciliationRules; after: ReconciliationRules },
): Promise<Samples> {
  const material = sql`a.severity = 'material' and b.severity is distinct from 'material'`;
  return {
    gained: await matchSamples(trx, 'after', rules.after, false),
    lost: await matchSamples(trx, 'before', rules.before, false),
    repaired: await matchSamples(trx, 'after', rules.after, true),
    newlyMaterial: await exceptionSamples(trx, 'after', material),
    appeared: await exceptionSamples(trx, 'after', sql`b.exception_id is null`),
    gone: await exceptionSamples(trx, 'before', sql`b.exception_id is null`),
  };
}

async function matchSamples(
  trx: Trx,
  which: Which,
  rules: ReconciliationRules,
  isRepaired: boolean,
): Promise<MatchSample[]> {
  const lines = sql.table(`${which}_lines`);
  const keys = (isLeft: boolean) => sql`array(
    select l.record_key from ${lines} l where l.set_no = s.set_no and l.is_left = ${sql.lit(isLeft)}
    order by l.record_key collate "C" limit ${sql.lit(SAMPLE_LINES)})`;
  const { rows } = await sql<MatchSample>`
    with s as materialized (
      select s.*, greatest(abs(s.left_amount), abs(s.right_amount)) as size
      from ${sql.table(`${which}_fates`)} f join ${sql.table(`${which}_sets`)} s on s.set_no = f.set_no
      where f.is_repaired = ${sql.lit(isRepaired)}
      order by size desc, s.match_key collate "C", s.currency collate "C", s.pass limit ${sql.lit(SAMPLE_SIZE)}
    )
    select s.match_key as key, s.currency, ${passNames(rules)}::jsonb ->> s.pass::text as pass,
      s.left_count as "leftCount", s.right_count as "rightCount", s.left_amount::text as "leftAmount",
      s.right_amount::text as "rightAmount", ${keys(true)} as left, ${keys(false)} as right
    from s order by size desc, s.match_key collate "C", s.currency collate "C", s.pass`.execute(trx);
  return rows;
}

/** Exceptions `a` of one result, with the same one `b` of the other. */
async function exceptionSamples(
  trx: Trx,
  which: Which,
  condition: RawBuilder<unknown>,
): Promise<ExceptionSample[]> {
  const [own, other] = which === 'after' ? ['after_found', 'before_found'] : ['before_found', 'after_found'];
  const { rows } = await sql<ExceptionSample>`
    select a.exception_id as "exceptionId", a.match_key as key, a.currency, a.type, a.difference::text as difference,
      a.severity, case when b.exception_id is null then null else json_build_object('type', b.type, 'difference',
        b.difference::text, 'severity', b.severity) end as other
    from ${sql.table(own as string)} a left join ${sql.table(other as string)} b on b.exception_id = a.exception_id
    where ${condition}
    order by a.absolute_difference desc, a.match_key collate "C", a.exception_id limit ${sql.lit(SAMPLE_SIZE)}`.execute(
    trx,
  );
  return rows;
}
