import type { NewAuditEntry } from '#core/audit/entry.ts';
import { ChainVerifier } from '#core/audit/verify.ts';
import type { Db } from '#db/connection.ts';
import { AuditBatcher } from '#db/queries/audit-batcher.ts';
import { appendAudit } from '#db/queries/audit-log.ts';
import { readAuditLog } from '#db/queries/audit-read.ts';
import { type BenchLine, type BenchOptions, benchLine } from './line.ts';
import { measure } from './measure.ts';
import { type BenchServer, withBenchServer } from './server.ts';

const APPENDS_PER_SECOND = 20_000;
const VERIFIED_PER_SECOND = 150_000;
const BATCH = 1_000;
const CALLERS = 64;
/** One by one is a commit each: more of them only takes longer. */
const ONE_BY_ONE_LIMIT = 2_000;

/** Appending one by one, in batches and through the group-commit queue, and verifying it all, beside the targets. */
export function run(options: BenchOptions): AsyncIterable<BenchLine> {
  return withBenchServer((server) => lines(server, options), { connections: 4 });
}

async function* lines(server: BenchServer, { rows, runs }: BenchOptions): AsyncGenerator<BenchLine> {
  const { db } = server.connection;
  const single = Math.min(rows, ONE_BY_ONE_LIMIT);
  const oneByOne = await measure(runs, () => inBatches(db, single, 1));
  yield benchLine({ step: 'append one by one', rows: single, ...oneByOne });
  const batches = await measure(runs, () => inBatches(db, rows, BATCH));
  yield benchLine({
    step: `append in batches of ${BATCH}`,
    rows,
    ...batches,
    limit: target(rows, APPENDS_PER_SECOND),
  });
  const grouped = await measure(runs, () => groupCommit(db, rows));
  const step = `append by ${CALLERS} callers`;
  yield benchLine({ step, rows, ...grouped, limit: target(rows, APPENDS_PER_SECOND) });
  const verified = await measure(runs, () => verifyAll(server));
  const limit = target(verified.result, VERIFIED_PER_SECOND);
  yield benchLine({ step: 'verify the whole chain', rows: verified.result, ...verified, limit });
}

/** Gives the number of entries; a chain that does not verify is no measurement. */
async function verifyAll(server: BenchServer): Promise<number> {
  const verifier = new ChainVerifier();
  for await (const entries of readAuditLog(server.connection)) {
    for (const one of entries) {
      const bad = verifier.accept(one);
      if (bad) throw new Error(`entry ${bad.seq}: ${bad.fault}`);
    }
  }
  return Number(verifier.head.seq);
}

function target(rows: number, perSecond: number): { name: string; seconds: number } {
  return { name: `target ${perSecond}/s`, seconds: rows / perSecond };
}

async function inBatches(db: Db, rows: number, size: number): Promise<void> {
  for (let done = 0; done < rows; done += size) {
    const entries = Array.from({ length: Math.min(size, rows - done) }, (_, i) => entry(done + i));
    await db.transaction().execute((trx) => appendAudit(trx, entries));
  }
}

async function groupCommit(db: Db, rows: number): Promise<void> {
  const batcher = new AuditBatcher(db);
  let next = 0;
  const caller = async () => {
    while (next < rows) await batcher.append(entry(next++));
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  await batcher.close();
}

function entry(i: number): NewAuditEntry {
  return {
    actor: `person${i % 40}@example.org`,
    entity: 'acme',
    action: 'export.downloaded',
    subject: `exceptions/v1.0/${i}`,
    traceId: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
    detail: { format: 'parquet', rows: i, period: '2026-03' },
  };
}
