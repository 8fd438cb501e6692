import { signed } from '../statement-proof.ts';
import { nearestDate, parseAmount, parseDate } from './values.ts';

/** Field 61 of MT940. Some banks break the line before the amount; RC and RD are reversals; R may also be a funds code. */
const ENTRY = /^(\d{6})(\d{4})?(R?[CD])([A-Z])?\n?([\d,]+)([A-Z][A-Z0-9]{3})([\s\S]*)$/;
const CUSTOMER_REF_LENGTH = 16;

export interface EntryLine {
  valueDate: string;
  bookingDate: string | null;
  /** Signed by what the entry does to the balance. */
  amount: string;
  debit: boolean;
  reversal: boolean;
  fundsCode: string | null;
  type: string;
  customerRef: string | null;
  bankRef: string | null;
  supplementary: string | null;
}

/** The content of :61:, its lines joined by a line feed; undefined where it does not have that form. */
export function parseEntryLine(text: string): EntryLine | undefined {
  const match = ENTRY.exec(text);
  const amount = match ? parseAmount(match[5]!) : undefined;
  if (!match || amount === undefined) return undefined;
  const valueDate = parseDate(match[1]!);
  const mark = match[3]!;
  // A reversed credit takes money away again.
  const debit = mark === 'D' || mark === 'RC';
  return {
    valueDate,
    bookingDate: match[2] ? nearestDate(match[2], valueDate) : null,
    amount: signed(amount, debit),
    debit,
    reversal: mark.length === 2,
    fundsCode: match[4] ?? null,
    type: match[6]!,
    ...references(match[7]!),
  };
}

/** `reference//bank reference`, then supplementary details on the next line or, padded, behind 16 characters. */
function references(text: string): Pick<EntryLine, 'customerRef' | 'bankRef' | 'supplementary'> {
  const [first = '', ...further] = text.split('\n');
  const slashes = first.indexOf('//');
  const hasBankRef = slashes >= 0 && slashes <= CUSTOMER_REF_LENGTH;
  const customerRef = hasBankRef ? first.slice(0, slashes) : first.slice(0, CUSTOMER_REF_LENGTH);
  const bankRef = hasBankRef ? first.slice(slashes + 2) : '';
  const behind = hasBankRef ? '' : first.slice(CUSTOMER_REF_LENGTH);
  const supplementary = [behind, ...further]
    .map((part) => part.trim())
    .filter(Boolean)
    .join(' ');
  return {
    customerRef: customerRef.trim() || null,
    bankRef: bankRef.trim() || null,
    supplementary: supplementary || null,
  };
}
