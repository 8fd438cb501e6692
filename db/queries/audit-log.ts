import { sql, type Transaction } from 'kysely';
import { chain, GENESIS, type PreparedEntry, prepare } from '#core/audit/chain.ts';
import type { AuditHead, ChainedEntry, NewAuditEntry } from '#core/audit/entry.ts';
import type { Database } from '#db/schema/database.ts';

/**
 * Appends the entries to the audit log, in the caller's transaction: they stand or fall with what they tell of.
 * The chain stays locked until that transaction ends, so append last, just before the commit, and once with all
 * entries. The transaction must be READ COMMITTED (PostgreSQL's default); an older snapshot would see an old head and
 * fail on the primary key.
 * @throws AuditDetailInvalid for a detail that has no exact text
 */
export async function appendAudit(
  trx: Transaction<Database>,
  entries: readonly NewAuditEntry[],
): Promise<void> {
  await appendPrepared(trx, entries.map(prepare));
}

/** As `appendAudit`, for entries that were prepared before the transaction began. */
export async function appendPrepared(
  trx: Transaction<Database>,
  entries: readonly PreparedEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  const { head, at } = await lockedHead(trx);
  await insert(trx, chain(head, entries, at));
}

/** The chain has one writer at a time: the lock is held to the end of the transaction (see the function's migration). */
async function lockedHead(trx: Transaction<Database>): Promise<{ head: AuditHead; at: string }> {
  const { rows } = await sql<{ seq: string | null; hash: Buffer | null; now: string }>`
    select seq, hash, now from audit_head()`.execute(trx);
  const [row] = rows;
  if (!row) throw new Error('a left join from one row gave none');
  const head = row.seq === null || row.hash === null ? GENESIS : { seq: BigInt(row.seq), hash: row.hash };
  return { head, at: row.now };
}

async function insert(trx: Transaction<Database>, entries: readonly ChainedEntry[]): Promise<void> {
  const [first] = entries;
  if (!first) return;
  const column = <K extends keyof ChainedEntry>(name: K) => entries.map((entry) => entry[name]);
  await sql`
    insert into audit_entries (seq, at, actor, entity, action, subject, trace_id, detail, form, previous_hash, hash)
    select seq, ${first.at}::timestamptz, actor, entity, action, subject, trace_id, detail, ${first.form},
           previous_hash, hash
      from unnest(${column('seq').map(String)}::bigint[], ${column('actor')}::text[], ${column('entity')}::text[],
                  ${column('action')}::text[], ${column('subject')}::text[], ${column('traceId')}::uuid[],
                  ${column('detail')}::text[], ${column('previousHash')}::bytea[], ${column('hash')}::bytea[])
           as entry (seq, actor, entity, action, subject, trace_id, detail, previous_hash, hash)`.execute(
    trx,
  );
}
