import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { NewAuditEntry } from '#core/audit/entry.ts';
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
