/** Shapes of the committed truth.json files. */
export interface MeridianTruth {
  invoices: number;
  sub_total_equals_lines: number;
  journals: number;
  journal_lines: number;
  journals_unbalanced_net: number;
  invoice_to_control_account: {
    tie_out_exactly_after_fx: number;
    voided_with_journals_netting_to_zero: number;
    deleted_without_journal: number;
    different: number;
  };
  by_currency_tied: Record<string, number>;
  receivable_or_payable_journals_without_invoice: number;
  bank_transactions: number;
  bank_transactions_with_journal: number;
}

export interface WholesaleTruth {
  seed: number;
  real: {
    invoice_lines: number;
    invoice_lines_with_amount: number;
    invoices: number;
    cancellations: number;
    invoices_of_zero: number;
    total: Record<string, string>;
  };
  generated: { payments: number; amounts: Record<string, string>; fees: Record<string, string> };
  kinds: Record<string, number>;
  reconciliation: { groups_that_tie_out: number; exceptions: number; by_type: Record<string, number> };
  exceptions: {
    key: string;
    currency: string;
    type: string;
    invoiced: string | null;
    paid: string | null;
    kind: string;
  }[];
}

export interface LedgerTruth {
  seed: number;
  postings: number;
  banks: Record<string, BankTruth>;
}

export interface BankTruth {
  statements: number;
  statements_proven: number;
  unproven: { account: string; sequence: string; difference: string }[];
  entries: number;
  entries_total: Record<string, string>;
  postings: number;
  kinds: Record<string, number>;
  exceptions: number;
  by_type: Record<string, number>;
  keys: {
    account: string;
    value_date: string;
    bank_ref: string;
    currency: string;
    type: string;
    kind: string;
    bank: string | null;
    ledger: string | null;
  }[];
}
