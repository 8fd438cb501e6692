import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import copyStreams from 'pg-copy-streams';
import type { Actor } from '#core/access/actor.ts';
import { checkWorkspace } from '#core/workspace/check-workspace.ts';
import type { Context } from '#workflows/context.ts';
import { ingest } from '#workflows/ingest.ts';
import { type BenchLine, type BenchOptions, benchLine } from './line.ts';
import { measure } from './measure.ts';
import { type BenchServer, withBenchServer } from './server.ts';

/**
 * A CSV of payments through the whole ingest (raw copy kept and hashed, contract, staging, versions, content hash,
 * snapshot, audit), beside what the same PostgreSQL needs to COPY the same file into a bare table, and DuckDB to read it.
 */
export function run(options: BenchOptions): AsyncIterable<BenchLine> {
  return withBenchServer((server) => lines(server, options));
}

const ACTOR: Actor = { kind: 'service', id: 'bench', grants: [{ entity: '*', role: 'operator' }] };

async function* lines(server: BenchServer, { rows, runs }: BenchOptions): AsyncGenerator<BenchLine> {
  const first = join(server.folder, 'payments.csv');
  const corrected = join(server.folder, 'payments-corrected.csv');
  await writePayments(first, rows, 0);
  await writePayments(corrected, rows, 100);
  const context = contextOf(server);
  const bare = await measure(
    runs,
    () => copyBare(server, first),
    () => makeBareTable(server),
  );
  yield benchLine({ step: 'bare COPY', rows, ...bare });
  const limit = { name: 'bare COPY', seconds: bare.seconds };
  let source = 0;
  const loaded = await measure(runs, async () => take(context, `bank${++source}`, first));
  yield benchLine({ step: 'ingest, first delivery', rows, ...loaded, limit });
  const again = await measure(runs, () => take(context, 'bank1', first));
  yield benchLine({ step: 'ingest, nothing changed', rows, ...again, limit });
  let turn = 0;
  const changed = await measure(runs, () => take(context, 'bank1', turn++ % 2 === 0 ? corrected : first));
  yield benchLine({ step: 'ingest, 1 % changed', rows, ...changed, limit });
  // Last, because what DuckDB has allocated stays with the process.
  const duck = await measure(runs, () => readWithDuckDb(first));
  yield benchLine({ step: 'DuckDB read_csv', rows, ...duck, limit });
}

async function take(context: Context, source: string, file: string): Promise<void> {
  const { deliveries, rejected } = await ingest(context, ACTOR, { source, files: [file] });
  const counts = deliveries[0]?.files[0]?.counts;
  if (rejected.length > 0 || !counts || counts.quarantined > 0)
    throw new Error('the file was not taken in whole');
}

function contextOf(server: BenchServer): Context {
  const files = [{ path: 'tieout.yaml', text: WORKSPACE }];
  for (let number = 1; number <= 100; number++) {
    const source = `bank${number}`;
    files.push({
      path: `sources/${source}.yaml`,
      text: `source: ${source}\nentity: bench\ntitle: Bank ${number}\n`,
    });
    files.push({ path: `contracts/${source}.payments.v1.yaml`, text: CONTRACT.replaceAll('SOURCE', source) });
  }
  return {
    connection: server.connection,
    workspace: checkWorkspace(files),
    dataFolder: join(server.folder, 'data'),
    now: () => new Date(),
    newTraceId: () => randomUUID(),
    progress: () => {},
  };
}

const WORKSPACE = `workspace: bench
entities:
  - {entity: bench, name: Bench, base_currency: EUR, zone: Europe/Berlin}
`;

const CONTRACT = `contract: SOURCE.payments
version: 1
dataset: payments
format: {type: csv, delimiter: ",", encoding: utf-8, decimal_separator: "."}
mode: full
key: [id]
fields:
  account: {from: account}
  reference: {from: reference, normalise: [trim, upper]}
  amount: {from: amount, type: money, currency: {from: currency}}
  fee: {from: fee, type: money, currency: {from: currency}, optional: true}
  value_date: {from: value_date, type: date}
  booking_date: {from: booked, type: date}
  counterparty: {from: customer, normalise: [trim]}
  description: {from: text}
`;

const CURRENCIES = ['EUR', 'USD', 'GBP', 'CHF', 'CAD', 'SEK', 'NOK', 'DKK', 'PLN', 'CZK', 'AUD', 'NZD'];

async function writePayments(file: string, rows: number, changeEvery: number): Promise<void> {
  function* chunks(): Generator<string> {
    yield 'id,account,reference,amount,fee,currency,value_date,booked,customer,text\n';
    for (let start = 0; start < rows; start += 5_000) {
      let chunk = '';
      for (let row = start; row < Math.min(start + 5_000, rows); row++)
        chunk += paymentLine(row, changeEvery);
      yield chunk;
    }
  }
  await pipeline(Readable.from(chunks()), createWriteStream(file));
}

function paymentLine(row: number, changeEvery: number): string {
  const units = (row * 7919) % 100_000;
  const cents = String((row * 31) % 100).padStart(2, '0');
  const extra = changeEvery > 0 && row % changeEvery === 0 ? 1 : 0;
  const day = String((row % 28) + 1).padStart(2, '0');
  const currency = CURRENCIES[row % CURRENCIES.length];
  return `P${row},DE${(row % 50) + 10},inv-${row},${units + extra}.${cents},0.25,${currency},2026-01-${day},2026-01-${day},Customer ${row % 5_000},Payment of invoice INV-${row}\n`;
}

async function makeBareTable({ connection }: BenchServer): Promise<void> {
  await connection.pool.query('drop table if exists bare_payments');
  await connection.pool.query(`create table bare_payments (id text, account text, reference text, amount numeric,
    fee numeric, currency text, value_date date, booked date, customer text, description text)`);
}

async function copyBare({ connection }: BenchServer, file: string): Promise<void> {
  const client = await connection.pool.connect();
  try {
    const copy = client.query(copyStreams.from('copy bare_payments from stdin (format csv, header)'));
    await pipeline(createReadStream(file, { highWaterMark: 1 << 18 }), copy);
  } finally {
    client.release();
  }
}

async function readWithDuckDb(file: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`create table payments as select * from read_csv('${file}',
    types = {'amount': 'decimal(18,2)', 'fee': 'decimal(18,2)', 'value_date': 'date', 'booked': 'date'})`);
  connection.closeSync();
}
