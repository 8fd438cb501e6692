/** What does not tie out, told in fields: whoever shows it finds the words. */
export const EXCEPTION_TYPES = [
  'missing_left',
  'missing_right',
  'amount',
  'currency',
  'duplicate',
  'timing',
  'part',
] as const;
export type ExceptionType = (typeof EXCEPTION_TYPES)[number];

/** Whether a difference is explained, and by what kind of cause. Explained ones are shown beside the rest, never taken off it. */
export const EXCEPTION_CLASSES = ['unexplained', 'timing', 'fee', 'fx', 'tax', 'rounding'] as const;
export type ExceptionClass = (typeof EXCEPTION_CLASSES)[number];

/** material: the difference reaches the materiality of its currency. */
export type Severity = 'normal' | 'material';
export type ExceptionEventKind = 'opened' | 'changed' | 'cleared' | 'reopened';
