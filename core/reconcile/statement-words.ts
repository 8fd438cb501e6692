import type { ExceptionType } from '../exception/exception.ts';
import type { SideName } from './line.ts';
import type { StatementItem } from './statement.ts';

export type SideLabels = Readonly<Record<SideName, string>>;

const TYPES: Record<Exclude<ExceptionType, 'missing_left' | 'missing_right'>, string> = {
  amount: 'Amounts differ',
  currency: 'Two currencies',
  duplicate: 'Recorded more than once',
  timing: 'Amounts agree, dates do not',
  part: 'A part of the amount differs',
};

const CAUSES: Readonly<Record<string, string>> = {
  dates: 'Amounts agree, dates do not',
  next_period: 'Shown by the other side in the next period',
  cut_off: 'Cut off at another moment by the other side',
};

const MATCHED: Record<StatementItem['class'], string> = {
  timing: 'Tied out, apart in time',
  fee: 'Fees of what tied out',
  fx: 'Exchange differences of what tied out',
  tax: 'Tax of what tied out',
  rounding: 'Tied out within rounding',
  unexplained: 'Tied out within the threshold',
};

/** A statement line in the words of the reader: the name of the rule that explains it, else what is wrong. */
export function itemWords(
  { origin, class: of, cause, kind, side }: StatementItem,
  labels: SideLabels,
): string {
  if (kind === 'two_currencies') return 'Tied out with lines of another currency';
  if (origin === 'match') return MATCHED[of];
  if (cause !== null && of !== 'unexplained') return CAUSES[cause] ?? ruleWords(cause);
  if (kind === null || kind === 'difference') return ruleWords(of);
  if (kind === 'missing_left' || kind === 'missing_right')
    return `Only in ${side === 'both' ? 'one side' : labels[side]}`;
  return TYPES[kind];
}

/** `deposits-in-transit` to "Deposits in transit". */
function ruleWords(name: string): string {
  const words = name.replace(/[-_.]+/g, ' ').trim();
  return words === '' ? name : words.slice(0, 1).toUpperCase() + words.slice(1);
}
