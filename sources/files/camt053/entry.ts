import type { RowProblem } from '../reader.ts';
import { type CamtAmount, readAmount } from './amount.ts';
import type { EntryValues } from './columns.ts';
import { amounts, combine, detailValues } from './details.ts';
import { findAll, textAt, type XmlElement, type XmlPlace } from './element.ts';
import { splitEntry } from './split.ts';

export interface EntryRow {
  place: XmlPlace;
  values: EntryValues;
}

export type EntryReading =
  | { problem: RowProblem }
  /** `amount` is that of the entry; the amounts of its rows sum to it. */
  | { amount: CamtAmount; booked: boolean; rows: EntryRow[] };

/** One `Ntry` as rows: see `splitEntry` for when it is more than one. */
export function readEntry(entry: XmlElement, entryIndex: number): EntryReading {
  const amount = readAmount(entry);
  if ('rule' in amount) return { problem: amount };
  const details = findAll(entry, 'NtryDtls/TxDtls');
  const reversal = textAt(entry, 'RvslInd') === 'true' || textAt(entry, 'RvslInd') === '1';
  const status = textAt(entry, 'Sts/Cd', 'Sts/Prtry', 'Sts');
  const shared = {
    ...entryValues(entry),
    status,
    reversal: String(reversal),
    entry_index: String(entryIndex),
  };
  shared.details_count = String(details.length);
  const split = splitEntry(amount, details);
  const booked = status === null || status === 'BOOK';
  if (split.into === 'entry') {
    const combined = combine(details.map((detail) => transaction(detail, amount, reversal)));
    const values = over(shared, over(present(amounts(entry)), combined, 'first'));
    const row = { ...values, ...money(amount), split: 'entry', split_reason: split.reason };
    return { amount, booked, rows: [{ place: entry.place!, values: row }] };
  }
  const rows = details.map((detail, index) => {
    const own = split.amounts[index]!;
    const values = over(shared, transaction(detail, own, reversal));
    const row = { ...values, ...money(own), split: 'detail', detail_index: String(index + 1) };
    return { place: detail.place!, values: row };
  });
  return { amount, booked, rows };
}

function transaction(detail: XmlElement, amount: CamtAmount, reversal: boolean): EntryValues {
  return { ...detailValues(detail, !amount.debit, reversal), ...transactionCode(detail) };
}

function money(amount: CamtAmount): EntryValues {
  return {
    amount: amount.amount,
    currency: amount.currency,
    credit_debit: amount.debit ? 'DBIT' : 'CRDT',
  };
}

function entryValues(entry: XmlElement): EntryValues {
  const bookingTime = textAt(entry, 'BookgDt/DtTm');
  const valueTime = textAt(entry, 'ValDt/DtTm');
  return {
    booking_date: calendarDate(textAt(entry, 'BookgDt/Dt') ?? bookingTime),
    booking_time: bookingTime,
    value_date: calendarDate(textAt(entry, 'ValDt/Dt') ?? valueTime),
    value_time: valueTime,
    entry_ref: textAt(entry, 'NtryRef'),
    account_servicer_ref: textAt(entry, 'AcctSvcrRef'),
    ...transactionCode(entry),
    entry_info: textAt(entry, 'AddtlNtryInf'),
    batch_message_id: textAt(entry, 'NtryDtls/Btch/MsgId'),
    batch_payment_id: textAt(entry, 'NtryDtls/Btch/PmtInfId'),
    batch_count: textAt(entry, 'NtryDtls/Btch/NbOfTxs'),
  };
}

function transactionCode(element: XmlElement): EntryValues {
  const proprietary = textAt(element, 'BkTxCd/Prtry/Cd');
  const domain = ['Domn/Cd', 'Domn/Fmly/Cd', 'Domn/Fmly/SubFmlyCd'].map((path) =>
    textAt(element, `BkTxCd/${path}`),
  );
  const code = domain.filter(Boolean).join('-') || proprietary;
  return { bank_transaction_code: code, bank_transaction_proprietary: proprietary };
}

/** The date that the bank wrote: the first ten characters of `2014-12-31T13:15:00+01:00` or `2014-12-31Z`. */
export function calendarDate(text: string | null): string | null {
  return text !== null && /^\d{4}-\d{2}-\d{2}(?=[TZ+-])/.test(text) ? text.slice(0, 10) : text;
}

/** Values of the entry, overlaid by those that the transaction states. */
function over(base: EntryValues, top: EntryValues, wins: 'top' | 'first' = 'top'): EntryValues {
  return wins === 'top' ? { ...base, ...present(top) } : { ...top, ...present(base) };
}

function present(values: EntryValues): EntryValues {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}
