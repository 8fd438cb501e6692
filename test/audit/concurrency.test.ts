import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { AuditDetailInvalid, type NewAuditEntry } from '#core/audit/entry.ts';
import { ChainVerifier } from '#core/audit/verify.ts';
import { connect } from '#db/connection.ts';
import { AuditBatcher, AuditBatcherClosed, AuditQueueFull } from '#db/queries/audit-batcher.ts';
import { appendAudit } from '#db/queries/audit-log.ts';
import { readAuditLog } from '#db/queries/audit-read.ts';
import { useDatabase } from '../support/database.ts';

const database = useDatabase();
const entry = (subject: string, detail: Record<string, unknown> = {}): NewAuditEntry => ({
  actor: 'ann@example.org',
  entity: 'acme',
  action: 'export.downloaded',
  subject,
  traceId: null,
  detail,
});

async function walk(): Promise<{ entries: bigint; fault: string | undefined; subjects: string[] }> {
  const verifier = new ChainVerifier();
  const subjects: string[] = [];
  for await (const entries of readAuditLog(database.connection)) {
    for (const one of entries) {
      const bad = verifier.accept(one);
      if (bad) return { entries: verifier.head.seq, fault: `${bad.seq} ${bad.fault}`, subjects };
      subjects.push(one.subject.toString());
    }
  }
  return { entries: verifier.head.seq, fault: undefined, subjects };
}

test('64 callers with transactions of their own: no gap, no fork, nothing of those that were undone', async () => {
  const connection = connect(database.url, { max: 32 });
  const caller = async (i: number) => {
    for (let round = 0; round < 4; round++) {
      const kept = (i + round) % 4 !== 0;
      const work = connection.db.transaction().execute(async (trx) => {
        await appendAudit(trx, [
          entry(`${kept ? 'kept' : 'undone'} ${i}/${round}`),
          entry(`${kept ? 'kept' : 'undone'} b`),
        ]);
        await sleep(round);
        if (!kept) throw new Error('undo');
      });
      await (kept ? work : expect(work).rejects.toThrow('undo'));
    }
  };
  await Promise.all(Array.from({ length: 64 }, (_, i) => caller(i)));
  await connection.close();
  const { entries, fault, subjects } = await walk();
  expect(fault).toBeUndefined();
  expect(entries).toBe(64n * 3n * 2n);
  expect(subjects.filter((subject) => subject.startsWith('undone'))).toEqual([]);
});

test('64 callers through the group-commit queue: each entry once, each caller told after the commit', async () => {
  const before = (await walk()).entries;
  const batcher = new AuditBatcher(database.connection.db);
  const caller = async (i: number) => {
    for (let round = 0; round < 10; round++) {
      const subject = `group ${i}/${round}`;
      await batcher.append(entry(subject));
      if (round === 9) expect(await count(subject)).toBe('1');
    }
  };
  await Promise.all(Array.from({ length: 64 }, (_, i) => caller(i)));
  await batcher.close();
  const { entries, fault, subjects } = await walk();
  expect(fault).toBeUndefined();
  expect(entries - before).toBe(640n);
  expect(new Set(subjects.filter((subject) => subject.startsWith('group'))).size).toBe(640);
  await expect(batcher.append(entry('late'))).rejects.toThrow(AuditBatcherClosed);
});

test('the queue: a bad entry fails alone, a full queue refuses, a failed batch is told to each of its callers', async () => {
  const batcher = new AuditBatcher(database.connection.db, 2);
  const good = batcher.append(entry('good'));
  await expect(batcher.append(entry('bad', { ratio: 0.5 }))).rejects.toThrow(AuditDetailInvalid);
  const second = batcher.append(entry('second'));
  await expect(batcher.append(entry('third'))).rejects.toThrow(AuditQueueFull);
  await Promise.all([good, second]);
  const refused = batcher.append({ ...entry('x'), traceId: 'no uuid' });
  await expect(refused).rejects.toThrow('uuid');
  await batcher.append(entry('afterwards'));
  await batcher.close();
  expect((await walk()).fault).toBeUndefined();
});

test('the log is one snapshot: entries that come while it is read do not disturb', async () => {
  const verifier = new ChainVerifier();
  let during = 0;
  for await (const entries of readAuditLog(database.connection)) {
    for (const one of entries) expect(verifier.accept(one)).toBeUndefined();
    if (during++ < 3)
      await database.connection.db.transaction().execute((trx) => appendAudit(trx, [entry('during')]));
  }
  expect(during).toBeGreaterThan(0);
  expect((await walk()).fault).toBeUndefined();
});

async function count(subject: string): Promise<string | undefined> {
  const { rows } = await sql<{
    n: string;
  }>`select count(*) as n from audit_entries where subject = ${subject}`.execute(database.connection.db);
  return rows[0]?.n;
}
