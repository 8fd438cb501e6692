import { type RawBuilder, sql } from 'kysely';
import { RIGHT_ONLY } from '#core/reconcile/manual-pass.ts';
import { MANUAL_PASS } from '#core/reconcile/passes.ts';
import type { Trx } from '../transaction.ts';
import { gatherNamedLines } from './manual-lines.ts';
import type { HandLines, RunScope } from './reconcile-scope.ts';

/** What people did by hand, as a run found it. */
export interface FoundByHand {
  reconciliationId: number;
  /** Up to which number of the reconciliation the run saw it. */
  order: string;
  /** SHA-256 of the matches that apply; null where none does. */
  hash: string | null;
  /** For `RunScope.byHand`. */
  lines: RunScope['byHand'];
  /** Whether there are matches in force whose lines moved: see `storeByHand`. */
  hasMoved: boolean;
}

type Scope = Omit<RunScope, 'byHand'>;

/**
 * Pass 0, the same as core/reconcile/manual-pass.ts: which matches by hand apply at the pins, as tables `by_hand` (their
 * lines, with the key of their match) and `hand_found` (of all in force, with what became of each line). Both are made only
 * where there are any in force.
 * @param order the matches as of this number of the reconciliation; left out: as of now. A part of a run, or one that is
 * read again, is given the number of the run
 */
export async function gatherByHand(trx: Trx, scope: Scope, order?: string): Promise<FoundByHand> {
  const at = await orderAt(trx, scope, order);
  const found = { reconciliationId: at.id, order: at.order, hash: null, lines: undefined, hasMoved: false };
  await sql`drop table if exists hand_members, hand_found, by_hand`.execute(trx);
  if (!at.any) return found;
  await findMembers(trx, scope, at);
  await sql`
    create temporary table by_hand on commit drop as
    select f.*, s.set_key, hashtextextended(s.set_key, 0) as set_hash, s.set_currency, h.explained, h.members_hash
    from hand_found f join manual_matches h on h.match_id = f.match_id join (
      select match_id, coalesce('~' || min(record_key) filter (where is_left), ${RIGHT_ONLY} || min(record_key)) as set_key,
        coalesce(min(now_currency) filter (where is_left), min(now_currency)) as set_currency
      from hand_found group by match_id having bool_and(not has_moved and in_scope)
    ) s on s.match_id = f.match_id`.execute(trx);
  await sql`analyze by_hand`.execute(trx);
  const { rows } = await sql<{ hash: string | null; left: HandLines; right: HandLines; moved: boolean }>`
    select (select encode(sha256(convert_to(string_agg(match_id::text || members_hash || coalesce(explained::text, ''),
        chr(10) order by match_id), 'UTF8')), 'hex')
      from (select distinct match_id, members_hash, explained from by_hand) applied) as hash,
      ${linesJson(true)} as left, ${linesJson(false)} as right,
      exists (select from hand_found where has_moved) as moved`.execute(trx);
  const [row] = rows;
  if (!row?.hash) return { ...found, hasMoved: row?.moved ?? false };
  return { ...found, hash: row.hash, lines: { left: row.left, right: row.right }, hasMoved: row.moved };
}

/** The hash as text: a JSON number would lose digits. */
function linesJson(isLeft: boolean): RawBuilder<unknown> {
  return sql`(
    select json_build_object('keyHashes', coalesce(json_agg(key_hash::text order by record_key), '[]'),
      'recordKeys', coalesce(json_agg(record_key order by record_key), '[]'))
    from by_hand where is_left = ${sql.lit(isLeft)})`;
}

interface OrderAt {
  id: number;
  order: string;
  any: boolean;
}

async function orderAt(trx: Trx, scope: Scope, order: string | undefined): Promise<OrderAt> {
  const { rows } = await sql<OrderAt>`
    select r.reconciliation_id as id, r.at as order, exists (
      select from manual_matches h where ${inForce(sql`r.reconciliation_id`, sql`r.at`)}) as any
    from (
      select r.reconciliation_id, coalesce(${order ?? null}::bigint, r.manual_order) as at
      from tie_outs t join reconciliations r on r.reconciliation_id = t.reconciliation_id
      where t.tie_out_id = ${sql.lit(scope.tieOutId)}
    ) r`.execute(trx);
  return rows[0] as OrderAt;
}

/** Matches `h` of a reconciliation that were made by a number and not ended by it. */
function inForce(reconciliationId: RawBuilder<unknown>, order: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`h.reconciliation_id = ${reconciliationId} and h.made_order <= ${order}
    and (h.ended_order is null or h.ended_order > ${order})`;
}

/** A match whose maker saw a later snapshot than the run reads is not known to the run. */
async function findMembers(trx: Trx, scope: Scope, at: OrderAt): Promise<void> {
  const { left, right } = scope;
  await sql`
    create temporary table hand_members on commit drop as
    select m.match_id, m.is_left, m.record_hash, m.record_key, m.amount, m.currency, m.line_date
    from manual_matches h join manual_match_lines m on m.match_id = h.match_id
    where ${inForce(sql.lit(at.id), sql`${at.order}::bigint`)}
      and not (h.left_stream = ${sql.lit(left.streamId)} and h.left_snapshot > ${sql.lit(left.snapshot)})
      and not (h.right_stream = ${sql.lit(right.streamId)} and h.right_snapshot > ${sql.lit(right.snapshot)})`.execute(
    trx,
  );
  await sql`analyze hand_members`.execute(trx);
  await gatherNamedLines(
    trx,
    scope,
    (side) =>
      sql`select record_hash, record_key from hand_members where is_left = ${sql.lit(side === 'left')}`,
  );
  await sql`
    create temporary table hand_found on commit drop as
    select m.*, p.version, p.key_hash, p.amount as now_amount, p.currency as now_currency, p.line_date as now_date,
      coalesce(p.in_scope, false) as in_scope, p.record_key is null
        or (p.amount, p.currency, p.line_date) is distinct from (m.amount, m.currency, m.line_date) as has_moved
    from hand_members m left join named_lines p
      on p.is_left = m.is_left and p.record_hash = m.record_hash and p.record_key = m.record_key`.execute(
    trx,
  );
}

/** Puts the matches of `by_hand` into `outcome` and their lines into `members`, as `takeSets` does for a pass. */
export async function takeByHand(trx: Trx, scope: RunScope): Promise<void> {
  if (!scope.byHand) return;
  const pass = sql.lit(MANUAL_PASS);
  await sql`
    insert into outcome (key_hash, match_key, currency, pass, tied, left_count, right_count, left_amount, right_amount,
      right_currency, explained)
    select set_hash, set_key, set_currency, ${pass}, true,
      count(*) filter (where is_left), count(*) filter (where not is_left),
      coalesce(sum(now_amount) filter (where is_left), 0), coalesce(sum(now_amount) filter (where not is_left), 0),
      nullif(min(now_currency) filter (where not is_left), set_currency), min(explained::text)::jsonb
    from by_hand group by match_id, set_hash, set_key, set_currency`.execute(trx);
  await sql`
    insert into members (pass, key_hash, match_key, currency, is_left, line_key_hash, record_hash, record_key, version,
      line_currency, amount, line_date)
    select ${pass}, set_hash, set_key, set_currency, is_left, key_hash, record_hash, record_key, version, now_currency,
      now_amount, now_date
    from by_hand`.execute(trx);
}
