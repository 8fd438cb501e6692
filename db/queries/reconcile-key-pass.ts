import { sql } from 'kysely';
import type { NumberedPass } from '#core/reconcile/passes.ts';
import type { KeyPass } from '#core/reconcile/rules.ts';
import type { Trx } from '../transaction.ts';
import { bridgedSql } from './reconcile-parts-sql.ts';
import { passKeySql } from './reconcile-rest.ts';
import { groupSums, tiesOutSql } from './reconcile-rules-sql.ts';
import type { RunScope } from './reconcile-scope.ts';
import { takeSets } from './reconcile-sets.ts';

/** A key pass after the first. The same as core/reconcile/key-pass.ts. */
export async function laterKeyPass(
  trx: Trx,
  scope: RunScope,
  { number, pass, keyIndex }: NumberedPass<KeyPass>,
): Promise<void> {
  const key = passKeySql(scope.rules, keyIndex);
  await sql`
    insert into tied_sets (set_no, set_key, explained, line_no)
    select g.set_no, g.match_key, ${bridgedSql(scope.rules)}, rest.line_no
    from (
      select row_number() over () as set_no, g.* from (
        select ${key} as match_key, currency, ${groupSums(scope.rules)} from rest where ${key} is not null group by 1, 2
      ) g where ${tiesOutSql(pass, scope.rules)}
    ) g join rest on ${key} = g.match_key and rest.currency = g.currency`.execute(trx);
  await takeSets(trx, number);
}
