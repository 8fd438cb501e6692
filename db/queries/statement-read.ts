import { type RawBuilder, sql } from 'kysely';
import { fieldNamed } from '#core/dataset/datasets.ts';
import { namesUsed } from '#core/expression/names-used.ts';
import type { SideName } from '#core/reconcile/line.ts';
import { MANUAL_PASS } from '#core/reconcile/passes.ts';
import type { ReconciliationRules, Side } from '#core/reconcile/rules.ts';
import { sideDataset, sideField } from '#core/reconcile/side-field.ts';
import type { StatedAccount, StatementAmount, StatementSide } from '#core/reconcile/statement.ts';
import type { Db } from '../connection.ts';
import { expressionSql } from './expression-sql.ts';

/** The last run of a tie-out, as far as a statement needs it. */
export interface StatementRun {
  runId: string;
  tieOutId: number;
  status: 'complete' | 'incomplete';
  reasons: unknown[];
  cutOff: string | null;
  startedAt: string;
  finishedAt: string;
  /** The rules as they were stored with it; null where they were not kept. */
  rules: unknown;
  projections: Record<SideName, number>;
  snapshots: Record<SideName, number>;
}

export async function statementRun(
  db: Db,
  of: { entity: string; reconciliation: string; period: string },
): Promise<StatementRun | undefined> {
  const { rows } = await sql<StatementRun>`
    select r.run_id as "runId", r.tie_out_id as "tieOutId", r.status, r.incomplete_reasons as reasons, r.cut_off as "cutOff",
      r.started_at as "startedAt", r.finished_at as "finishedAt",
      json_build_object('left', r.left_projection, 'right', r.right_projection) as projections,
      json_build_object('left', r.left_snapshot, 'right', r.right_snapshot) as snapshots,
      (select body from definitions d where d.kind = 'reconciliation' and d.hash = r.rule_hash
        and d.name in (r.entity || '/' || r.name, r.name) limit 1) as rules
    from tie_outs t join runs r on r.run_id = t.last_run
    where t.entity = ${of.entity} and t.name = ${of.reconciliation} and t.period = ${of.period}`.execute(db);
  return rows[0];
}

export async function statementSides(db: Db, runId: string): Promise<StatementSide[]> {
  const { rows } = await sql<StatementSide>`
    select side, currency, total, line_count::int as "lineCount" from run_totals where run_id = ${runId}::bigint`.execute(
    db,
  );
  return rows;
}

/** Each side of an exception counts in its own currency. */
const openItems = (tieOutId: number): RawBuilder<unknown> => sql`
  select e.exception_id, e.match_key, e.counterparty, e.item_date, e.class,
    case when e.class <> 'unexplained' then e.cause end as cause,
    case when e.class = 'unexplained' or e.cause is null then e.type end as kind,
    case when e.left_count = 0 then 'right' when e.right_count = 0 then 'left' else 'both' end as side,
    s.currency, s.amount
  from exceptions e cross join lateral (
    select o.currency, sum(o.amount) as amount from (values
      (e.left_currency, e.left_amount, e.left_count), (e.right_currency, -e.right_amount, e.right_count)
    ) o (currency, amount, lines) where o.lines > 0 group by o.currency
  ) s
  where e.tie_out_id = ${sql.lit(tieOutId)} and e.state = 'open'`;

/**
 * What stands between the two totals of the last run: open exceptions and the differences of matches, each in its currency,
 * left minus right. Of the matches only those are read that have a difference or two currencies.
 */
export async function statementItems(
  db: Db,
  tieOutId: number,
  first: 'keyed' | 'not',
): Promise<StatementAmount[]> {
  const { rows } = await sql<StatementAmount>`
    with items as (
      select 'exception' as origin, class, cause, kind, side, currency, amount from (${openItems(tieOutId)}) o
      union all ${ofOneCurrency(tieOutId)}
      union all ${ofTwoCurrencies(tieOutId, first)}
    )
    select origin, class, cause, kind, side, currency, count(*)::int as count, trim_scale(sum(amount))::text as amount
    from items group by origin, class, cause, kind, side, currency`.execute(db);
  return rows;
}

function ofOneCurrency(tieOutId: number): RawBuilder<unknown> {
  const differing = sql`
    select m.currency, m.left_amount - m.right_amount as difference, coalesce(m.explained, '{}'::jsonb) as explained
    from matches m where m.tie_out_id = ${sql.lit(tieOutId)} and m.to_run is null and m.right_currency is null
      and (m.difference <> 0 or m.explained is not null)`;
  return sql`
    select 'match', p.class, null, 'difference', 'both', d.currency, p.amount
    from (${differing}) d cross join lateral (
      select x.key as class, x.value::numeric as amount from jsonb_each_text(d.explained) x
      union all
      select 'unexplained', d.difference - coalesce((select sum(x.value::numeric) from jsonb_each_text(d.explained) x), 0)
    ) p where p.amount <> 0`;
}

