import { type RawBuilder, sql } from 'kysely';
import type { NumberedPass } from '#core/reconcile/passes.ts';
import type { FxPass } from '#core/reconcile/rules.ts';
import type { Trx } from '../transaction.ts';
import { comparePairs } from './reconcile-fx.ts';
import { passKeySql } from './reconcile-rest.ts';
import { breaksCardinalitySql, datesWithinSql } from './reconcile-rules-sql.ts';
import type { RunScope } from './reconcile-scope.ts';
import { takeSets } from './reconcile-sets.ts';

/** The same as core/reconcile/fx-pass.ts. */
export async function fxPass(
  trx: Trx,
  scope: RunScope,
  { number, pass, keyIndex }: NumberedPass<FxPass>,
): Promise<void> {
  const key = passKeySql(scope.rules, keyIndex);
  await comparePairs(trx, scope, pass, key);
  await sql`
    insert into tied_sets (set_no, set_key, explained, difference, line_no)
    select g.set_no, g.pair_key, case when g.fx <> 0 then jsonb_build_object('fx', trim_scale(g.fx)::text) end,
      g.difference, rest.line_no
    from (
      select row_number() over () as set_no, g.* from fx_pairs g
      where ${fxTiesSql(pass)} and ${datesWithinSql(pass, scope.rules.holidays)}
    ) g join rest on ${key} = g.pair_key and rest.currency in (g.left_currency, g.right_currency)`.execute(
    trx,
  );
  await takeSets(trx, number);
}

/** Whether a pair `g` of `fx_pairs` ties out by the pass, but for its days. */
export function fxTiesSql(pass: FxPass): RawBuilder<unknown> {
  return sql`(g.problem is null and not ${breaksCardinalitySql(pass)} and abs(g.other) <= g.threshold)`;
}
