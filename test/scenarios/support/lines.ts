import { unkeyed } from '#core/reconcile/key.ts';
import type { Line } from '#core/reconcile/line.ts';
import { isKeyed } from '#core/reconcile/pass-key.ts';
import { periodEnd } from '#core/reconcile/period.ts';
import { projectSide } from '#core/reconcile/project.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import type { Books } from './scenario.ts';

/** Every line of both sides, also those that no period has reached. */
export function linesOf(rules: ReconciliationRules, books: Books): Line[] {
  return (['left', 'right'] as const).flatMap((side) => {
    const project = projectSide(rules, side);
    return books[side].flatMap((record) => {
      const line = project(record);
      return line === undefined || 'problem' in line ? [] : [line];
    });
  });
}

export function inScope(lines: readonly Line[], period: string): Line[] {
  const end = periodEnd(period);
  return lines.filter(({ date }) => end === null || date === null || date <= end);
}

/** The key under which a line stands in an exception. */
export function ownKey({ keys, recordKey }: Line, rules: ReconciliationRules): string {
  const key = isKeyed(rules) ? (keys[0] ?? null) : null;
  return key ?? unkeyed(recordKey);
}
