import type { BankEntry, BankStatement } from './bank-files.ts';
import { addDays } from './calendar-days.ts';
import type { Prng } from './prng.ts';

/** One line of the cash book. Hundredths, debit positive: money in is a debit of the bank account. */
export interface Posting {
  account: string;
  postedOn: string;
  /** The bank's reference; the value date where the bank gives none. */
  assignment: string;
  statement: string;
  text: string;
  amount: bigint;
  currency: string;
}

type Deviation = (posting: Posting, random: Prng) => Posting[];

/** The reconciliation accepts 5 days after and 3 before; a late posting comes after 8 at the earliest. */
const LATE_DAYS = [8, 20] as const;

/** What can happen to one entry of a bank. Names are the kinds of truth.json. */
export const LEDGER_DEVIATIONS = {
  exact: (posting, random) => [{ ...posting, postedOn: addDays(posting.postedOn, random.integer(0, 3)) }],
  /** Same day as the bank: for entries that can only be found by account and day. */
  same_day: (posting) => [posting],
  not_posted: () => [],
  posted_twice: (posting) => [posting, { ...posting, text: `${posting.text} (Doppelbuchung)` }],
  /** Two neighbouring digits changed places, the oldest slip of bookkeepers. */
  transposed: (posting) => [{ ...posting, amount: transposeDigits(posting.amount) }],
  wrong_side: (posting) => [{ ...posting, amount: -posting.amount }],
  late: (posting, random) => [
    { ...posting, postedOn: addDays(posting.postedOn, random.integer(...LATE_DAYS)) },
  ],
  wrong_currency: (posting) => [{ ...posting, currency: 'CHF' }],
} satisfies Record<string, Deviation>;

export type LedgerKind = keyof typeof LEDGER_DEVIATIONS;

const WITH_REFERENCE: Readonly<Record<string, number>> = {
  exact: 80,
  not_posted: 5,
  posted_twice: 4,
  transposed: 4,
  wrong_side: 3,
  late: 4,
  wrong_currency: 2,
};
const WITHOUT_REFERENCE: Readonly<Record<string, number>> = { same_day: 85, not_posted: 15 };

/** `alone`: no other entry without reference has its account and day, so that these two identify it. */
export function drawLedgerKind(entry: BankEntry, alone: boolean, random: Prng): LedgerKind {
  if (entry.bankRef === '') return alone ? (random.weighted(WITHOUT_REFERENCE) as LedgerKind) : 'same_day';
  const kind = random.weighted(WITH_REFERENCE) as LedgerKind;
  const unchanged = kind === 'transposed' && transposeDigits(entry.amount) === entry.amount;
  return unchanged ? 'exact' : kind;
}

export function postingOf(statement: BankStatement, entry: BankEntry): Posting {
  return {
    account: statement.account,
    postedOn: entry.valueDate,
    assignment: entry.bankRef === '' ? entry.valueDate : entry.bankRef,
    statement: statement.sequence,
    text: entry.amount < 0n ? 'Überweisung' : 'Gutschrift',
    amount: entry.amount,
    currency: statement.currency,
  };
}

/** 93,00 -> 39,00: the first two neighbours that differ; amounts of one repeated digit stay. */
function transposeDigits(amount: bigint): bigint {
  const digits = (amount < 0n ? -amount : amount).toString();
  const at = [...digits].findIndex(
    (digit, index) => index + 1 < digits.length && digit !== digits[index + 1],
  );
  if (at < 0) return amount;
  const swapped = BigInt(digits.slice(0, at) + digits[at + 1] + digits[at] + digits.slice(at + 2));
  return amount < 0n ? -swapped : swapped;
}
