import { to as copyTo } from 'pg-copy-streams';
import type { ChainHead, StoredEntry } from '#core/audit/verify.ts';
import type { Connection, Db } from '#db/connection.ts';
import { binaryRows } from './copy-binary.ts';

/**
 * As text, so that what is hashed is what PostgreSQL shows; `at` in UTC to the microsecond. A bare `order by seq` would
 * mean the text of that column, and 10 comes before 9 there: the order must name the table.
 */
const COLUMNS = `form::text, seq::text, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
  actor, entity, action, subject, trace_id::text, detail, previous_hash, hash`;

/**
 * All entries in the order of their numbers, as one snapshot, streamed: the log may be larger than memory. Use the
 * entries of one step before you ask for the next.
 */
export async function* readAuditLog(connection: Connection): AsyncGenerator<StoredEntry[]> {
  const client = await connection.pool.connect();
  let finished = false;
  try {
    const stream = client.query(
      copyTo(
        `copy (select ${COLUMNS} from audit_entries order by audit_entries.seq) to stdout (format binary)`,
      ),
    );
    for await (const rows of binaryRows(stream)) yield rows.map(toEntry);
    finished = true;
  } finally {
    client.release(!finished); // a COPY left halfway cannot be resumed: the connection goes with it
  }
}

const EMPTY = Buffer.alloc(0);

function toEntry(row: (Buffer | null)[]): StoredEntry {
  const [form, seq, at, actor, entity, action, subject, traceId, detail, previousHash, hash] = row;
  return {
    // `at` is null for 'infinity', which only tampering could have written: the hash will say so
    form: form ?? EMPTY,
    seq: seq ?? EMPTY,
    at: at ?? EMPTY,
    actor: actor ?? EMPTY,
    entity: entity ?? EMPTY,
    action: action ?? EMPTY,
    subject: subject ?? EMPTY,
    traceId: traceId ?? null,
    detail: detail ?? EMPTY,
    previousHash: previousHash ?? EMPTY,
    hash: hash ?? EMPTY,
  };
}

/** The last entry's number and hash; undefined for an empty log. */
export async function auditHead(db: Db): Promise<ChainHead | undefined> {
  const row = await db
    .selectFrom('audit_entries')
    .select(['seq', 'hash'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && { seq: BigInt(row.seq), hash: row.hash };
}

/** The hash of one entry; undefined when there is none of that number. */
export async function auditHashAt(db: Db, seq: bigint): Promise<Buffer | undefined> {
  const row = await db
    .selectFrom('audit_entries')
    .select('hash')
    .where('seq', '=', String(seq))
    .executeTakeFirst();
  return row?.hash;
}
