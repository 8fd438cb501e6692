/**
 * The one small language of contracts, checks and reconciliation sides: exact decimals, text, null, comparison,
 * `and or not`, `in (...)`, `is null`, `if(c, a, b)`, `+ - *`, `round(x, scale, 'half_up')`, `a / b` only inside round.
 * The same tree is evaluated in TypeScript (contracts) and compiled to SQL (sides of a reconciliation).
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
export type FunctionName = 'if' | 'round' | 'abs' | 'coalesce' | 'concat' | 'starts_with' | 'upper' | 'lower';
