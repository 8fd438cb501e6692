import { sql } from 'kysely';
import type { Trx } from '../transaction.ts';

/** Below this, any plan will do. */
const SMALL = 1_000;

/**
 * A plan made on the statistics of an empty table collapses on a full one, and autovacuum comes too late for the run
 * that follows a load. So whoever adds a tenth to the lines has them analysed, in the same transaction.
 */
export async function analyseIfGrown(trx: Trx, added: number): Promise<void> {
  if (!(await hasGrown(trx, 'recon_lines', added))) return;
  // Until its new pages are summarised, the BRIN index passes them to every projection's reader.
  await sql`select brin_summarize_new_values('recon_lines_projection')`.execute(trx);
  await sql`analyze recon_lines`.execute(trx);
  await sql`analyze repeated_keys`.execute(trx);
}

/** The same for the stored matches; the text columns would cost most and decide no plan. */
export async function analyseMatchesIfGrown(trx: Trx, added: number): Promise<void> {
  if (await hasGrown(trx, 'matches', added))
    await sql`analyze matches (tie_out_id, key_hash, pass, from_run, to_run)`.execute(trx);
}

/** What the next run, the lists and the details of exceptions look up; texts that nobody looks up would cost most. */
const LOOKED_UP = {
  exceptions:
    'exception_id, key_hash, tie_out_id, entity, reconciliation, period, state, type, severity, class, currency',
  match_members: 'tie_out_id, key_hash, pass, line_key_hash, record_hash, from_run, to_run',
  write_off_proposals: 'tie_out_id, key_hash, from_run, to_run',
  suggestions: 'tie_out_id, suggestion_id, score',
  suggestion_lines: 'tie_out_id, key_hash, suggestion_id',
} as const;

/** The same for all else that a run stores: a first large run may be the first to store any. */
export async function analyseResultsIfGrown(
  trx: Trx,
  table: keyof typeof LOOKED_UP,
  { numAffectedRows = 0n }: { numAffectedRows?: bigint },
): Promise<void> {
  if (await hasGrown(trx, table, Number(numAffectedRows)))
    await sql`analyze ${sql.table(table)} (${sql.raw(LOOKED_UP[table])})`.execute(trx);
}

async function hasGrown(trx: Trx, table: string, added: number): Promise<boolean> {
  if (added < SMALL) return false;
  const { rows } = await sql<{ known: string }>`
    select greatest(reltuples, 0)::bigint as known from pg_class where oid = ${table}::regclass`.execute(trx);
  return added * 10 >= Number(rows[0]?.known ?? 0);
}
