import type { SideName } from '#core/reconcile/line.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import { keepOpenLines } from '#db/queries/open-line-store.ts';
import type { CarriedFrom } from '#db/queries/reconcile-opening.ts';
import { inTransaction } from '#db/transaction.ts';
import type { Context } from './context.ts';

/**
 * Keeps what the earlier reconciliation left open, where the rules carry it forward, and names the run to pin. A step of
 * `reconcile` and `backtest`, which have asked for the permission; what it writes is derived and changes no result.
 * @throws PeriodInvalid
 */
export async function carryForward(
  context: Context,
  rules: ReconciliationRules,
  period: string,
  streams: Readonly<Record<SideName, number>>,
): Promise<CarriedFrom | null> {
  if (rules.opening?.from === undefined) return null;
  return inTransaction(context.connection, (trx) => keepOpenLines(trx, rules, period, streams));
}
