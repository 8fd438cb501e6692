import { type RawBuilder, sql } from 'kysely';
import type { SideName } from '#core/reconcile/line.ts';
import { isKeyed } from '#core/reconcile/pass-key.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import type { Trx } from '../transaction.ts';
import { leftToPasses, type RunScope } from './reconcile-scope.ts';

/** The lines that the first pass left, one by one, as table `rest`. Later passes take from it; breaks are what stays. */
export async function gatherRest(trx: Trx, scope: RunScope): Promise<void> {
  await sql`drop table if exists rest`.execute(trx);
  await sql`
    create temporary table rest on commit drop as
    select row_number() over () as line_no, lines.* from (
      ${leftOver(scope, 'left')} union all ${leftOver(scope, 'right')}
    ) lines`.execute(trx);
  await sql`analyze rest`.execute(trx);
}

/** Only among repeated keys can one hash stand for groups that tied out and for others that did not. */
function leftOver(scope: RunScope, side: SideName): RawBuilder<unknown> {
  const columns = sql`${sql.lit(side === 'left')} as is_left, l.key_hash, l.match_key, l.currency, l.amount,
    l.line_date, l.record_hash, l.record_key, l.version, l.later_keys, l.parts, l.limit_no`;
  return sql`
    select ${columns} from recon_lines l
    where ${leftToPasses(scope, side)} and l.match_key is not null
      and l.key_hash in (select key_hash from outcome where not tied)
      and not exists (
        select from summed o
        where o.tied and o.key_hash = l.key_hash and o.match_key = l.match_key and o.currency = l.currency)
    union all
    select ${columns} from recon_lines l where ${leftToPasses(scope, side)} and l.match_key is null`;
}

/** What a pass compares of a line of `rest`; see core/reconcile/pass-key.ts. */
export function passKeySql(rules: ReconciliationRules, keyIndex: number, line = 'rest'): RawBuilder<unknown> {
  if (!isKeyed(rules)) return sql`${sql.ref(line)}.later_keys[${sql.lit(keyIndex + 1)}]`;
  return keyIndex === 0
    ? sql`${sql.ref(line)}.match_key`
    : sql`${sql.ref(line)}.later_keys[${sql.lit(keyIndex)}]`;
}
