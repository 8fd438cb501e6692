import type { RowProblem } from '../reader.ts';
import type { EntryValues } from './columns.ts';
import { describe } from './description.ts';
import { parseEntryLine } from './entry-line.ts';
import type { Mt940Field } from './fields.ts';

const ACCOUNT = /^([A-Z]{2}\d{2}[A-Z0-9]{8,30}|P\d{9})$/;

export interface EntryReading {
  /** Undefined where :61: cannot be read. */
  amount: string | undefined;
  values: EntryValues;
  problem?: RowProblem;
}

/** One :61: with the :86: that follow it (old Rabobank files have one a line of text). */
export class Mt940Entry {
  readonly line: number;
  readonly byteStart: number;
  byteEnd: number;
  private readonly lines: string[] = [];
  private problem: RowProblem | undefined;

  constructor(
    private readonly field: Mt940Field,
    private readonly index: number,
  ) {
    this.line = field.line;
    this.byteStart = field.byteStart;
    this.byteEnd = field.byteEnd;
    this.problem = field.problem;
  }

  get lineCount(): number {
    return this.lines.length;
  }

  describe(field: Mt940Field): void {
    this.lines.push(...field.lines);
    this.byteEnd = field.byteEnd;
    this.problem ??= field.problem;
  }

  read(): EntryReading {
    const text = this.field.lines.join('\n').trimEnd();
    const entry = this.field.problem ? undefined : parseEntryLine(text);
    const problem = this.problem ?? (entry ? undefined : unreadable(text));
    if (!entry || problem) return { amount: entry?.amount, values: {}, problem };
    const described = describe(this.lines);
    const supplementary = entry.supplementary;
    const account = supplementary !== null && ACCOUNT.test(supplementary) ? supplementary : null;
    const values: EntryValues = {
      ...described,
      counterparty_account: described.counterparty_account ?? account,
      entry_index: String(this.index),
      value_date: entry.valueDate,
      booking_date: entry.bookingDate,
      amount: entry.amount,
      credit_debit: entry.debit ? 'DBIT' : 'CRDT',
      reversal: String(entry.reversal),
      funds_code: entry.fundsCode,
      transaction_type: entry.type,
      customer_ref: entry.customerRef,
      bank_ref: entry.bankRef,
      supplementary,
    };
    return { amount: entry.amount, values };
  }
}

function unreadable(text: string): RowProblem {
  const shown = JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}...` : text);
  return {
    rule: 'entry',
    detail: `:61: is ${shown}, expected YYMMDD[MMDD], C, D, RC or RD, amount with a comma, type`,
  };
}
