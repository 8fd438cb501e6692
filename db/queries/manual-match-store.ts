import { type RawBuilder, sql } from 'kysely';
import { decimal } from '#core/money/decimal.ts';
import { toText } from '#core/money/format.ts';
import type { SideName } from '#core/reconcile/line.ts';
import type { NamedLine } from '#core/reconcile/manual-failures.ts';
import type { ManualMember, NamedLines, Settlement } from '#core/reconcile/manual-match.ts';
import { membersHash } from '#core/reconcile/members-hash.ts';
import type { Explained } from '#core/reconcile/tied.ts';
import type { ManualOrigin, StoredExplained } from '../schema/manual-matches.table.ts';
import type { Trx } from '../transaction.ts';
import { gatherNamedLines, type LineScope } from './manual-lines.ts';
import { nextOrder, releaseLines } from './manual-reopen.ts';

/** A line of the reconciliation as it is now. */
export interface FoundLine extends ManualMember {
  recordHash: string;
  version: number;
  keyHash: string;
  matchKey: string | null;
  /** Who holds it in a match by hand that is in force. */
  takenBy: { matchId: string; madeBy: string } | null;
}

interface LineRow extends Omit<FoundLine, 'amount' | 'takenBy'> {
  amount: string;
  matchId: string | null;
  madeBy: string;
}

/** Those of the named lines that there are, as of the pins of the scope. */
export async function findLines(
  trx: Trx,
  reconciliationId: number,
  scope: LineScope,
  named: NamedLines,
): Promise<FoundLine[]> {
  // No text of the database holds this character, and none may be asked for.
  const keys = (side: SideName) => named[side].filter((key) => !key.includes('\0'));
  await gatherNamedLines(
    trx,
    scope,
    (side) => sql`select hashtextextended(k, 0), k from unnest(${keys(side)}::text[]) k`,
  );
  const { rows } = await sql<LineRow>`
    select case when l.is_left then 'left' else 'right' end as side, l.record_key as "recordKey", l.amount, l.currency,
      l.line_date as date, l.record_hash as "recordHash", l.version, l.key_hash as "keyHash", l.match_key as "matchKey",
      h.match_id as "matchId", h.made_by as "madeBy"
    from named_lines l
    left join manual_match_lines m on m.is_active and m.reconciliation_id = ${reconciliationId} and m.is_left = l.is_left
      and m.record_hash = l.record_hash and m.record_key = l.record_key
    left join manual_matches h on h.match_id = m.match_id
    where l.in_scope order by l.is_left desc, l.record_key`.execute(trx);
  return rows.map(toFound);
}

function toFound({ amount, matchId, madeBy, ...line }: LineRow): FoundLine {
  return { ...line, amount: decimal(amount), takenBy: matchId === null ? null : { matchId, madeBy } };
}

export interface NewManualMatch {
  matchId: string;
  reconciliationId: number;
  scope: LineScope;
  lines: readonly FoundLine[];
  settlement: Settlement;
  origin: ManualOrigin | null;
  requestHash: string;
  at: Date;
  actor: string;
  traceId: string;
}

/** The caller holds the lock (`lockByHand`) and has found the lines free. Gives the hash of the lines. */
export async function insertManualMatch(trx: Trx, match: NewManualMatch): Promise<{ membersHash: string }> {
  const { settlement, scope } = match;
  const order = await nextOrder(trx, match.reconciliationId);
  const hash = membersHash(match.lines);
  const explained = storedExplained(settlement.explained);
  await trx
    .insertInto('manual_matches')
    .values({
      match_id: match.matchId,
      reconciliation_id: match.reconciliationId,
      entity: scope.rules.entity,
      reconciliation: scope.rules.reconciliation,
      state: 'active',
      currency: settlement.currency,
      right_currency: settlement.rightCurrency ?? null,
      left_count: settlement.left.count,
      right_count: settlement.right.count,
      left_amount: toText(settlement.left.amount),
      right_amount: toText(settlement.right.amount),
      difference: settlement.difference && toText(settlement.difference),
      reason: settlement.reason,
      note: settlement.note,
      explained: explained && JSON.stringify(explained),
      origin: match.origin && JSON.stringify(match.origin),
      left_stream: scope.left.streamId,
      left_snapshot: scope.left.snapshot,
      right_stream: scope.right.streamId,
      right_snapshot: scope.right.snapshot,
      members_hash: hash,
      request_hash: match.requestHash,
      made_order: order,
      made_at: match.at,
      made_by: match.actor,
      trace_id: match.traceId,
    })
    .execute();
  await insertLines(trx, match);
  return { membersHash: hash };
}

async function insertLines(trx: Trx, { matchId, reconciliationId, lines }: NewManualMatch): Promise<void> {
  const column = (
    type: string,
    of: (line: FoundLine) => string | number | boolean | null,
  ): RawBuilder<unknown> => sql`${lines.map(of)}::${sql.raw(type)}[]`;
  await sql`
    insert into manual_match_lines (match_id, reconciliation_id, is_left, record_hash, record_key, version, key_hash, match_key,
      amount, currency, line_date, is_active)
    select ${matchId}::uuid, ${reconciliationId}::int, l.is_left, l.record_hash, l.record_key, l.version, l.key_hash,
      l.match_key, l.amount, l.currency, l.line_date, true
    from unnest(${column('boolean', ({ side }) => side === 'left')}, ${column('bigint', (line) => line.recordHash)},
      ${column('text', (line) => line.recordKey)}, ${column('int', (line) => line.version)},
      ${column('bigint', (line) => line.keyHash)}, ${column('text', (line) => line.matchKey)},
      ${column('numeric', (line) => toText(line.amount))}, ${column('text', (line) => line.currency)},
      ${column('date', (line) => line.date)})
      as l (is_left, record_hash, record_key, version, key_hash, match_key, amount, currency, line_date)`.execute(
    trx,
  );
}

function storedExplained(explained: Explained): StoredExplained | null {
  const parts = Object.entries(explained).map(([name, amount]) => [name, toText(amount)]);
  return parts.length === 0 ? null : Object.fromEntries(parts);
}

/** Ends a match that is in force; the caller holds the lock. False where it is not in force. */
export async function endManualMatch(
  trx: Trx,
  { matchId, reconciliationId }: { matchId: string; reconciliationId: number },
  by: { at: Date; actor: string; note: string },
): Promise<boolean> {
  const { rows } = await sql<{ active: boolean }>`
    select state = 'active' as active from manual_matches where match_id = ${matchId}::uuid for update`.execute(
    trx,
  );
  if (!rows[0]?.active) return false;
  const order = await nextOrder(trx, reconciliationId);
  await sql`
    update manual_matches set state = 'undone', ended_order = ${order}, ended_at = ${by.at}, ended_by = ${by.actor},
      end_note = ${by.note} where match_id = ${matchId}::uuid`.execute(trx);
  await releaseLines(trx, [matchId]);
  return true;
}

/** Lines that were named and are not there. */
export function missingLines(named: NamedLines, found: readonly FoundLine[]): NamedLine[] {
  return (['left', 'right'] as const).flatMap((side) => {
    const there = new Set(found.filter((line) => line.side === side).map(({ recordKey }) => recordKey));
    return named[side].filter((key) => !there.has(key)).map((recordKey) => ({ side, recordKey }));
  });
}
