import { type PreparedEntry, prepare } from '#core/audit/chain.ts';
import type { NewAuditEntry } from '#core/audit/entry.ts';
import { Failure } from '#core/failure/failure.ts';
import type { Db } from '#db/connection.ts';
import { appendPrepared } from './audit-log.ts';

const BATCH = 1_000;
const QUEUE_LIMIT = 50_000;

export class AuditQueueFull extends Failure {
  readonly kind = 'unavailable';
  constructor(readonly limit: number) {
    super(
      `${limit} audit entries wait to be written; no more are taken`,
      'The database does not keep up: look at its disk and try again.',
    );
  }
}

export class AuditBatcherClosed extends Failure {
  readonly kind = 'unavailable';
  constructor() {
    super('the audit log is shutting down', 'Try again once Tieout runs.');
  }
}

interface Waiting {
  entry: PreparedEntry;
  settle(error?: unknown): void;
}

/**
 * Group commit for actions whose only effect is an audit entry (a download, a refused sign-in). While one transaction
 * commits, those who come wait for the next, so that sixty callers share one lock, one statement and one fsync. An
 * entry that belongs to other writes does not come here: it goes into their transaction with `appendAudit`.
 */
export class AuditBatcher {
  #queue: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #closed = false;

  constructor(
    readonly db: Db,
    readonly queueLimit: number = QUEUE_LIMIT,
  ) {}

  /**
   * Resolves once the entry is committed, rejects if it is not.
   * @throws AuditDetailInvalid, AuditQueueFull, AuditBatcherClosed
   */
  async append(entry: NewAuditEntry): Promise<void> {
    if (this.#closed) throw new AuditBatcherClosed();
    if (this.#queue.length >= this.queueLimit) throw new AuditQueueFull(this.queueLimit);
    const prepared = prepare(entry); // a bad detail fails its own caller, not the batch
    const written = new Promise<void>((resolve, reject) => {
      this.#queue.push({
        entry: prepared,
        settle: (error) => (error === undefined ? resolve() : reject(error)),
      });
    });
    this.#writing ??= this.#drain();
    await written;
  }

  /** Takes no more entries and waits until those that were taken are settled. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#writing;
  }

  async #drain(): Promise<void> {
    do {
      // Those whose last entry was just committed come back within this turn: they join the next batch as a whole.
      await new Promise(setImmediate);
      await this.#write(this.#queue.splice(0, BATCH));
    } while (this.#queue.length > 0);
    this.#writing = undefined;
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    try {
      const entries = batch.map((waiting) => waiting.entry);
      await this.db.transaction().execute((trx) => appendPrepared(trx, entries));
      for (const waiting of batch) waiting.settle();
    } catch (error) {
      for (const waiting of batch) waiting.settle(error ?? new Error('unknown'));
    }
  }
}

const batchers = new WeakMap<Db, AuditBatcher>();

/** The one queue of a connection: two would only wait for each other. Close it before the connection. */
export function auditBatcherOf(db: Db): AuditBatcher {
  const known = batchers.get(db);
  if (known) return known;
  const made = new AuditBatcher(db);
  batchers.set(db, made);
  return made;
}
