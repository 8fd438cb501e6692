import { periodText } from '#app/format/time.ts';
import type { ExceptionClass } from '#core/exception/exception.ts';
import type { ReasonCode } from '#core/reconcile/reason.ts';

/** How the classes of a difference are called. */
export const CLASS_WORDS: Record<ExceptionClass, string> = {
  unexplained: 'Unexplained',
  timing: 'Timing',
  fee: 'Fee',
  fx: 'Exchange difference',
  tax: 'Tax',
  rounding: 'Rounding',
};

export const REASON_WORDS: Record<ReasonCode, string> = {
  timing: 'Timing',
  fee: 'Fee',
  fx: 'Exchange difference',
  tax: 'Tax',
  rounding: 'Rounding',
  write_off: 'Write-off',
  dispute: 'Dispute',
  other: 'Other',
};

/** Causes that the engine names itself; any other is the name of a rule. */
const CAUSES: Record<string, string> = {
  dates: 'dates apart',
  next_period: 'matched in the next period',
  cut_off: 'cut-off',
  no_minor_unit: 'no minor unit to convert to',
  rate_missing: 'rate missing',
  rate_conflict: 'rates contradict each other',
};

/** What says so, in a few words: "matched in the next period", or the name of a rule. */
export const causeWords = (cause: string): string => CAUSES[cause] ?? cause;

/** "Timing, cut-off", "Fee, bank-charges", "Unexplained". */
export function classWords(of: { class: ExceptionClass; cause: string | null }): string {
  return of.cause === null ? CLASS_WORDS[of.class] : `${CLASS_WORDS[of.class]}, ${causeWords(of.cause)}`;
}

/** Why an exception has its class, as a sentence for who must decide what to do. */
export function explanation({
  class: of,
  cause,
  period,
  isConverted = false,
}: {
  class: ExceptionClass;
  cause: string | null;
  period: string;
  /** Amounts of two currencies were compared at a rate. */
  isConverted?: boolean;
}): string {
  const end = `the end of ${period === '' ? 'the period' : periodText(period)}`;
  switch (cause) {
    case null:
      if (of === 'unexplained' && isConverted)
        return 'Unexplained: at the rate of its day, what is not exchange does not tie.';
      return of === 'unexplained'
        ? 'Nothing explains it: no rule holds, and no later line makes up for it.'
        : `Explained as ${CLASS_WORDS[of].toLowerCase()}.`;
    case 'dates':
      return 'Timing: the amounts tie, only the dates lie further apart than the rule allows.';
    case 'next_period':
      return `Timing: matched in the next period. With the lines of its key dated after ${end}, it ties out.`;
    case 'cut_off':
      return `Timing: a matter of the cut-off. Both sides are dated within one day of each other, on either side of ${end}.`;
    case 'no_minor_unit':
      return 'Not converted: the right currency has no minor unit to round to.';
    case 'rate_missing':
      return 'Not converted: no rate is known for a day of its lines, nor for the days just before.';
    case 'rate_conflict':
      return 'Not converted: two records give one pair of currencies two rates on one day.';
    default:
      return `${CLASS_WORDS[of]}, by the rule ${cause}.`;
  }
}
