import { currencyOf } from '#core/money/currencies.ts';
import { decimal, isZero } from '#core/money/decimal.ts';
import { toTextWithScale } from '#core/money/format.ts';
import { type ReadCurrency, type ReadStatement, readStatement } from '#workflows/read-statement.ts';
import { runtimeCommand } from '../command.ts';
import { table } from '../output.ts';

export const statement = runtimeCommand<{ period?: string }>({
  name: 'statement',
  args: '<reconciliation>',
  summary: 'the reconciliation statement of the last run: one total, what is not cleared, the other total',
  needs: ['book.read'],
  options: (command) => command.option('--period <period>', '2026-01, 2026-Q1 or 2026; left out: to date'),
  help:
    'For a ledger and a bank: balance per ledger, plus and minus uncleared items, equals balance per bank.\n' +
    'Ends with 4 where the run is incomplete, or a total or a balance that the bank states does not agree.\n' +
    'Example: tieout statement bank-to-ledger --period 2026-01',
  async run({ context, actor }, { args: [reconciliation = ''], options, output }) {
    const read = await readStatement(context, actor, { reconciliation, period: options.period });
    output.result(read, () => describeStatement(read));
    return read.proven && read.run.status === 'complete' ? 0 : 4;
  },
});

export function describeStatement(read: ReadStatement): string {
  const until = read.cutOff === null ? 'to date' : `as of ${read.cutOff}`;
  const head = `${read.title}, ${until} (run ${read.run.runId}, ${read.run.status})`;
  const columns = read.statements.map((one) => describeCurrency(read, one));
  const reasons = read.run.reasons.map((reason) => `incomplete: ${JSON.stringify(reason)}`);
  return [head, ...reasons, ...columns].join('\n\n');
}

function describeCurrency({ labels, withoutBalance }: ReadStatement, one: ReadCurrency): string {
  const amount = amountIn(one.currency);
  const rows: [string, string, string][] = [
    [`Total of ${labels.from}`, String(one.from.lineCount), amount(one.from.total)],
    ...one.lines.map((line): [string, string, string] => [
      `  ${line.words}`,
      String(line.count),
      amount(line.amount),
    ]),
    [`Total of ${labels.to}`, String(one.to.lineCount), amount(one.to.total)],
  ];
  if (!isZero(decimal(one.difference))) rows.push(['NOT PROVEN, off by', '', amount(one.difference)]);
  return [
    table([`In ${one.currency}`, 'count', 'amount'], [...rows, ...balanceRows(one)]),
    ...(withoutBalance === null ? [] : [WITHOUT_BALANCE[withoutBalance]]),
  ].join('\n');
}

function balanceRows({ balance, currency }: ReadCurrency): [string, string, string][] {
  if (balance === null) return [];
  const amount = amountIn(currency);
  const gaps = balance.accounts.reduce((sum, account) => sum + account.gaps, 0);
  return [
    ['Opening balance stated by the bank', '', amount(balance.opening)],
    ...(isZero(decimal(balance.carriedForward))
      ? []
      : ([['Less entries carried forward', '', amount(balance.carriedForward)]] as [
          string,
          string,
          string,
        ][])),
    ['Closing balance by its entries', '', amount(balance.computed)],
    ['Closing balance stated by the bank', '', amount(balance.closing)],
    ...(isZero(decimal(balance.difference))
      ? []
      : ([['DOES NOT AGREE, off by', '', amount(balance.difference)]] as [string, string, string][])),
    ...(gaps === 0
      ? []
      : ([['STATEMENTS MISSING IN BETWEEN', String(gaps), '']] as [string, string, string][])),
  ];
}

const WITHOUT_BALANCE: Record<NonNullable<ReadStatement['withoutBalance']>, string> = {
  no_statements: 'The bank delivers no balances up to this day: nothing beside the entries proves their sum.',
  other_amount: 'No balance beside it: the side counts another amount than what the bank booked.',
  narrowed: 'No balance beside it: the side leaves out entries by what statements do not show.',
};

/** Padded to the minor unit, never rounded. */
const amountIn =
  (currency: string) =>
  (amount: string): string =>
    toTextWithScale(decimal(amount), currencyOf(currency)?.minorUnits ?? 0);
