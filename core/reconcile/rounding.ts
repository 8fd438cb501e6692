import {
  absolute,
  add,
  compare,
  type Decimal,
  decimal,
  isZero,
  subtract,
  sum,
  ZERO,
} from '../money/decimal.ts';
import { MANUAL_PASS } from './passes.ts';
import type { ReconciliationRules } from './rules.ts';
import type { Explained, Tied } from './tied.ts';

/** What explains a match's difference, and what of it is proposed for write-off to the rounding account, signed as the difference. */
export interface RoundedOff {
  explained: Explained;
  writeOff: Decimal | null;
}

/**
 * What nothing else explains of a match's difference is rounding, up to the limit of its currency. Never between two
 * currencies, whose amounts have no difference, and never of a match by hand: there a person says where it goes.
 */
export function roundOff(
  { explained, currency, rightCurrency }: Pick<Tied, 'explained' | 'currency' | 'rightCurrency'>,
  difference: Decimal,
  pass: number,
  { rounding }: Pick<ReconciliationRules, 'rounding'>,
): RoundedOff {
  if (!rounding || rightCurrency !== undefined || pass === MANUAL_PASS) return { explained, writeOff: null };
  const left = subtract(difference, sum(Object.values(explained)));
  const limit = decimal(rounding.absolute[currency] ?? '0');
  if (isZero(left) || compare(absolute(left), limit) > 0) return { explained, writeOff: null };
  const { rounding: stated = ZERO, ...others } = explained;
  const whole = add(stated, left);
  return { explained: isZero(whole) ? others : { ...others, rounding: whole }, writeOff: left };
}
