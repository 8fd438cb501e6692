import { UnknownName } from '../failure/failure.ts';
import { type Decimal, isZero, subtract, sum } from '../money/decimal.ts';
import type { Line, SideName } from './line.ts';
import { ManualCurrenciesMixed, ManualMatchInvalid, ResidualUnexplained } from './manual-failures.ts';
import { isReasonCode, REASON_CLASSES, REASON_CODES, type ReasonCode } from './reason.ts';
import type { Explained } from './tied.ts';

/** Lines of one match by hand, both sides together. */
export const MOST_MEMBERS = 10_000;
export const LONGEST_NOTE = 2_000;

/** A line as it was when a person matched it. */
export interface ManualMember {
  side: SideName;
  recordKey: string;
  amount: Decimal;
  currency: string;
  date: string | null;
}

/** A match by hand that is in force: what a run needs to know of it. */
export interface ManualMatch {
  id: string;
  members: readonly ManualMember[];
  explained: Explained;
}

/** Which lines a person named: record keys of each side. */
export interface NamedLines {
  left: readonly string[];
  right: readonly string[];
}

export interface StatedReason {
  reason?: string | undefined;
  note?: string | undefined;
}

/** What a match by hand comes to. */
export interface Settlement {
  /** Of the left lines; of the right ones where there are no left. */
  currency: string;
  /** Set only where the right lines have another currency. */
  rightCurrency?: string;
  left: { count: number; amount: Decimal };
  right: { count: number; amount: Decimal };
  /** Left minus right; null between two currencies, whose amounts have no difference. */
  difference: Decimal | null;
  reason: ReasonCode | null;
  note: string | null;
  explained: Explained;
}

/** Refuses what no look at the books could make right. @throws ManualMatchInvalid */
export function checkNamedLines({ left, right }: NamedLines): void {
  const count = left.length + right.length;
  if (count < 2) throw new ManualMatchInvalid('too_few_lines', count, 'a match takes two lines or more');
  if (count > MOST_MEMBERS)
    throw new ManualMatchInvalid(
      'too_many_lines',
      count,
      `a match takes at most ${MOST_MEMBERS} lines`,
      'Match them in several parts, or mend the rules so that a run matches them.',
    );
  for (const keys of [left, right]) {
    const seen = new Set<string>();
    const twice = keys.find((key) => seen.size === seen.add(key).size);
    if (twice !== undefined)
      throw new ManualMatchInvalid('repeated_line', count, `line ${twice} is named twice`);
  }
}

/**
 * Whether a person may match these lines, and what it comes to: one currency a side; two currencies only for reason fx; and
 * a difference only for a reason, with a note that says more. No threshold applies: the reason answers for the difference.
 * @throws ManualMatchInvalid, ManualCurrenciesMixed, ResidualUnexplained, UnknownName (a reason that there is not)
 */
export function settle(
  lines: readonly Pick<Line, 'side' | 'amount' | 'currency'>[],
  stated: StatedReason,
): Settlement {
  const { reason, note } = checkReason(stated);
  const left = lines.filter(({ side }) => side === 'left');
  const right = lines.filter(({ side }) => side === 'right');
  const currencies = { left: currenciesOf(left), right: currenciesOf(right) };
  if (currencies.left.length > 1 || currencies.right.length > 1)
    throw new ManualCurrenciesMixed(currencies.left, currencies.right);
  const [currency = '', rightCurrency = currency] = [...currencies.left, ...currencies.right];
  const sides = {
    left: { count: left.length, amount: amountOf(left) },
    right: { count: right.length, amount: amountOf(right) },
  };
  if (currency !== rightCurrency) {
    if (reason !== 'fx') throw new ManualCurrenciesMixed(currencies.left, currencies.right);
    return { ...sides, currency, rightCurrency, difference: null, reason, note, explained: {} };
  }
  const difference = subtract(sides.left.amount, sides.right.amount);
  if (!isZero(difference) && reason === null) throw new ResidualUnexplained(difference, currency);
  return { ...sides, currency, difference, reason, note, explained: explainedBy(reason, difference) };
}

/** A note without white space around it, or none. @throws ManualMatchInvalid where it is too long */
export function checkNote(given: string | undefined): string | null {
  const note = given?.trim() || null;
  if (note !== null && note.length > LONGEST_NOTE)
    throw new ManualMatchInvalid(
      'note_too_long',
      note.length,
      `a note has at most ${LONGEST_NOTE} characters`,
    );
  return note;
}

function checkReason({ reason, note: given }: StatedReason): {
  reason: ReasonCode | null;
  note: string | null;
} {
  const note = checkNote(given);
  if (reason === undefined) return { reason: null, note };
  if (!isReasonCode(reason)) throw new UnknownName('reason', reason, REASON_CODES);
  if (note === null)
    throw new ManualMatchInvalid(
      'note_missing',
      0,
      `reason ${reason} needs a note`,
      'Say in a note what happened.',
    );
  return { reason, note };
}

function explainedBy(reason: ReasonCode | null, difference: Decimal): Explained {
  const explains = reason && REASON_CLASSES[reason];
  return explains && !isZero(difference) ? { [explains]: difference } : {};
}

function currenciesOf(lines: readonly Pick<Line, 'currency'>[]): string[] {
  return [...new Set(lines.map(({ currency }) => currency))].sort();
}

const amountOf = (lines: readonly Pick<Line, 'amount'>[]): Decimal => sum(lines.map(({ amount }) => amount));
