import type { Db } from '#db/connection.ts';
import type { ExceptionFilter } from '#db/queries/exception-filter.ts';
import { type Cursor, type ExceptionSort, exceptionPage } from '#db/queries/exception-page.ts';
import { exceptionTotals } from '#db/queries/exception-totals.ts';
import { type BenchLine, type BenchOptions, benchLine } from './line.ts';
import { watchRss } from './measure.ts';
import { type BenchServer, withBenchServer } from './server.ts';

/** Pages of the list of exceptions, at the start and deep inside, beside the target of 5 ms at the 95th percentile. */
export function run(options: BenchOptions): AsyncIterable<BenchLine> {
  return withBenchServer((server) => lines(server, options));
}

const TARGET_SECONDS = 0.005;
const PAGES = 200;
const SIZE = 50;

const ALL: ExceptionFilter = {
  entities: ['bench'],
  period: '',
  states: ['open'],
  reconciliations: [],
  types: [],
  severities: [],
  currencies: [],
  search: '',
};

async function* lines(server: BenchServer, { rows }: BenchOptions): AsyncGenerator<BenchLine> {
  await fill(server, rows);
  const { db } = server.connection;
  const views: [string, ExceptionFilter, ExceptionSort][] = [
    ['by difference', ALL, { by: 'difference', descending: true }],
    ['by opened', ALL, { by: 'opened', descending: false }],
    ['by item date', ALL, { by: 'item_date', descending: true }],
    ['by key', ALL, { by: 'key', descending: false }],
    ['one reconciliation', { ...ALL, reconciliations: ['recon-3'] }, { by: 'difference', descending: true }],
    [
      'one type, one currency',
      { ...ALL, types: ['amount'], currencies: ['SEK'] },
      { by: 'difference', descending: true },
    ],
    [
      'a rare class',
      { ...ALL, types: ['timing'], severities: ['material'] },
      { by: 'opened', descending: true },
    ],
    ['open and cleared', { ...ALL, states: ['open', 'cleared'] }, { by: 'difference', descending: true }],
    ['search', { ...ALL, search: 'KEY00001' }, { by: 'key', descending: false }],
  ];
  for (const [name, filter, sort] of views) yield await timePages(db, rows, name, filter, sort);
  yield await timeTotals(db, rows);
}

async function timePages(db: Db, rows: number, name: string, filter: ExceptionFilter, sort: ExceptionSort) {
  const peak = watchRss();
  const seconds: number[] = [];
  for (const after of [undefined, ...(await cursorsInside(db, filter, sort))]) {
    let cursor: Cursor | undefined = after;
    for (let page = 0; page < PAGES / 10; page++) {
      const started = performance.now();
      const result = await exceptionPage(db, filter, { sort, size: SIZE, after: cursor });
      seconds.push((performance.now() - started) / 1000);
      if (!result.next) break;
      cursor = result.next;
    }
  }
  const limit = { name: 'p95 of 5 ms', seconds: TARGET_SECONDS };
  return benchLine({
    step: `page p95, ${name}`,
    rows,
    seconds: percentile95(seconds),
    peakRssMb: peak(),
    limit,
  });
}

/** Cursors spread over the whole depth, found by jumping with large pages. */
async function cursorsInside(db: Db, filter: ExceptionFilter, sort: ExceptionSort): Promise<Cursor[]> {
  const cursors: Cursor[] = [];
  let after: Cursor | undefined;
  for (let jump = 0; jump < 9; jump++) {
    const page = await exceptionPage(db, filter, { sort, size: 20_000, after });
    if (!page.next) break;
    after = page.next;
    cursors.push(after);
  }
  return cursors;
}

async function timeTotals(db: Db, rows: number): Promise<BenchLine> {
  const peak = watchRss();
  const seconds: number[] = [];
  for (let time = 0; time < 100; time++) {
    const started = performance.now();
    await exceptionTotals(db, ALL);
    seconds.push((performance.now() - started) / 1000);
  }
  const limit = { name: 'p95 of 5 ms', seconds: TARGET_SECONDS };
  return benchLine({
    step: 'totals per currency p95',
    rows,
    seconds: percentile95(seconds),
    peakRssMb: peak(),
    limit,
  });
}

function percentile95(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] ?? 0;
}

async function fill({ connection }: BenchServer, rows: number): Promise<void> {
  const { pool } = connection;
  await pool.query(`insert into entities values ('bench', 'Bench', 'EUR', 'UTC')`);
  await pool.query(
    `insert into reconciliations (entity, name) select 'bench', 'recon-' || n from generate_series(0, 9) n`,
  );
  await pool.query(`insert into tie_outs (reconciliation_id, entity, name, period)
    select reconciliation_id, entity, name, '' from reconciliations`);
  await pool.query(
    `insert into exceptions (exception_id, key_hash, tie_out_id, entity, reconciliation, period, match_key, currency,
       type, state, severity, rule, left_count, right_count, difference, absolute_difference, counterparty, item_date,
       opened_run, opened_at, changed_run)
     select md5(n::text)::uuid, hashtextextended('KEY' || n, 0), 1 + n % 10, 'bench', 'recon-' || n % 10, '',
       'KEY' || lpad(n::text, 9, '0'), (array['EUR','USD','GBP','CHF','CAD','SEK','NOK','DKK'])[1 + (n / 10) % 8],
       case when n % 20000 = 0 then 'timing' else (array['missing_left','missing_right','amount','duplicate'])[1 + n % 4] end,
       case when n % 9 = 0 then 'cleared' else 'open' end, case when n % 50 = 0 then 'material' else 'normal' end,
       'by-key', 1, 1, (n * 7919 % 1000003) / 100.0, (n * 7919 % 1000003) / 100.0, 'Customer ' || n % 1000,
       case when n % 100 > 0 then date '2026-01-01' + (n % 365)::int end, 1,
       timestamptz '2026-01-01' + n % 30 * interval '1 day' + n * interval '1 millisecond', 1
     from generate_series(1, $1::bigint) n`,
    [rows],
  );
  await pool.query(`insert into exception_rollups
    select tie_out_id, entity, reconciliation, period, state, type, severity, currency, opened_at::date,
           count(*), sum(difference), sum(absolute_difference)
    from exceptions group by 1, 2, 3, 4, 5, 6, 7, 8, 9`);
  await pool.query('vacuum analyze exceptions');
  await pool.query('analyze exception_rollups');
}
