import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { ReadStatement } from '#workflows/read-statement.ts';

/** What expected.yaml of a standard reconciliation says of one run. Amounts are text. */
export interface ExpectedRun {
  reconciliation: string;
  period: string;
  matches: ExpectedItem[];
  exceptions: ExpectedItem[];
  suggestions?: ExpectedItem[];
  statement?: ExpectedStatement[];
}

export interface ExpectedItem {
  pass?: string;
  type?: string;
  left?: string[];
  right?: string[];
  difference?: string;
  class?: string;
  cause?: string;
  parts?: Record<string, string>;
}

export interface ExpectedStatement {
  currency: string;
  from: string;
  adjustments: { item: string; amount: string }[];
  to: string;
  opening: string;
  closing: string;
}

export const STANDARD_FOLDER = join(import.meta.dirname, '..', '..', '..', 'standard');

export function expectedRuns(name: string): ExpectedRun[] {
  return parse(readFileSync(join(STANDARD_FOLDER, name, 'expected.yaml'), 'utf8')) as ExpectedRun[];
}

/** One line a thing that is expected or was found, so that a difference reads as one. */
export function inWords(
  items: readonly ExpectedItem[],
  what: 'match' | 'exception' | 'suggestion',
): string[] {
  return items
    .map((item) =>
      [
        item.pass ?? item.type,
        `left: ${[...(item.left ?? [])].sort().join(', ')}`,
        `right: ${[...(item.right ?? [])].sort().join(', ')}`,
        ...(what === 'suggestion' ? [] : [`difference: ${plain(item.difference ?? '0')}`]),
        ...(what === 'exception' ? [`${item.class ?? 'unexplained'} ${item.cause ?? ''}`.trim()] : []),
        ...(what === 'exception' && item.parts ? [partsText(item.parts)] : []),
      ].join('; '),
    )
    .sort();
}

const partsText = (parts: Record<string, string>): string =>
  Object.entries(parts)
    .map(([name, amount]) => `${name} ${plain(amount)}`)
    .sort()
    .join(', ');

/** Without trailing zeros: 1.50 and 1.5 are one amount. */
export function plain(amount: string): string {
  const text = amount.includes('.') ? amount.replace(/\.?0+$/, '') : amount;
  return text === '-0' ? '0' : text;
}

export function expectedStatement(expected: readonly ExpectedStatement[]): ExpectedStatement[] {
  return expected.map(({ currency, from, to, opening, closing, adjustments }) => ({
    ...{ currency, from: plain(from), to: plain(to), opening: plain(opening), closing: plain(closing) },
    adjustments: adjustments.map(({ item, amount }) => ({ item, amount: plain(amount) })),
  }));
}

export function statementInWords({ statements }: ReadStatement): ExpectedStatement[] {
  return statements.map(({ currency, from, to, balance, lines }) => ({
    ...{ currency, from: plain(from.total), to: plain(to.total) },
    ...{ opening: plain(balance?.opening ?? ''), closing: plain(balance?.closing ?? '') },
    adjustments: lines.map(({ words, amount }) => ({ item: words, amount: plain(amount) })),
  }));
}
