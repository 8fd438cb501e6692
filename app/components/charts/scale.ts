import type { NumberStyle } from '#app/format/number-style.ts';

/** Where a value stands in a drawing. Only here may an amount become a float: pixels need no more, and no text comes of it. */
export function position(amount: string): number {
  return Number(amount);
}

const STEPS = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

/** The label of an axis, which nobody acts on: "12 k". Exact values stand in the tooltip and in the table. */
export function axisText(value: number, style: NumberStyle): string {
  const size = Math.abs(value);
  const [unit, letter] = STEPS.find(([limit]) => size >= limit) ?? [1, ''];
  const scaled = size / unit;
  const text = scaled >= 100 || Number.isInteger(scaled) ? scaled.toFixed(0) : scaled.toFixed(1);
  return `${value < 0 ? '\u2212' : ''}${text.replace('.', style.decimal)}${letter ? ` ${letter}` : ''}`;
}

/** How an axis is lettered. */
export const TICK = { fill: 'var(--ink-quiet)', fontSize: 11 } as const;
