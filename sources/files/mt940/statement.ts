import type { StatementProof } from '../reader.ts';
import { StatementTotals } from '../statement-proof.ts';
import type { StatementValues } from './columns.ts';
import type { Mt940Field } from './fields.ts';
import { accountNumber, type Mt940Balance } from './values.ts';

export interface TypedBalance extends Mt940Balance {
  type: 'F' | 'M';
}

/** One statement (message) while its fields go by. */
export class Mt940Statement {
  readonly totals = new StatementTotals();
  entryCount = 0;
  account: string | undefined;
  relatedRef: string | null = null;
  sequence: string | null = null;
  opening: TypedBalance | undefined;
  closing: TypedBalance | undefined;
  available: Mt940Balance | undefined;
  readonly information: string[] = [];
  private repeated: StatementValues | undefined;

  /** @param start its :20: */
  constructor(
    readonly start: Mt940Field,
    private readonly reference: string,
  ) {}

  /** What entries repeat of their statement; complete once the opening balance is known. */
  shared(): StatementValues {
    this.repeated ??= this.sharedValues();
    return this.repeated;
  }

  values(): StatementValues {
    const { closing, opening } = this;
    const proof = this.prove();
    return {
      ...this.shared(),
      closing_balance: closing!.amount,
      closing_date: closing!.date,
      closing_type: closing!.type,
      available_balance: this.available?.amount ?? null,
      period_start: opening!.date,
      period_end: closing!.date,
      entry_count: String(proof.entryCount),
      entries_total: proof.entriesTotal,
      difference: proof.difference,
      proven: String(proof.proven),
      information: this.information.join('\n') || null,
    };
  }

  prove(): StatementProof {
    return this.totals.prove({
      account: this.account!,
      sequence: this.sequence ?? this.reference,
      currency: this.opening!.currency,
      opening: this.opening!.amount,
      closing: this.closing!.amount,
    });
  }

  private sharedValues(): StatementValues {
    const { account, opening, sequence } = this;
    const [number, page] = (sequence ?? '').split('/');
    return {
      statement_ref: this.reference || null,
      related_ref: this.relatedRef,
      account,
      account_number: accountNumber(account!, opening!.currency),
      sequence,
      statement_number: number || null,
      page: page || null,
      currency: opening!.currency,
      opening_balance: opening!.amount,
      opening_date: opening!.date,
      opening_type: opening!.type,
    };
  }
}
