/**
 * The columns of a camt.053 file, by record. Their names are a promise to contracts: they may grow, never change.
 * Paths are those of ISO 20022 camt.053.001.02 to .13; where versions differ, both are read. Text is as the bank wrote
 * it; dates of elements with a time (`DtTm`) are the calendar date that the bank wrote, the whole is in `*_time`.
 */
const STATEMENT = {
  message_id: 'GrpHdr/MsgId',
  statement_id: 'Stmt/Id',
  sequence: 'ElctrncSeqNb, else LglSeqNb',
  legal_sequence: 'LglSeqNb',
  page: 'StmtPgntn/PgNb',
  created_at: 'CreDtTm of the statement',
  period_start: 'FrToDt/FrDtTm, its date',
  period_end: 'FrToDt/ToDtTm, its date; else the date of the closing balance; else that of CreDtTm',
  account: 'Acct/Id/IBAN, else Acct/Id/Othr/Id',
  account_currency: 'Acct/Ccy, else the currency of the opening or closing balance',
  account_name: 'Acct/Nm',
  account_owner: 'Acct/Ownr/Nm',
  account_servicer: 'BIC, else name, of Acct/Svcr',
} as const;

export const STATEMENT_COLUMNS = {
  ...STATEMENT,
  currency: 'the same as account_currency',
  opening_balance: 'OPBD, else PRCD, else the first of two ITBD; credit positive, debit negative',
  opening_type: 'code of that balance',
  opening_date: 'date of that balance',
  closing_balance: 'CLBD, else the last ITBD; credit positive, debit negative',
  closing_type: 'code of that balance',
  closing_date: 'date of that balance',
  available_balance: 'CLAV',
  entry_count: 'booked entries that were read, in the currency of the statement',
  entries_total: 'their exact sum',
  difference: 'closing - (opening + entries); null where a balance is not stated',
  proven: 'true when the difference is 0',
  stated_entry_count: 'TxsSummry/TtlNtries/NbOfNtries',
  additional_info: 'AddtlStmtInf',
} as const;

export const ENTRY_COLUMNS = {
  ...STATEMENT,
  opening_balance: 'of the statement, as in its own record',
  closing_balance: 'of the statement',
  entry_index: 'number of the entry in its statement, from 1',
  detail_index: 'number of the transaction in its entry, from 1; null when the row is the whole entry',
  amount:
    'CRDT positive, DBIT negative, whatever the reversal indicator says (it explains, and does not turn the sign)',
  currency: 'of the amount',
  credit_debit: 'CRDT or DBIT',
  reversal: 'RvslInd as true or false',
  status: 'BOOK, PDNG, INFO, FUTR or proprietary',
  booking_date: 'BookgDt',
  booking_time: 'BookgDt/DtTm',
  value_date: 'ValDt',
  value_time: 'ValDt/DtTm',
  entry_ref: 'NtryRef',
  account_servicer_ref: 'AcctSvcrRef of the transaction, else of the entry',
  bank_transaction_code: 'Domn-Fmly-SubFmly of the transaction, else of the entry; else the proprietary code',
  bank_transaction_proprietary: 'Prtry/Cd',
  entry_info: 'AddtlNtryInf',
  batch_message_id: 'Btch/MsgId',
  batch_payment_id: 'Btch/PmtInfId',
  batch_count: 'Btch/NbOfTxs',
  details_count: 'transactions in the entry',
  split: 'entry: the row is the entry; detail: it is one transaction of the entry',
  split_reason:
    'why an entry with several transactions stays one row: details_without_amount, details_in_other_currency, details_do_not_add_up',
  end_to_end_id: 'Refs/EndToEndId',
  transaction_id: 'Refs/TxId',
  instruction_id: 'Refs/InstrId',
  uetr: 'Refs/UETR',
  payment_id: 'Refs/PmtInfId',
  message_ref: 'Refs/MsgId',
  mandate: 'Refs/MndtId',
  cheque_number: 'Refs/ChqNb',
  clearing_ref: 'Refs/ClrSysRef',
  proprietary_ref: 'Refs/Prtry/Ref',
  counterparty: 'the debtor of money in, the creditor of money out; of a reversal the other one',
  counterparty_account: 'IBAN, else other id, of the counterparty',
  counterparty_bank: 'BIC of its agent',
  ultimate_counterparty: 'UltmtDbtr or UltmtCdtr',
  debtor: 'RltdPties/Dbtr',
  debtor_account: 'RltdPties/DbtrAcct',
  creditor: 'RltdPties/Cdtr',
  creditor_account: 'RltdPties/CdtrAcct',
  remittance: 'unstructured and structured remittance, joined by a space',
  remittance_unstructured: 'RmtInf/Ustrd, joined by a space',
  remittance_structured:
    'RmtInf/Strd: creditor references, document numbers and additional text, joined by a space',
  creditor_reference: 'RmtInf/Strd/CdtrRefInf/Ref',
  purpose: 'Purp/Cd, else Purp/Prtry',
  additional_info: 'AddtlTxInf',
  return_reason: 'RtrInf/Rsn/Cd, else Prtry',
  instructed_amount: 'AmtDtls/InstdAmt/Amt, unsigned',
  instructed_currency: 'its currency',
  exchange_rate: 'CcyXchg/XchgRate of the instructed, transaction or counter value amount',
  charges: 'Chrgs/TtlChrgsAndTaxAmt, else the exact sum of the charges; what was charged is positive',
  charges_currency: 'its currency; null, as are the charges, where they are in several',
} as const;

export type StatementColumn = keyof typeof STATEMENT_COLUMNS;
export type EntryColumn = keyof typeof ENTRY_COLUMNS;
export type EntryValues = Partial<Record<EntryColumn, string | null>>;
export type StatementValues = Partial<Record<StatementColumn, string | null>>;
