import type { DifferenceClass } from './rules.ts';

/** Why lines belong together although their amounts differ. */
export const REASON_CODES = [
  'timing',
  'fee',
  'fx',
  'tax',
  'rounding',
  'write_off',
  'dispute',
  'other',
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

/** What a reason explains the difference as. Written off, disputed or otherwise, it stays unexplained. */
export const REASON_CLASSES: Readonly<Record<ReasonCode, DifferenceClass | null>> = {
  timing: 'timing',
  fee: 'fee',
  fx: 'fx',
  tax: 'tax',
  rounding: 'rounding',
  write_off: null,
  dispute: null,
  other: null,
};

export function isReasonCode(text: string): text is ReasonCode {
  return (REASON_CODES as readonly string[]).includes(text);
}
