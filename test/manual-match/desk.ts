import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import type { Connection } from '#db/connection.ts';
import { type MakeMatchInput, makeMatch } from '#workflows/make-match.ts';
import { reconcile } from '#workflows/reconcile.ts';
import { emptyBooks, rulesOf, type TestRecord, takeSnapshot } from '../reconcile/books.ts';
import { deskOf, PREPARER } from '../reconcile/desk.ts';
import { emptyHands } from './invariants.ts';

const RULES = rulesOf();

/** A record of either side; the reference is the record key in lower case unless another is given. */
export function entry(recordKey: string, amount: string, over: Partial<TestRecord> = {}): TestRecord {
  return {
    ...{ recordKey, reference: recordKey.toLowerCase(), counterparty: 'X', amount, currency: 'EUR' },
    ...{ date: '2026-01-10', part: null, ...over },
  };
}

/** Books of two sides and what people do with them. */
export async function openDesk(
  connection: Connection,
  books: { left: readonly TestRecord[]; right: readonly TestRecord[] },
  rules: ReconciliationRules = RULES,
) {
  await emptyBooks(connection);
  await emptyHands(connection);
  await takeSnapshot(connection, 'left', books.left);
  await takeSnapshot(connection, 'right', books.right);
  const context = deskOf(connection, [rules]);
  const { reconciliation } = rules;
  return {
    context,
    match: (input: Omit<MakeMatchInput, 'reconciliation'>, actor = PREPARER) =>
      makeMatch(context, actor, { reconciliation, ...input }),
    run: (period?: string) => reconcile(context, PREPARER, { reconciliation, ...(period ? { period } : {}) }),
    says: (side: 'left' | 'right', records: readonly TestRecord[]) => takeSnapshot(connection, side, records),
  };
}

/** The lines of the matches by hand that hold, as `side key`, in order. */
export async function handLines({ pool }: Connection): Promise<string[]> {
  const { rows } = await pool.query(
    `select case when is_left then 'left' else 'right' end || ' ' || record_key as line from match_members
      where pass = 0 and to_run is null order by is_left desc, record_key`,
  );
  return rows.map(({ line }) => line);
}

export async function auditOf({ pool }: Connection, subject: string) {
  const { rows } = await pool.query(
    'select action, actor, detail from audit_entries where subject = $1 order by seq',
    [subject],
  );
  return rows.map(({ action, actor, detail }) => ({ action, actor, detail: JSON.parse(detail) }));
}
