import { Failure } from '#core/failure/failure.ts';
import { decimal, negate, subtract } from '#core/money/decimal.ts';
import { toText } from '#core/money/format.ts';
import type { SideName } from '#core/reconcile/line.ts';
import { isKeyed } from '#core/reconcile/pass-key.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import {
  beginsWith,
  buildStatement,
  type CurrencyStatement,
  isProven,
  type StatementLine,
  type StatementSide,
} from '#core/reconcile/statement.ts';
import { itemWords } from '#core/reconcile/statement-words.ts';
import { readStoredRules } from '#core/reconcile/stored-rules.ts';
import {
  incomparableBalance,
  type StatementException,
  type StatementRun,
  statedAccounts,
  statementExceptions,
  statementItems,
  statementRun,
  statementSides,
  totalsSince,
} from '#db/queries/statement-read.ts';
import { atOneMoment, type Trx } from '#db/transaction.ts';
import type { Context } from './context.ts';
import { declaredReconciliation } from './declared.ts';
import { defineWorkflow } from './define.ts';

export interface ReadStatementInput {
  reconciliation: string;
  /** Left out: to date. */
  period?: string | undefined;
}

/** An exception behind a line, with its amount as the line counts it. */
export type LineException = Pick<
  StatementException,
  'exceptionId' | 'key' | 'counterparty' | 'itemDate' | 'amount'
>;

export interface ReadLine extends StatementLine {
  /** What the line is, for people. */
  words: string;
  /** The largest ones; `count` says how many there are. Empty for what matches tied out with. */
  exceptions: LineException[];
}

export interface ReadCurrency extends Omit<CurrencyStatement, 'lines'> {
  lines: ReadLine[];
}

export interface ReadStatement {
  reconciliation: string;
  title: string;
  entity: string;
  period: string;
  cutOff: string | null;
  run: { runId: string; status: 'complete' | 'incomplete'; reasons: unknown[]; finishedAt: string };
  /** Headings of the two sides, in the order of the statement. */
  labels: { from: string; to: string };
  isBankStatement: boolean;
  statements: ReadCurrency[];
  /** All totals and balances agree. It says nothing of what is open: that stands in the lines. */
  proven: boolean;
  /** Why no balance of the bank stands beside its entries; null where one does, or no side is a bank. */
  withoutBalance: 'no_statements' | 'other_amount' | 'narrowed' | null;
}

export class NotRunYet extends Failure {
  readonly kind = 'not_found';
  constructor(
    readonly reconciliation: string,
    readonly period: string,
  ) {
    super(
      `${reconciliation} has not run ${period === '' ? 'to date' : `for ${period}`}, so there is nothing to state`,
      `Run it: tieout reconcile ${reconciliation}${period === '' ? '' : ` --period ${period}`}`,
    );
  }
}

const EXCEPTIONS_PER_LINE = 50;

/**
 * The reconciliation statement of the last run: from the total of one side, over what is not cleared, to the total of the
 * other; for a bank, on to the balance that it states. @throws UnknownName, NotRunYet
 */
export const readStatement = defineWorkflow<ReadStatementInput, ReadStatement>({
  name: 'read-statement',
  permission: 'book.read',
  entityOf: (context, { reconciliation }) => declaredReconciliation(context.workspace, reconciliation).entity,
  run: (context, _actor, { reconciliation, period = '' }) =>
    // A run that ends in between would mix its exceptions with the totals of the one before.
    atOneMoment(context.connection, (db) => statementOf(db, context, reconciliation, period)),
});

async function statementOf(
  db: Trx,
  { workspace }: Context,
  reconciliation: string,
  period: string,
): Promise<ReadStatement> {
  const declared = declaredReconciliation(workspace, reconciliation);
  const run = await statementRun(db, { entity: declared.entity, reconciliation, period });
  if (run === undefined) throw new NotRunYet(reconciliation, period);
  const rules = rulesOfRun(run, declared);
  const from = beginsWith(rules);
  const to = from === 'left' ? 'right' : 'left';
  const sides = await statementSides(db, run.runId);
  const bank = await bankOf(db, run, rules, to, sides);
  const items = await statementItems(db, run.tieOutId, isKeyed(rules) ? 'keyed' : 'not');
  const statements = buildStatement({ from, sides, items, ...bank });
  const exceptions = await statementExceptions(db, run.tieOutId, EXCEPTIONS_PER_LINE);
  const isBankStatement = rules[to].dataset === 'payments' && rules[from].dataset === 'ledger_entries';
  const labels = { left: rules.left.label, right: rules.right.label };
  return {
    ...{ reconciliation, title: rules.title, entity: rules.entity, period, cutOff: run.cutOff },
    run: { runId: run.runId, status: run.status, reasons: run.reasons, finishedAt: run.finishedAt },
    labels: { from: labels[from], to: labels[to] },
    isBankStatement,
    statements: statements.map(({ lines, ...one }) => ({
      ...one,
      lines: lines.map((line) => ({
        ...{ ...line, words: itemWords(line, labels) },
        exceptions: exceptionsOf(exceptions, line, one.currency, from),
      })),
    })),
    proven: isProven(statements),
    // Nobody looks for the balance of a bank beside invoices.
    withoutBalance: isBankStatement ? bank.withoutBalance : null,
  };
}

/** Those it ran by; rules that cannot be read any more are those declared now. */
function rulesOfRun(run: StatementRun, declared: ReconciliationRules): ReconciliationRules {
  if (run.rules === null) return declared;
  try {
    return readStoredRules(run.rules, `run ${run.runId} of ${declared.reconciliation}`);
  } catch {
    return declared;
  }
}

async function bankOf(
  db: Trx,
  run: StatementRun,
  rules: ReconciliationRules,
  bank: SideName,
  sides: readonly StatementSide[],
) {
  const why = incomparableBalance(rules[bank]);
  if (why !== null)
    return { stated: [], carriedForward: {}, withoutBalance: why === 'no_bank' ? null : why } as const;
  const stated = await statedAccounts(db, run, rules, bank);
  const withoutBalance = stated.length === 0 ? ('no_statements' as const) : null;
  const carriedForward: Record<string, string> = {};
  if (rules.opening !== undefined && stated.length > 0) {
    const within = await totalsSince(db, run, bank, rules.opening.date);
    for (const { currency, total } of sides.filter(({ side }) => side === bank)) {
      const since = within.find((one) => one.currency === currency)?.total ?? '0';
      carriedForward[currency] = toText(subtract(decimal(total), decimal(since)));
    }
  }
  return { stated, carriedForward, withoutBalance };
}

function exceptionsOf(
  all: readonly StatementException[],
  line: StatementLine,
  currency: string,
  from: SideName,
): LineException[] {
  if (line.origin === 'match') return [];
  return all
    .filter(
      (one) =>
        one.currency === currency &&
        one.class === line.class &&
        one.cause === line.cause &&
        one.kind === line.kind &&
        one.side === line.side,
    )
    .map(({ exceptionId, key, counterparty, itemDate, amount }) => ({
      ...{ exceptionId, key, counterparty, itemDate },
      amount: from === 'left' ? toText(negate(decimal(amount))) : amount,
    }));
}
