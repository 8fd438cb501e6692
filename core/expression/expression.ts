/**
 * The one small language of contracts, checks and reconciliation sides: exact decimals, text, null, comparison,
 * `and or not`, `in (...)`, `is null`, `if(c, a, b)`, `+ - *`, `round(x, scale, 'half_up')`, `a / b` only inside round.
 * The same tree is evaluated in TypeScript (contracts) and compiled to SQL (sides of a reconciliation).
 *
 * Semantics, which both must keep:
 * - Logic is SQL's, with three values: a comparison or an operation with null is null; `false and null` is false,
 *   `true or null` is true; `x in (a, b)` is `x = a or x = b`. `is null` is never null.
 * - Decimals are exact and compare by value (1.0 = 1.00). Text compares by Unicode code point (SQL: collate "C"), dates
 *   and timestamps by time. Types never mix silently: `'1' = 1` is refused when the expression is read. A text literal
 *   beside a date or timestamp is read as one and must be written in ISO form.
 * - `if(c, a, b)` is `case when c then a else b end`: null counts as false, and the other branch is not evaluated.
 *   `coalesce(a, b, ...)` is the first that is not null; what follows is not evaluated.
 * - `concat(a, b, ...)` takes text and is null when any part is null (SQL: `||`, not `concat`).
 * - `upper` and `lower` change the letters A to Z only (SQL: collate "C"), so that no locale changes a key.
 * - `starts_with(text, prefix)` compares characters as they are.
 * - `round(x, scale, mode)` names its mode (see ROUNDING_MODES of core/money); `round(a / b, scale, mode)` rounds the exact
 *   quotient once. Dividing by zero is a problem of the row (`division_by_zero`), not null.
 * - A raw source column is text. Beside a decimal, or where a number is needed, it is read as a number in the format
 *   that the contract declares; if it is none, that is a problem of the row (`not_a_number`). Two raw columns compare as text.
 */
export type Expression =
  | { kind: 'name'; name: string }
  | { kind: 'decimal'; value: string }
  | { kind: 'text'; value: string }
  | { kind: 'null' }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'not'; of: Expression }
  | { kind: 'negate'; of: Expression }
  | { kind: 'is_null'; of: Expression; negated: boolean }
  | { kind: 'in'; of: Expression; list: readonly Expression[]; negated: boolean }
  | { kind: 'binary'; operator: BinaryOperator; left: Expression; right: Expression }
  | { kind: 'call'; function: FunctionName; arguments: readonly Expression[] };

export type BinaryOperator = '+' | '-' | '*' | '/' | '=' | '!=' | '<' | '<=' | '>' | '>=' | 'and' | 'or';

export const FUNCTION_NAMES = [
  'if',
  'round',
  'abs',
  'coalesce',
  'concat',
  'starts_with',
  'upper',
  'lower',
] as const;
export type FunctionName = (typeof FUNCTION_NAMES)[number];

/** What a value is. `raw`: text of a source column; `null`: the literal, which is of any type. */
export type ValueType = 'decimal' | 'text' | 'date' | 'timestamp' | 'boolean' | 'raw' | 'null';

/** Where an expression is wrong. `column` counts characters of the expression from 1. */
export interface ExpressionProblem {
  column: number;
  message: string;
  hint?: string;
}

/** Longer or deeper expressions are refused. */
export const EXPRESSION_LIMITS = { characters: 4_000, depth: 64, scale: 18 } as const;