/** Only a pass that is not the first of keys, or a person, ties out two currencies. */
function ofTwoCurrencies(tieOutId: number, first: 'keyed' | 'not'): RawBuilder<unknown> {
  const later = first === 'keyed' ? sql`m.pass <> 1` : sql`m.pass >= ${sql.lit(MANUAL_PASS)}`;
  return sql`
    select 'match', 'fx', null, 'two_currencies', s.side, s.currency, s.amount
    from matches m cross join lateral (values
      ('left', m.currency, m.left_amount), ('right', m.right_currency, -m.right_amount)
    ) s (side, currency, amount)
    where m.tie_out_id = ${sql.lit(tieOutId)} and m.to_run is null and ${later} and m.right_currency is not null`;
}

/** An open exception that a statement line stands for. */
export interface StatementException {
  exceptionId: string;
  key: string;
  counterparty: string | null;
  itemDate: string | null;
  currency: string;
  class: StatementAmount['class'];
  cause: string | null;
  kind: StatementAmount['kind'];
  side: StatementAmount['side'];
  /** Left minus right, decimal text. */
  amount: string;
}

/** Of each line its largest exceptions, at most `perLine`. */
export async function statementExceptions(
  db: Db,
  tieOutId: number,
  perLine: number,
): Promise<StatementException[]> {
  const { rows } = await sql<StatementException>`
    select exception_id as "exceptionId", match_key as key, counterparty, item_date as "itemDate", currency, class, cause, kind,
      side, trim_scale(amount)::text as amount
    from (
      select o.*, row_number() over (partition by class, cause, kind, side, currency
        order by abs(amount) desc, match_key collate "C", exception_id) as place
      from (${openItems(tieOutId)}) o
    ) o where place <= ${perLine} order by place`.execute(db);
  return rows;
}

/** Why the balances of a bank cannot stand beside the sum of its entries; null where they can. */
export function incomparableBalance(side: Side): 'no_bank' | 'other_amount' | 'narrowed' | null {
  if (side.dataset !== 'payments') return 'no_bank';
  if (side.amount.kind !== 'name' || side.amount.name !== 'amount') return 'other_amount';
  const statements = sideDataset('statements');
  const known = (name: string) =>
    fieldNamed(statements, name)?.type === fieldNamed(sideDataset('payments'), name)?.type;
  return side.where === undefined ||
    namesUsed(side.where).every((name) => known(name) && fieldNamed(statements, name))
    ? null
    : 'narrowed';
}

/**
 * What the bank says of its accounts, from the newest snapshot of its statements that the run could know, up to the cut-off
 * and not before the books begin. Empty for a source without statements. The side must be comparable.
 */
export async function statedAccounts(
  db: Db,
  run: Pick<StatementRun, 'startedAt' | 'cutOff'>,
  rules: ReconciliationRules,
  side: SideName,
): Promise<StatedAccount[]> {
  const { source, where } = rules[side];
  const names = (name: string) => ({ sql: sql.ref(`d.${name}`), type: sideField('statements', name).type });
  const { rows } = await sql<StatedAccount>`
    with pinned as (
      select stream_id, snapshot_no from snapshots
      where entity = ${rules.entity} and source = ${source} and dataset = 'statements' and taken_at <= ${run.startedAt}::timestamptz
      order by snapshot_no desc limit 1
    ), chain as (
      select d.*, row_number() over w as place, row_number() over (partition by d.account, d.currency
          order by coalesce(d.period_start, d.period_end) desc, d.period_end desc, length(d.sequence) desc, d.sequence desc) as back,
        lag(d.closing_balance) over w as before
      from statements d join pinned p on p.stream_id = d.stream_id and d.valid_from <= p.snapshot_no
        and (d.valid_to is null or d.valid_to > p.snapshot_no)
      where (${run.cutOff}::date is null or d.period_end <= ${run.cutOff}::date)
        and (${rules.opening?.date ?? null}::date is null or coalesce(d.period_start, d.period_end) >= ${rules.opening?.date ?? null}::date)
        ${where ? sql`and ${expressionSql(where, names, 'boolean')} is true` : sql``}
      window w as (partition by d.account, d.currency
        order by coalesce(d.period_start, d.period_end), d.period_end, length(d.sequence), d.sequence)
    )
    select currency, account, count(*)::int as statements,
      count(*) filter (where before is not null and before <> opening_balance)::int as gaps,
      max(opening_balance::text) filter (where place = 1) as opening,
      max(coalesce(period_start, period_end)) filter (where place = 1) as "openingDate",
      max(closing_balance::text) filter (where back = 1) as closing, max(period_end) filter (where back = 1) as "closingDate"
    from chain where currency is not null and opening_balance is not null and closing_balance is not null
    group by currency, account order by currency collate "C", account collate "C"`.execute(db);
  return rows;
}

/** Per currency, what the lines of a side come to that are dated within the books: from their beginning to the cut-off. */
export async function totalsSince(
  db: Db,
  run: Pick<StatementRun, 'projections' | 'snapshots' | 'cutOff'>,
  side: SideName,
  since: string,
): Promise<{ currency: string; total: string }[]> {
  const [projection, snapshot] = [run.projections[side], run.snapshots[side]];
  const { rows } = await sql<{ currency: string; total: string }>`
    select currency, sum(amount)::text as total from recon_lines
    where projection_id = ${projection} and valid_from <= ${snapshot} and (valid_to is null or valid_to > ${snapshot})
      and (line_date is null or line_date >= ${since}::date)
      and (line_date is null or ${run.cutOff}::date is null or line_date <= ${run.cutOff}::date)
    group by currency`.execute(db);
  return rows;
}
