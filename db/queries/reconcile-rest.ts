import { type RawBuilder, sql } from 'kysely';
import type { SideName } from '#core/reconcile/line.ts';
import { type NumberedPass, passesInOrder } from '#core/reconcile/passes.ts';
import type { Trx } from '../transaction.ts';
import { GROUP_SUMS, tiesOutSql } from './reconcile-rules-sql.ts';
import { inScope, type RunScope } from './reconcile-scope.ts';

/** The lines that the first pass left, one by one, as table `rest`. Later passes take from it; breaks are what stays. */
export async function gatherRest(trx: Trx, scope: RunScope): Promise<void> {
  await sql`drop table if exists rest`.execute(trx);
  await sql`
    create temporary table rest on commit drop as
    ${leftOver(scope, 'left')} union all ${leftOver(scope, 'right')}`.execute(trx);
  await sql`analyze rest`.execute(trx);
}

/** Only among repeated keys can one hash stand for groups that tied out and for others that did not. */
function leftOver(scope: RunScope, side: SideName): RawBuilder<unknown> {
  const columns = sql`${sql.lit(side === 'left')} as is_left, l.key_hash, l.match_key, l.currency, l.amount,
    l.line_date, l.record_hash, l.record_key, l.version, l.later_keys`;
  return sql`
    select ${columns} from recon_lines l
    where ${inScope(scope, side)} and l.match_key is not null
      and l.key_hash in (select key_hash from outcome where not tied)
      and not exists (
        select from summed o
        where o.tied and o.key_hash = l.key_hash and o.match_key = l.match_key and o.currency = l.currency)
    union all
    select ${columns} from recon_lines l where ${inScope(scope, side)} and l.match_key is null`;
}

/** The passes after the first, over what is left. */
export async function laterPasses(trx: Trx, scope: RunScope): Promise<void> {
  for (const pass of passesInOrder(scope.rules).slice(1)) await laterPass(trx, scope, pass);
}

async function laterPass(trx: Trx, scope: RunScope, { number, pass, keyIndex }: NumberedPass): Promise<void> {
  const key = keyIndex === 0 ? sql`rest.match_key` : sql`rest.later_keys[${sql.lit(keyIndex)}]`;
  const no = sql.lit(number);
  await sql`
    insert into outcome
    select hashtextextended(g.match_key, 0), g.match_key, g.currency, ${no}, true,
           g.left_count, g.right_count, coalesce(g.left_amount, 0), coalesce(g.right_amount, 0)
    from (
      select ${key} as match_key, currency, ${GROUP_SUMS} from rest where ${key} is not null group by 1, 2
    ) g where ${tiesOutSql(pass, scope.rules.threshold)}`.execute(trx);
  await sql`
    delete from rest using outcome o
    where o.pass = ${no} and o.match_key = ${key} and o.currency = rest.currency`.execute(trx);
}
