import type { ExceptionLine } from '#app/presenters/exception-list.server.ts';
import { CLASS_WORDS } from '../classes/words.ts';
import { TYPE_WORDS } from '../run/open-totals.tsx';
import type { State } from '../state-badge.tsx';

/** What is wrong, with the names that the reconciliation gives its sides: "Missing in Payments". */
export function typeWords({ type, left, right }: Pick<ExceptionLine, 'type' | 'left' | 'right'>): string {
  if (type === 'missing_left') return `Missing in ${left.label}`;
  if (type === 'missing_right') return `Missing in ${right.label}`;
  return TYPE_WORDS[type] ?? type;
}

/** State and severity in one badge: what is over materiality blocks the close. */
export function stateOfLine({
  state,
  severity,
  class: of,
}: Pick<ExceptionLine, 'state' | 'severity' | 'class'>): { state: State; word: string } {
  if (state === 'cleared') return { state: 'tied', word: 'Cleared' };
  if (severity === 'material') return { state: 'broken', word: 'Material' };
  return of === 'unexplained'
    ? { state: 'open', word: 'Open' }
    : { state: 'explained', word: CLASS_WORDS[of] };
}
