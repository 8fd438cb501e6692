import { sql } from 'kysely';
import type { NumberedPass } from '#core/reconcile/passes.ts';
import type { ReconciliationRules, WindowPass } from '#core/reconcile/rules.ts';
import { CANDIDATES_SEEN } from '#core/reconcile/window-pass.ts';
import type { Trx } from '../transaction.ts';
import { gatherLooking, look, SIGHTS } from './reconcile-looks.ts';
import { beginChoices, suggestChoices } from './reconcile-pair-suggestions.ts';
import { bridgedSql, residualSql } from './reconcile-parts-sql.ts';
import { passKeySql } from './reconcile-rest.ts';
import { allowanceOfSql } from './reconcile-rules-sql.ts';
import type { RunScope } from './reconcile-scope.ts';
import { amountPartSql, datePartSql, scoreSql } from './reconcile-score-sql.ts';
import { takeSets } from './reconcile-sets.ts';

/**
 * The same as core/reconcile/window-pass.ts. No line looks at more than one candidate beyond those that it sees, however many
 * there are: it asks an index, day by day, for the first ones within reach.
 */
export async function windowPass(
  trx: Trx,
  scope: RunScope,
  { number, pass, keyIndex }: NumberedPass<WindowPass>,
): Promise<void> {
  await gatherLooking(trx, scope.rules, passKeySql(scope.rules, keyIndex), pass.days);
  await look(trx, scope.rules, pass.days);
  await tieLonePairs(trx, scope.rules);
  await chooseAmongOthers(trx, scope.rules, pass);
  await suggestChoices(trx, number);
  await takeSets(trx, number);
}

const SEEN = sql.lit(CANDIDATES_SEEN);
const IS_ALONE = sql`s.left_count = 1 and s.right_count = 1`;

async function tieLonePairs(trx: Trx, rules: ReconciliationRules): Promise<void> {
  await sql`
    insert into tied_sets (set_no, set_key, explained, line_no)
    select g.left_no, null, ${bridgedSql(rules)}, lines.line_no
    from (${SIGHTS} where s.is_left and ${IS_ALONE}) g
    cross join lateral (values (g.left_no), (g.right_no)) lines (line_no)`.execute(trx);
}

async function chooseAmongOthers(trx: Trx, rules: ReconciliationRules, { days }: WindowPass): Promise<void> {
  await beginChoices(trx);
  const parts = { amount: sql`g.amount_part`, date: sql`g.date_part` };
  await sql`
    insert into choices (line_no, left_no, right_no, score, amount_part, date_part, label, alternatives)
    select case when g.is_left then g.left_no else g.right_no end, g.left_no, g.right_no, ${scoreSql(parts)},
      g.amount_part, g.date_part,
      case when g.is_whole then 'alternatives' else 'truncated' end,
      case when g.is_whole then g.left_count + g.right_count - 1 end
    from (
      select g.*, ${amountPartSql(sql`g.difference`, sql`g.allowed`)} as amount_part,
        ${datePartSql(sql`g.apart`, Math.max(days.before, days.after))} as date_part,
        greatest(g.left_count, g.right_count) <= ${SEEN} as is_whole
      from (
        select g.*, ${residualSql(rules)} as difference, ${allowanceOfSql(rules)} as allowed
        from (${SIGHTS} where not (${IS_ALONE})) g offset 0
      ) g offset 0
    ) g`.execute(trx);
}
