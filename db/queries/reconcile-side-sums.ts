import { type RawBuilder, sql } from 'kysely';
import { allCurrencies } from '#core/money/currencies.ts';
import type { SideName } from '#core/reconcile/line.ts';
import type { KeyPass, ReconciliationRules } from '#core/reconcile/rules.ts';
import { bridgedSql } from './reconcile-parts-sql.ts';
import { tiesOutSql } from './reconcile-rules-sql.ts';
import { leftToPasses, type RunScope } from './reconcile-scope.ts';
import { hashRanges } from './result-leaves.ts';

/**
 * Sums of both sides along the order of the index: each side is grouped by the hash alone, which needs neither a sort nor a
 * hash table, and in minor units. Where that says too little (one hash for several keys or currencies, an amount that has
 * no minor units), `tied` is null: those few are for the exact statement, over texts and numerics.
 */
export function sumsAlongIndex(scope: RunScope, pass: KeyPass): RawBuilder<unknown> {
  return sql.join(
    rangesOf(scope).map((range) => sumsOfRange(scope, pass, range)),
    sql` union all `,
  );
}

interface HashRange {
  from: string;
  to: string;
}

/** Ranges that processes of the server share among them. */
const RANGES = 4;

/** The part of a split run is the share of one worker, as it is. */
function rangesOf({ keys }: RunScope): HashRange[] {
  return keys?.of === 'range' ? [keys] : hashRanges(RANGES);
}

function sumsOfRange(scope: RunScope, pass: KeyPass, range: HashRange): RawBuilder<unknown> {
  const { rules } = scope;
  const parts = rules.parts.length > 0 ? sql`, l.parts as left_parts, r.parts as right_parts` : sql``;
  const limit = rules.threshold.overrides.length > 0 ? sql`least(l.limit_no, r.limit_no)` : sql`null`;
  const days = pass.days
    ? sql`, l.first_date as left_first, l.last_date as left_last, r.first_date as right_first, r.last_date as right_last,
        l.undated or r.undated as undated`
    : sql``;
  return sql`
    select g.key_hash, g.match_key, g.currency, 1::smallint as pass,
           case when g.is_plain then ${tiesOutSql(pass, rules, sql`g.is_equal`)} end as tied,
           g.left_count::int as left_count, g.right_count::int as right_count,
           coalesce(g.left_amount, 0) as left_amount, coalesce(g.right_amount, 0) as right_amount,
           null::text as right_currency, null::numeric as difference, ${bridgedSql(rules)} as explained
    from (
      select coalesce(l.key_hash, r.key_hash) as key_hash, coalesce(l.match_key, r.match_key) as match_key,
        coalesce(l.currency, r.currency) as currency,
        coalesce(l.is_plain, true) and coalesce(r.is_plain, true)
          and coalesce(l.match_key = r.match_key and l.currency = r.currency, true) as is_plain,
        coalesce(l.lines, 0) as left_count, coalesce(r.lines, 0) as right_count, l.minor = r.minor as is_equal,
        l.minor * ${unitSql(sql`l.currency`)} as left_amount, r.minor * ${unitSql(sql`r.currency`)} as right_amount,
        ${limit} as limit_no${days}${parts}
      from (${sideSums(scope, pass, 'left', range)}) l full join (${sideSums(scope, pass, 'right', range)}) r
        on r.key_hash = l.key_hash
    ) g`;
}

/** What no rule asks for is not computed. */
function sideSums(scope: RunScope, pass: KeyPass, side: SideName, range: HashRange): RawBuilder<unknown> {
  const { rules } = scope;
  const days = pass.days
    ? sql`, min(l.line_date) as first_date, max(l.line_date) as last_date, count(l.line_date) < count(*) as undated`
    : sql``;
  const limit = rules.threshold.overrides.length > 0 ? sql`, min(l.limit_no) as limit_no` : sql``;
  return sql`
    select l.key_hash, min(l.match_key) as match_key, min(l.currency) as currency, count(*) as lines, sum(l.minor) as minor,
      min(l.match_key) = max(l.match_key) and min(l.currency) = max(l.currency) and count(l.minor) = count(*) as is_plain
      ${days}${limit}${partsOf(rules)}
    from recon_lines l where ${leftToPasses(scope, side)} and l.match_key is not null
      and l.key_hash between ${sql.lit(range.from)}::bigint and ${sql.lit(range.to)}::bigint
    group by l.key_hash`;
}

function partsOf({ parts }: ReconciliationRules): RawBuilder<unknown> {
  if (parts.length === 0) return sql``;
  return sql`, array[${sql.join(parts.map((_, index) => sql`sum(l.parts[${sql.lit(index + 1)}])`))}] as parts`;
}

/** What one minor unit of a currency is, numeric. Most have two digits, so these are asked for first. */
function unitSql(currency: RawBuilder<unknown>): RawBuilder<unknown> {
  const byDigits = new Map<number, string[]>();
  for (const { code, minorUnits } of allCurrencies())
    if (minorUnits !== null) byDigits.set(minorUnits, [...(byDigits.get(minorUnits) ?? []), code]);
  const cases = [...byDigits]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([digits, codes]) => {
      const unit = sql.raw(digits === 0 ? '1' : `0.${'1'.padStart(digits, '0')}`);
      return sql`when ${currency} = any(${sql.lit(`{${codes.join(',')}}`)}::text[]) then ${unit}`;
    });
  return sql`case ${sql.join(cases, sql` `)} end`;
}
