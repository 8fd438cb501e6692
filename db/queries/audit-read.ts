import type { ChainHead, StoredEntry } from '#core/audit/verify.ts';
import type { Connection, Db } from '#db/connection.ts';
import { binaryRows } from './copy-binary.ts';
import { copyOut } from './copy-out.ts';

/**
 * As text, so that what is hashed is what PostgreSQL shows; only `at` comes as it is stored, for its text costs the server
 * more than all the others. A bare `order by seq` would mean the text of that column, and 10 comes before 9 there: the
 * order must name the table.
 */
const COLUMNS = `form::text, seq::text, at, actor, entity, action, subject, trace_id::text, detail, previous_hash, hash`;

/**
 * All entries in the order of their numbers, as one snapshot, streamed: the log may be larger than memory. Use the
 * entries of one step before you ask for the next.
 */
export async function* readAuditLog(connection: Connection): AsyncGenerator<StoredEntry[]> {
  const client = await connection.pool.connect();
  let finished = false;
  try {
    const stream = copyOut(
      client,
      `copy (select ${COLUMNS} from audit_entries order by audit_entries.seq) to stdout (format binary)`,
    );
    const instant = instantReader();
    for await (const rows of binaryRows(stream)) yield rows.map((row) => toEntry(row, instant));
    finished = true;
  } finally {
    client.release(!finished); // a COPY left halfway cannot be resumed: the connection goes with it
  }
}

const EMPTY = Buffer.alloc(0);

function toEntry(row: (Buffer | null)[], instant: (stored: Buffer) => Buffer): StoredEntry {
  const [form, seq, at, actor, entity, action, subject, traceId, detail, previousHash, hash] = row;
  return {
    form: form ?? EMPTY,
    seq: seq ?? EMPTY,
    at: at ? instant(at) : EMPTY,
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

const EPOCH_2000_MS = 946_684_800_000n;

/**
 * Binary timestamptz: microseconds since 2000-01-01 UTC as a 64-bit integer. Entries written together share theirs, so
 * the last text is kept. What lies outside the years of a Date ('infinity', which only tampering could have written)
 * becomes empty, and the hash will say so.
 */
function instantReader(): (stored: Buffer) => Buffer {
  let last = { stored: EMPTY, text: EMPTY };
  return (stored) => {
    if (stored.equals(last.stored)) return last.text;
    const micros = stored.readBigInt64BE();
    const fraction = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
    const date = new Date(Number((micros - fraction) / 1_000n + EPOCH_2000_MS));
    const text = Number.isNaN(date.getTime())
      ? EMPTY
      : Buffer.from(`${date.toISOString().slice(0, -4)}${String(fraction).padStart(6, '0')}Z`);
    last = { stored: Buffer.from(stored), text };
    return text;
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
