import { sql } from 'kysely';
import { decimal } from '#core/money/decimal.ts';
import { combineBucket } from '#core/reconcile/combination-pass.ts';
import { CombinationSearch } from '#core/reconcile/combination-search.ts';
import { MAX_BUCKET_SIDE } from '#core/reconcile/combination-window.ts';
import type { Group } from '#core/reconcile/group.ts';
import type { Line } from '#core/reconcile/line.ts';
import type { NumberedPass } from '#core/reconcile/passes.ts';
import type { CombinationPass, ReconciliationRules } from '#core/reconcile/rules.ts';
import type { Trx } from '../transaction.ts';
import { passKeySql } from './reconcile-rest.ts';
import type { RunScope } from './reconcile-scope.ts';
import { SetWriter } from './reconcile-set-writer.ts';
import { takeSets } from './reconcile-sets.ts';

/** Lines that are read at once. A bucket is held whole, and it is cut before it is read. */
const LINES_READ = 5_000;

/** A line as it is found again in `rest`. */
interface RestLine extends Line {
  lineNo: string;
}

/**
 * The same as core/reconcile/combination-pass.ts, whose search it uses: SQL brings together what may belong together, bucket
 * by bucket, and takes what was found. No more than one bucket and one batch of each are in memory.
 */
export async function combinationPass(
  trx: Trx,
  scope: RunScope,
  numbered: NumberedPass<CombinationPass>,
): Promise<void> {
  const { rules } = scope;
  const search = new CombinationSearch(numbered.pass, rules);
  const writer = await SetWriter.begin<RestLine>(trx, numbered.number, ({ lineNo }) => lineNo);
  for await (const bucket of buckets(trx, rules, numbered.keyIndex))
    await writer.write(combineBucket(bucket, numbered, rules, search));
  await writer.end();
  await takeSets(trx, numbered.number);
}

interface Row {
  key: string;
  currency: string;
  is_left: boolean;
  line_no: string;
  record_key: string;
  amount: string;
  line_date: string;
  parts: string[] | null;
  limit_no: number | null;
}

type Bucket = Pick<Group, 'left' | 'right' | 'currency'>;

async function* buckets(trx: Trx, rules: ReconciliationRules, keyIndex: number): AsyncGenerator<Bucket> {
  await declareLines(trx, rules, keyIndex);
  let bucket: (Bucket & { key: string }) | undefined;
  for (;;) {
    const { rows } = await sql<Row>`fetch ${sql.lit(LINES_READ)} from combination_lines`.execute(trx);
    for (const row of rows) {
      if (bucket?.key !== row.key || bucket.currency !== row.currency) {
        if (bucket) yield bucket;
        bucket = { key: row.key, currency: row.currency, left: [], right: [] };
      }
      bucket[row.is_left ? 'left' : 'right'].push(lineOf(row));
    }
    if (rows.length === 0) break;
  }
  if (bucket) yield bucket;
  await sql`close combination_lines`.execute(trx);
}

/**
 * The dated lines of the keys and currencies that both sides have, in the order in which the search takes them; of a side
 * that has more than are looked at, one more, which tells that it has.
 */
async function declareLines(trx: Trx, rules: ReconciliationRules, keyIndex: number): Promise<void> {
  const key = sql`${passKeySql(rules, keyIndex)} collate "C"`;
  const parts = rules.parts.length > 0 ? sql`parts::text[]` : sql`null::text[]`;
  // All rows are read, so the fastest way to the last one is wanted, not to the first.
  await sql`set local cursor_tuple_fraction to 1`.execute(trx);
  await sql`
    declare combination_lines no scroll cursor for
    with shared as (
      select ${key} as key, currency from rest where ${key} is not null and line_date is not null
      group by 1, 2 having bool_or(is_left) and bool_or(not is_left)
    )
    select key, currency, is_left, line_no, record_key, amount, line_date, ${parts} as parts, limit_no
    from (
      select b.key, rest.*, row_number() over (
        partition by b.key, rest.currency, rest.is_left order by rest.line_date, rest.record_key collate "C") as place
      from rest join shared b on b.key = ${key} and b.currency = rest.currency
      where rest.line_date is not null
    ) lines
    where place <= ${sql.lit(MAX_BUCKET_SIDE + 1)}
    order by key, currency, is_left, line_date, record_key collate "C"`.execute(trx);
  await sql`set local cursor_tuple_fraction to default`.execute(trx);
}

const NONE: readonly never[] = [];

/** Written out, because one is made for every line that is left. */
function lineOf(row: Row): RestLine {
  return {
    side: row.is_left ? 'left' : 'right',
    recordKey: row.record_key,
    lineNo: row.line_no,
    keys: NONE,
    currency: row.currency,
    amount: decimal(row.amount),
    date: row.line_date,
    parts: row.parts === null ? NONE : row.parts.map(decimal),
    limit: row.limit_no,
  };
}
