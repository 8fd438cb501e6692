/**
 * The columns of an MT940 file, by record. Their names are a promise to contracts: they may grow, never change.
 * Fields are those of the SWIFT standard MT940; dates are calendar dates `YYYY-MM-DD` (years 80 to 99 are 19xx);
 * amounts have a decimal point, no leading zeros, and credit positive, debit negative.
 */
const STATEMENT = {
  statement_ref: ':20:',
  related_ref: ':21:',
  account: ':25: as written',
  account_number: ':25: without the bank code before its slash and the currency at its end',
  sequence: ':28C: as written',
  statement_number: ':28C: before its slash',
  page: ':28C: after its slash',
  currency: 'of the opening balance',
  opening_balance: ':60F: or :60M:',
  opening_date: 'date of that balance',
  opening_type: 'F for the first page of a statement, M for a later one',
} as const;

export const STATEMENT_COLUMNS = {
  ...STATEMENT,
  closing_balance: ':62F: or :62M:',
  closing_date: 'date of that balance',
  closing_type: 'F for the last page of a statement, M for an earlier one',
  available_balance: ':64:',
  period_start: 'date of the opening balance',
  period_end: 'date of the closing balance',
  entry_count: 'entries that were read',
  entries_total: 'their exact sum',
  difference: 'closing - (opening + entries)',
  proven: 'true when the difference is 0',
  information: ':86: that belongs to no entry',
} as const;

export const ENTRY_COLUMNS = {
  ...STATEMENT,
  entry_index: 'number of the entry in its statement, from 1',
  value_date: ':61: subfield 1',
  booking_date:
    ':61: subfield 2, in the year that brings it nearest to the value date; null where the bank leaves it out',
  amount: 'C and RD positive, D and RC negative',
  credit_debit: 'CRDT or DBIT: what the entry does to the balance',
  reversal: 'true for RC (a credit taken back) and RD (a debit taken back)',
  funds_code: ':61: subfield 4',
  transaction_type: ':61: subfield 6, such as NTRF',
  customer_ref: ':61: subfield 7',
  bank_ref: ':61: subfield 8, after //',
  supplementary: ':61: subfield 9',
  description: ':86: as written, lines kept',
  transaction_code: 'the three digits before a :86: with subfields (GVC)',
  booking_text: '?00',
  prima_nota: '?10',
  return_code: '?34',
  end_to_end_id: 'EREF',
  customer_reference: 'KREF or PREF: the reference of the payer',
  mandate: 'MREF or MARF',
  creditor_id: 'CRED or CSID',
  purpose: 'PURP',
  counterparty: '?32 and ?33, NAME, CNTP or NAAM',
  counterparty_account: '?31, IBAN, CNTP or REK; else an IBAN in :61: subfield 9',
  counterparty_bank: '?30, BIC or CNTP',
  ultimate_counterparty: 'ABWA, ABWE, ULTD, ULTB or ULTC',
  remittance:
    'what the payer wrote: SVWZ, REMI or ?20 to ?29 and ?60 to ?63 without their references; else all of :86:, on one line',
} as const;

export type StatementColumn = keyof typeof STATEMENT_COLUMNS;
export type EntryColumn = keyof typeof ENTRY_COLUMNS;
export type EntryValues = Partial<Record<EntryColumn, string | null>>;
export type StatementValues = Partial<Record<StatementColumn, string | null>>;
