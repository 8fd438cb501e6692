import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { chain, prepare } from '#core/audit/chain.ts';
import type { NewAuditEntry } from '#core/audit/entry.ts';
import { auditBatcherOf } from '#db/queries/audit-batcher.ts';
import { appendAudit } from '#db/queries/audit-log.ts';
import { useDatabase } from '../support/database.ts';

const database = useDatabase();

const entry = (subject: string, detail: Record<string, unknown> = {}): NewAuditEntry => ({
  actor: 'ann@example.org',
  entity: 'acme',
  action: 'snapshot.taken',
  subject,
  traceId: null,
  detail,
});
const append = (entries: NewAuditEntry[]) =>
  database.connection.db.transaction().execute((trx) => appendAudit(trx, entries));
const stored = async () =>
  (
    await sql<{ seq: string; subject: string }>`select seq, subject from audit_entries order by seq`.execute(
      database.connection.db,
    )
  ).rows;

test('entries count from 1 without a gap and keep their order', async () => {
  await append([entry('a'), entry('b')]);
  await append([]);
  await append([entry('c')]);
  expect(await stored()).toEqual([
    { seq: '1', subject: 'a' },
    { seq: '2', subject: 'b' },
    { seq: '3', subject: 'c' },
  ]);
});

test('a transaction that is rolled back leaves nothing, and no gap behind it', async () => {
  const before = await stored();
  const undone = database.connection.db.transaction().execute(async (trx) => {
    await appendAudit(trx, [entry('never')]);
    throw new Error('undo');
  });
  await expect(undone).rejects.toThrow('undo');
  expect(await stored()).toEqual(before);
  await append([entry('next')]);
  expect((await stored()).at(-1)).toEqual({ seq: String(before.length + 1), subject: 'next' });
});

test('a transaction whose snapshot is too old fails; it does not fork the chain', async () => {
  const { db } = database.connection;
  const late = db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (trx) => {
      await sql`select count(*) from audit_entries`.execute(trx);
      await append([entry('meanwhile')]);
      await appendAudit(trx, [entry('late')]);
    });
  await expect(late).rejects.toThrow('duplicate key');
  expect((await stored()).at(-1)?.subject).toBe('meanwhile');
});

test('a connection has one group-commit queue', () => {
  const { db } = database.connection;
  expect(auditBatcherOf(db)).toBe(auditBatcherOf(db));
});

test('time never runs backwards in the log, even when the clock of the database does', async () => {
  const { db } = database.connection;
  const future = '2999-01-01T00:00:00.000001Z';
  const { rows } = await sql<{ seq: string; hash: Buffer }>`
    select seq, hash from audit_entries order by seq desc limit 1`.execute(db);
  const [head] = rows;
  const [ahead] = chain({ seq: BigInt(head!.seq), hash: head!.hash }, [prepare(entry('ahead'))], future);
  await sql`
    insert into audit_entries (seq, at, actor, entity, action, subject, detail, form, previous_hash, hash)
    values (${String(ahead!.seq)}, ${ahead!.at}, ${ahead!.actor}, ${ahead!.entity}, ${ahead!.action},
            ${ahead!.subject}, ${ahead!.detail}, ${ahead!.form}, ${ahead!.previousHash}, ${ahead!.hash})`.execute(
    db,
  );
  await append([entry('after')]);
  const last = await sql<{ at: string }>`select at from audit_entries order by seq desc limit 1`.execute(db);
  expect(last.rows).toEqual([{ at: future }]);
});
