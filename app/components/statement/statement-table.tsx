import type { ReactNode } from 'react';
import { signOf } from '#app/format/amount.ts';
import type { StatementCurrency } from '#app/presenters/statement.server.ts';
import { Amount } from '../figures/amount.tsx';
import { Count } from '../figures/count.tsx';
import { DateText } from '../when.tsx';
import { LineItems } from './line-items.tsx';
import styles from './statement.module.css';

export interface StatementTableProps {
  statement: StatementCurrency;
  reconciliation: string;
  labels: { from: string; to: string };
  isBankStatement: boolean;
}

/** One column of figures, from one total to the other, as auditors write it. What does not agree is red and in words. */
export function StatementTable({ statement, reconciliation, labels, isBankStatement }: StatementTableProps) {
  const { currency, from, lines, to, difference, balance } = statement;
  const totalOf = (label: string) => (isBankStatement ? `Balance per ${label}` : `Total of ${label}`);
  // Digits after the point stand below each other, however many the records have.
  const alignTo = digitsOf(statement);
  const amount = (value: string, strong = false) => (
    <Amount {...{ amount: value, currency, alignTo, strong }} />
  );
  return (
    <table className={styles.table}>
      <caption className={styles.caption}>
        {labels.from} to {labels.to} in {currency}
      </caption>
      <thead>
        <tr>
          <th scope="col">Item</th>
          <th scope="col" className={styles.count}>
            Count
          </th>
          <th scope="col" className={styles.amount}>
            {currency}
          </th>
        </tr>
      </thead>
      <tbody>
        <Row
          kind="total"
          words={totalOf(labels.from)}
          count={from.lineCount}
          amount={amount(from.total, true)}
        />
        {lines.map((line) => (
          <Row
            key={[line.origin, line.class, line.cause, line.kind, line.side].join(' ')}
            kind="item"
            words={<LineItems {...{ line, currency, reconciliation }} />}
            count={line.count}
            amount={amount(line.amount)}
          />
        ))}
        {signOf(difference) === 0 ? null : (
          <Row kind="broken" words="Not accounted for" amount={amount(difference, true)} />
        )}
        <Row kind="double" words={totalOf(labels.to)} count={to.lineCount} amount={amount(to.total, true)} />
      </tbody>
      {balance ? (
        <tbody>
          <Row kind="item" words="Opening balance stated by the bank" amount={amount(balance.opening)} />
          {signOf(balance.carriedForward) === 0 ? null : (
            <Row
              kind="item"
              words="Of its entries, carried forward from before the books begin"
              amount={amount(balance.carriedForward)}
            />
          )}
          <Row kind="total" words="Closing balance by its entries" amount={amount(balance.computed, true)} />
          {signOf(balance.difference) === 0 ? null : (
            <Row
              kind="broken"
              words="Missing between the entries and the stated balance"
              amount={amount(balance.difference, true)}
            />
          )}
          <Row
            kind="double"
            words={
              <>
                Closing balance stated by the bank{' '}
                {balance.accounts.length === 1 ? (
                  <span className={styles.quiet}>
                    on <DateText date={balance.accounts[0]?.closingDate ?? null} />
                  </span>
                ) : (
                  <span className={styles.quiet}>for {balance.accounts.length} accounts</span>
                )}
              </>
            }
            amount={amount(balance.closing, true)}
          />
        </tbody>
      ) : null}
    </table>
  );
}

interface RowProps {
  kind: 'total' | 'item' | 'double' | 'broken';
  words: ReactNode;
  count?: number;
  amount: ReactNode;
}

function Row({ kind, words, count, amount }: RowProps) {
  return (
    <tr className={styles[kind]}>
      <th scope="row">{words}</th>
      <td className={styles.count}>{count === undefined ? null : <Count count={count} />}</td>
      <td className={styles.amount}>{amount}</td>
    </tr>
  );
}

function digitsOf({ from, to, lines, balance }: StatementCurrency): number {
  const amounts = [from.total, to.total, ...lines.map((line) => line.amount), balance?.closing ?? '0'];
  return Math.max(...amounts.map((amount) => (amount.split('.')[1] ?? '').replace(/0+$/, '').length));
}
