import { type RawBuilder, sql } from 'kysely';
import type { SideName } from '#core/reconcile/line.ts';
import type { Trx } from '../transaction.ts';
import { projectedLines } from './projection-sql.ts';
import { inScope, type RunScope } from './reconcile-scope.ts';

/** What decides which lines there are. */
export type LineScope = Pick<RunScope, 'rules' | 'left' | 'right' | 'cutOff'>;

/**
 * The lines, as of the pins, of the records that `names` gives for each side as (record_hash, record_key), as working table
 * `named_lines (is_left, record_hash, record_key, version, key_hash, match_key, amount, currency, line_date, in_scope)`. Lines
 * are found by their key, so the key is derived from the record once more: few are asked for, and a second index of all lines
 * would cost each load. `in_scope`: false for a line beyond the cut-off.
 */
export async function gatherNamedLines(
  trx: Trx,
  scope: LineScope,
  names: (side: SideName) => RawBuilder<unknown>,
): Promise<void> {
  await sql`drop table if exists named_records, named_lines`.execute(trx);
  // Apart for each side: records of one dataset lie by their own hash, lines by that of their key.
  await sql`
    create temporary table named_records (is_left boolean, record_hash bigint, record_key text collate "C", version int,
      key_hash bigint, match_key text collate "C", amount numeric, currency text collate "C", line_date date) on commit drop`.execute(
    trx,
  );
  for (const side of ['left', 'right'] as const) {
    await sql`
      insert into named_records
      select ${sql.lit(side === 'left')}, p.record_hash, p.record_key, p.version, p.key_hash, p.match_key, p.amount,
        p.currency, p.line_date
      from (${recordsOf(scope, side, names(side))}) p where p.amount is not null and p.currency is not null`.execute(
      trx,
    );
  }
  await sql`analyze named_records`.execute(trx);
  await sql`
    create temporary table named_lines on commit drop as
    select r.*, l.record_key is not null as in_scope
    from named_records r left join (${linesOf(scope, 'left')} union all ${linesOf(scope, 'right')}) l
      on l.is_left = r.is_left and l.key_hash = r.key_hash and l.record_key = r.record_key and l.version = r.version`.execute(
    trx,
  );
}

function recordsOf(scope: LineScope, side: SideName, names: RawBuilder<unknown>): RawBuilder<unknown> {
  const { streamId, snapshot } = scope[side];
  const at = sql.lit(snapshot);
  const range = sql`d.valid_from <= ${at} and (d.valid_to is null or d.valid_to > ${at})
    and (d.record_hash, d.record_key) in (${names})`;
  return projectedLines(scope.rules, side, streamId, range);
}

function linesOf(scope: LineScope, side: SideName): RawBuilder<unknown> {
  const isLeft = sql.lit(side === 'left');
  return sql`
    select ${isLeft} as is_left, l.key_hash, l.record_key, l.version from recon_lines l
    where ${inScope(scope, side)} and l.key_hash in (select key_hash from named_records where is_left = ${isLeft})`;
}
