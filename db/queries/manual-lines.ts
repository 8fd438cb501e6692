import { type RawBuilder, sql } from 'kysely';
import type { SideName } from '#core/reconcile/line.ts';
import { projectedLines } from './projection-sql.ts';
import { inScope, type RunScope } from './reconcile-scope.ts';

/** What decides which lines there are. */
export type LineScope = Pick<RunScope, 'rules' | 'left' | 'right' | 'cutOff'>;

/**
 * The lines of one side, as of its pin, of the records that `names` gives as (record_hash, record_key), as a subquery. Lines
 * are found by their key, so the key is derived from the record once more: few are asked for, and a second index of all
 * lines would cost each load. `in_scope`: false for a line beyond the cut-off.
 */
export function linesOfRecords(
  scope: LineScope,
  side: SideName,
  names: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const { streamId, snapshot } = scope[side];
  const at = sql.lit(snapshot);
  const range = sql`d.valid_from <= ${at} and (d.valid_to is null or d.valid_to > ${at})
    and (d.record_hash, d.record_key) in (${names})`;
  return sql`
    select ${sql.lit(side === 'left')} as is_left, p.record_hash, p.record_key, p.version, p.key_hash, p.match_key,
      p.amount, p.currency collate "C" as currency, p.line_date,
      exists (
        select from recon_lines l where l.key_hash = p.key_hash and l.record_hash = p.record_hash
          and l.record_key = p.record_key and l.version = p.version and ${inScope(scope, side)}) as in_scope
    from (${projectedLines(scope.rules, side, streamId, range)}) p
    where p.amount is not null and p.currency is not null`;
}
