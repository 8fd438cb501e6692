import type { Expression, ValueType } from './expression.ts';

/** Why a row could not be evaluated. */
export interface EvaluationProblem {
  rule: 'not_a_number' | 'division_by_zero';
  /** The raw column that is no number. */
  name: string | null;
  value: string | null;
}

/** How a name is read from what is evaluated. Values are canonical text, or the source's text for `raw`. */
export interface NameBinding<Row> {
  type: ValueType;
  read(row: Row): string | null;
  /** For raw columns: the canonical decimal that the text stands for, null when it is none. */
  number?(text: string): string | null;
}

export type BindName<Row> = (name: string) => NameBinding<Row>;

/** An expression as a closure. A problem is pushed to `problems`, and the part that met it is null. */
export type Run<Row, Result> = (row: Row, problems: EvaluationProblem[]) => Result | null;

/** Applies a function to a value that is not null. */
export function mapped<Row, Value, Result>(
  of: Run<Row, Value>,
  apply: (value: Value) => Result,
): Run<Row, Result> {
  return (row, problems) => {
    const value = of(row, problems);
    return value === null ? null : apply(value);
  };
}

/** Applies a function to two values; null when one of them is. */
export function mapped2<Row, Value, Result>(
  left: Run<Row, Value>,
  right: Run<Row, Value>,
  apply: (a: Value, b: Value) => Result,
): Run<Row, Result> {
  return (row, problems) => {
    const a = left(row, problems);
    const b = right(row, problems);
    return a === null || b === null ? null : apply(a, b);
  };
}

export function firstOf<Row, Result>(runs: readonly Run<Row, Result>[]): Run<Row, Result> {
  return (row, problems) => {
    for (const run of runs) {
      const value = run(row, problems);
      if (value !== null) return value;
    }
    return null;
  };
}

/** Evaluates only the branch that the condition chooses. */
export function branch<Row, Result>(
  condition: Run<Row, boolean>,
  whenTrue: Run<Row, Result>,
  otherwise: Run<Row, Result>,
): Run<Row, Result> {
  return (row, problems) =>
    condition(row, problems) === true ? whenTrue(row, problems) : otherwise(row, problems);
}

/** The three values of an `if`. */
export const branches = (node: Expression & { kind: 'call' }): [Expression, Expression, Expression] =>
  node.arguments as [Expression, Expression, Expression];
