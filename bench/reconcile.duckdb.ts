import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { to as copyTo } from 'pg-copy-streams';
import type { BenchServer } from './server.ts';

/** DuckDB in a process of its own: what it allocates must not count as this process's memory. */
export class DuckDbJoin {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Loads the very lines that a run reads into memory. */
  static async of(server: BenchServer, query: string): Promise<DuckDbJoin> {
    const files = await copyLines(server);
    const child = fork(fileURLToPath(import.meta.url), [query, ...files]);
    await once(child, 'message');
    return new DuckDbJoin(child);
  }

  /** Seconds of one join. */
  async run(): Promise<number> {
    this.#child.send('run');
    const [seconds] = (await once(this.#child, 'message')) as [number];
    return seconds;
  }

  stop(): void {
    this.#child.kill();
  }
}

/** The lines come in the order of their records' hashes, as unrelated sources would send them. */
async function copyLines({ connection, folder }: BenchServer): Promise<string[]> {
  const files = [join(folder, 'left.csv'), join(folder, 'right.csv')];
  const client = await connection.pool.connect();
  for (const [index, file] of files.entries()) {
    const rows = client.query(
      copyTo(`copy (select match_key, currency, minor, line_date from recon_lines where projection_id = ${index + 1}
        order by record_hash) to stdout (format csv)`),
    );
    await pipeline(rows, createWriteStream(file));
  }
  client.release();
  return files;
}

/** The same verdict on each pair as the run's: equal within the threshold, and paid within 30 days. */
export const PAIRS = `
  select count(*), count(*) filter (where not coalesce(
    abs(l.minor - r.minor) <= case when l.currency = 'EUR' then 5 else 0 end
    and r.line_date - l.line_date between 0 and 30, false))
  from side_0 l full join side_1 r on r.match_key = l.match_key and r.currency = l.currency`;

/** Where each key has one line on the left and several on the right: the right side is summed first. */
export const GROUPS = `
  select count(*), count(*) filter (where l.minor is distinct from r.minor)
  from side_0 l full join (
    select match_key, currency, sum(minor) as minor, min(line_date) as first, max(line_date) as last, count(*) as lines
    from side_1 group by match_key, currency
  ) r on r.match_key = l.match_key and r.currency = l.currency`;

async function serve([query = '', ...files]: readonly string[]): Promise<void> {
  const duck = await (await DuckDBInstance.create(':memory:')).connect();
  for (const [index, file] of files.entries()) {
    await duck.run(`create table side_${index} as select * from read_csv('${file}', header = false, names = ['match_key',
      'currency', 'minor', 'line_date'], types = ['varchar', 'varchar', 'bigint', 'date'])`);
  }
  process.on('message', async () => {
    const started = performance.now();
    await duck.runAndReadAll(query);
    process.send?.((performance.now() - started) / 1000);
  });
  process.send?.('ready');
}

if (process.send && process.argv[1] === fileURLToPath(import.meta.url)) await serve(process.argv.slice(2));
