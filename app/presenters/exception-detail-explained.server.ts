import type { AmountPart, DifferenceClass, ReconciliationRules } from '#core/reconcile/rules.ts';
import type { ExceptionRow } from '#db/queries/exception-page.ts';

/** Amounts of two currencies at the pinned rates: decimal text in the right currency. See `FxSplit`. */
export interface FxWords {
  currency: string;
  converted: string;
  difference: string;
  /** Null: the days of the left lines have no rate. */
  fx: string | null;
  other: string;
  threshold: string;
  /** Null where left lines were converted at several rates. */
  rate: string | null;
  rateDate: string | null;
  path: 'direct' | 'inverse' | 'pivot' | null;
  /** Left and right currency: what the rate is of. */
  pair: { left: string; right: string };
  /** Currency through which the rate goes where the pair is not quoted. */
  pivot: string | null;
  rates: string | null;
}

export interface PartWords {
  name: string;
  /** Left minus right, decimal text. */
  difference: string;
  class: DifferenceClass | null;
  role: AmountPart['role'] | null;
}

/** Why an exception is there, as the run found it. */
export interface ExplainedWords {
  class: ExceptionRow['class'];
  cause: string | null;
  /** What the class explains of the difference, decimal text in its currency; null where it explains nothing. */
  amount: string | null;
  fx: FxWords | null;
  parts: PartWords[];
}

export function explainedWords(row: ExceptionRow, rules: ReconciliationRules | undefined): ExplainedWords {
  return {
    class: row.class,
    cause: row.cause,
    amount: row.explained?.[row.class] ?? null,
    fx: fxWords(row, rules),
    parts: Object.entries(row.part_differences ?? {}).map(([name, difference]) => {
      const part = rules?.parts?.find((it) => it.name === name);
      return { name, difference, class: part?.class ?? null, role: part?.role ?? null };
    }),
  };
}

function fxWords(row: ExceptionRow, rules: ReconciliationRules | undefined): FxWords | null {
  const { fx } = row;
  if (fx === null) return null;
  const text = (name: string): string | null => {
    const value = fx[name];
    return value === null || value === undefined ? null : String(value);
  };
  const pass = rules?.passes.find(({ name, type }) => type === 'fx' && name === row.rule);
  const fxPass = pass?.type === 'fx' ? pass : undefined;
  return {
    currency: row.right_currency ?? row.currency,
    converted: text('converted') ?? '0',
    difference: text('difference') ?? '0',
    fx: text('fx'),
    other: text('other') ?? '0',
    threshold: text('threshold') ?? '0',
    rate: text('rate'),
    rateDate: text('rate_date'),
    path: text('path') as FxWords['path'],
    pair: { left: row.left_currency ?? row.currency, right: row.right_currency ?? row.currency },
    pivot: fxPass?.pivot ?? null,
    rates: fxPass?.rates ?? null,
  };
}
