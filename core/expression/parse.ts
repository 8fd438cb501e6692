import { nearest } from '../failure/did-you-mean.ts';
import {
  type BinaryOperator,
  EXPRESSION_LIMITS,
  type Expression,
  type ExpressionProblem,
  FUNCTION_NAMES,
  type FunctionName,
} from './expression.ts';
import { type Token, tokenise } from './tokens.ts';

/** A tree with the place of each of its nodes. */
export interface ParsedExpression {
  expression: Expression;
  /** Column of a node, from 1. */
  columnOf(node: Expression): number;
}

/** Text to tree; the first mistake ends it. Names and types are not looked at: see `readExpression`. */
export function parseExpression(text: string): ParsedExpression | { problem: ExpressionProblem } {
  if (text.length > EXPRESSION_LIMITS.characters) {
    return {
      problem: { column: 1, message: `an expression has at most ${EXPRESSION_LIMITS.characters} characters` },
    };
  }
  const cut = tokenise(text);
  if ('problem' in cut) return cut;
  const parser = new Parser(cut.tokens);
  try {
    const expression = parser.whole();
    return { expression, columnOf: (node) => parser.columns.get(node) ?? 1 };
  } catch (stop) {
    if (stop instanceof Stop) return { problem: stop.problem };
    throw stop;
  }
}

/** Leaves the descent at the first mistake; never seen outside this file. */
class Stop extends Error {
  constructor(readonly problem: ExpressionProblem) {
    super(problem.message);
  }
}

const COMPARISONS = new Set(['=', '!=', '<', '<=', '>', '>=']);

/** Recursive descent, weakest binding first: or, and, not, comparison, + -, * /, unary minus. */
class Parser {
  readonly columns = new Map<Expression, number>();
  private at = 0;
  private depth = 0;
  constructor(private readonly tokens: readonly Token[]) {}

  whole(): Expression {
    if (this.token.kind === 'end') this.stop('the expression is empty');
    const expression = this.or();
    if ((this.token.kind as Token['kind']) !== 'end')
      this.stop(`${named(this.token)} was not expected here`, this.afterHint());
    return expression;
  }

  private or(): Expression {
    return this.nested(() => this.leftAssociative(['or'], () => this.and()));
  }

  private and(): Expression {
    return this.leftAssociative(['and'], () => this.not());
  }

  private not(): Expression {
    const start = this.token;
    if (!this.accept('not')) return this.comparison();
    return this.nested(() => this.placed(start, { kind: 'not', of: this.not() }));
  }

  private comparison(): Expression {
    const left = this.sum();
    const start = this.token;
    if (start.kind === 'symbol' && COMPARISONS.has(start.value)) {
      this.at++;
      const right = this.sum();
      if (this.token.kind === 'symbol' && COMPARISONS.has(this.token.value)) {
        this.stop('comparisons cannot be chained', 'write a < b and b < c');
      }
      return this.placed(start, { kind: 'binary', operator: start.value as BinaryOperator, left, right });
    }
    if (this.accept('is')) {
      const negated = this.accept('not');
      this.expect('null', 'only null may follow is');
      return this.placed(start, { kind: 'is_null', of: left, negated });
    }
    const negated = this.accept('not');
    if (this.accept('in')) return this.placed(start, { kind: 'in', of: left, list: this.list(), negated });
    if (negated) this.stop('only in may follow not here', 'write a not in (b, c), or not (a = b)');
    return left;
  }

  private sum(): Expression {
    return this.leftAssociative(['+', '-'], () => this.product());
  }

  private product(): Expression {
    return this.leftAssociative(['*', '/'], () => this.unary());
  }

  private unary(): Expression {
    const start = this.token;
    if (!this.accept('-')) return this.primary();
    return this.nested(() => this.placed(start, { kind: 'negate', of: this.unary() }));
  }

  private primary(): Expression {
    const start = this.token;
    this.at++;
    if (start.kind === 'number') return this.placed(start, { kind: 'decimal', value: start.value });
    if (start.kind === 'text') return this.placed(start, { kind: 'text', value: start.value });
    if (start.kind === 'quoted_name') return this.placed(start, { kind: 'name', name: start.value });
    if (start.kind === 'name') return this.nameOrCall(start);
    if (start.value === 'null') return this.placed(start, { kind: 'null' });
    if (start.value === 'true' || start.value === 'false') {
      return this.placed(start, { kind: 'boolean', value: start.value === 'true' });
    }
    if (start.kind === 'symbol' && start.value === '(') {
      const inner = this.or();
      this.expect(')', 'the bracket is not closed');
      return inner;
    }
    this.at--;
    return this.stop(
      start.kind === 'end' ? 'the expression ends too early' : `a value was expected, not ${named(start)}`,
    );
  }

  private nameOrCall(start: Token): Expression {
    if (this.token.kind !== 'symbol' || this.token.value !== '(') {
      return this.placed(start, { kind: 'name', name: start.value });
    }
    if (!(FUNCTION_NAMES as readonly string[]).includes(start.value)) {
      const near = nearest(start.value, FUNCTION_NAMES);
      this.stop(
        `there is no function ${start.value}`,
        near ? `did you mean ${near}?` : `known: ${FUNCTION_NAMES.join(', ')}`,
        start.column,
      );
    }
    return this.placed(start, {
      kind: 'call',
      function: start.value as FunctionName,
      arguments: this.list(),
    });
  }

  private list(): Expression[] {
    this.expect('(', 'a bracket was expected');
    const items = [this.or()];
    while (this.accept(',')) items.push(this.or());
    this.expect(')', 'the list is not closed');
    return items;
  }

  private leftAssociative(operators: readonly string[], next: () => Expression): Expression {
    let left = next();
    for (;;) {
      const start = this.token;
      const operator = operators.find((candidate) => this.accept(candidate));
      if (operator === undefined) return left;
      left = this.placed(start, {
        kind: 'binary',
        operator: operator as BinaryOperator,
        left,
        right: next(),
      });
    }
  }

  private nested(inner: () => Expression): Expression {
    if (++this.depth > EXPRESSION_LIMITS.depth) {
      this.stop(`an expression is nested at most ${EXPRESSION_LIMITS.depth} deep`);
    }
    const expression = inner();
    this.depth--;
    return expression;
  }

  private get token(): Token {
    return this.tokens[this.at] as Token;
  }

  private accept(value: string): boolean {
    const { kind } = this.token;
    if ((kind !== 'symbol' && kind !== 'keyword') || this.token.value !== value) return false;
    this.at++;
    return true;
  }

  private expect(value: string, message: string): void {
    if (!this.accept(value)) this.stop(message, `${value} belongs here, not ${named(this.token)}`);
  }

  private placed(token: Token, expression: Expression): Expression {
    this.columns.set(expression, token.column);
    return expression;
  }

  private afterHint(): string | undefined {
    return this.token.kind === 'name' || this.token.kind === 'quoted_name' || this.token.kind === 'text'
      ? 'an operator is missing before it; names with spaces are written in double quotes'
      : undefined;
  }

  private stop(message: string, hint?: string, column = this.token.column): never {
    throw new Stop({ column, message, hint });
  }
}

const named = (token: Token): string => (token.kind === 'end' ? 'the end' : `"${token.value}"`);
