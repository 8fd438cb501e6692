import { sql } from 'kysely';
import { toText } from '#core/money/format.ts';
import type { Line } from '#core/reconcile/line.ts';
import { combinationPass } from '#db/queries/reconcile-combination-pass.ts';
import { beginSets } from '#db/queries/reconcile-sets.ts';
import type { Trx } from '#db/transaction.ts';
import { COMBINATION_RULES, DIFFICULTIES, type Difficulty, PASS, trueBooks } from './combination.books.ts';
import { type BenchLine, type BenchOptions, benchLine } from './line.ts';
import { measure } from './measure.ts';
import type { BenchServer } from './server.ts';

/** The pass as a run applies it, over lines that lie in `rest`: read, searched and written. */
export async function* measurePass(
  { connection }: BenchServer,
  { rows, runs, seed }: BenchOptions,
): AsyncIterable<BenchLine> {
  for (const difficulty of [DIFFICULTIES[0] as Difficulty, DIFFICULTIES[3] as Difficulty]) {
    const count = await keepBooks(connection, trueBooks(rows, difficulty, seed).lines);
    const pin = { projectionId: 1, streamId: 1, snapshot: 1 };
    const scope = {
      ...{ rules: COMBINATION_RULES, left: pin, right: pin },
      cutOff: null,
      tieOutId: 0,
      runId: '0',
      fxPins: {},
      asOfDay: '2026-03-31',
    };
    const measured = await connection.db.transaction().execute(async (trx) => {
      await sql`set local work_mem = '256MB'`.execute(trx);
      return measure(
        runs,
        () => combinationPass(trx, scope, { number: 1, pass: PASS, keyIndex: 0 }),
        () => putBack(trx),
      );
    });
    yield benchLine({ step: `pass in PostgreSQL, ${difficulty.name}`, rows: count, ...measured });
  }
}

/** Lines of the books in a table, so that while the pass runs only the pass is in the memory of this process. */
async function keepBooks({ pool }: BenchServer['connection'], lines: readonly Line[]): Promise<number> {
  await pool.query(`drop table if exists bench_lines`);
  await pool.query(
    `create table bench_lines as
    select * from unnest($1::boolean[], $2::text[], $3::text[], $4::numeric[], $5::date[], $6::text[])
      l (is_left, key, currency, amount, line_date, record_key)`,
    [
      lines.map(({ side }) => side === 'left'),
      lines.map(({ keys }) => keys[0]),
      lines.map(({ currency }) => currency),
      lines.map(({ amount }) => toText(amount)),
      lines.map(({ date }) => date),
      lines.map(({ recordKey }) => recordKey),
    ],
  );
  return lines.length;
}

async function putBack(trx: Trx): Promise<void> {
  await beginSets(trx);
  await sql`drop table if exists rest, outcome`.execute(trx);
  await sql`
    create temporary table outcome (key_hash bigint, match_key text, currency text, pass smallint, tied boolean, left_count int,
      right_count int, left_amount numeric, right_amount numeric, right_currency text, explained jsonb, difference numeric)
    on commit drop`.execute(trx);
  await sql`
    create temporary table rest on commit drop as
    select row_number() over () as line_no, is_left, hashtextextended('~' || record_key, 0) as key_hash,
      null::text collate "C" as match_key, currency collate "C" as currency, amount, line_date,
      hashtextextended(record_key, 0) as record_hash, record_key collate "C" as record_key, 1 as version,
      array[key] as later_keys, null::numeric[] as parts, null::smallint as limit_no
    from bench_lines`.execute(trx);
  await sql`analyze rest`.execute(trx);
}
