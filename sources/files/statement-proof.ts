import { InputRejected } from '#core/failure/failure.ts';
import { add, type Decimal, decimal, isZero, subtract, ZERO } from '#core/money/decimal.ts';
import type { StatementProof } from './reader.ts';

/** ISO 20022 and SWIFT allow far fewer digits; more are refused before anything is computed with them. */
const AMOUNT = /^\d{1,40}(?:\.\d{1,40})?$/;

/** More in one file than any bank sends in a year: proofs are kept until the file ends. */
const MAX_STATEMENTS = 100_000;

/** @throws InputRejected `too_many_statements` */
export function checkStatementCount(file: string, count: number, line: number): void {
  if (count <= MAX_STATEMENTS) return;
  const detail = `the file holds more than ${MAX_STATEMENTS} statements`;
  throw new InputRejected({
    file,
    rule: 'too_many_statements',
    detail,
    line,
    hint: 'Have it sent in parts.',
  });
}

/** True for an unsigned decimal with a point, as the statement formats write amounts once their comma is replaced. */
export function isAmount(text: string): boolean {
  return AMOUNT.test(text);
}

/** `-` before an amount that takes money away. A zero has no sign. */
export function signed(amount: string, debit: boolean): string {
  return debit && /[1-9]/.test(amount) ? `-${amount}` : amount;
}

/** Sums the booked entries of one statement, per currency, while they stream by. */
export class StatementTotals {
  private readonly totals = new Map<string, { sum: Decimal; count: number }>();
  /** An entry that could not be read: no sum can be trusted. */
  private unreadable = false;

  add(currency: string, signedAmount: string): void {
    const total = this.totals.get(currency) ?? { sum: ZERO, count: 0 };
    total.sum = add(total.sum, decimal(signedAmount));
    total.count++;
    this.totals.set(currency, total);
  }

  addUnreadable(): void {
    this.unreadable = true;
  }

  get currencies(): string[] {
    return [...this.totals.keys()];
  }

  /** opening + entries = closing, for one currency. */
  prove(of: {
    account: string;
    sequence: string;
    currency: string;
    opening: string | null;
    closing: string | null;
  }): StatementProof {
    const total = this.totals.get(of.currency) ?? { sum: ZERO, count: 0 };
    const difference =
      of.opening === null || of.closing === null || this.unreadable
        ? null
        : subtract(decimal(of.closing), add(decimal(of.opening), total.sum));
    return {
      ...of,
      entriesTotal: total.sum.toFixed(),
      entryCount: total.count,
      difference: difference === null ? null : isZero(difference) ? '0' : difference.toFixed(),
      proven: difference !== null && isZero(difference),
    };
  }
}
