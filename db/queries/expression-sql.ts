import { type RawBuilder, sql } from 'kysely';
import type { Expression, ValueType } from '#core/expression/expression.ts';
import { canonicalLiteral, commonType, typeOf } from '#core/expression/types.ts';
import { Failure } from '#core/failure/failure.ts';
import { roundedSql } from './expression-sql-round.ts';

/** How a name is read in SQL: an expression of the PostgreSQL type that stands for `type`. */
export interface NameSql {
  type: ValueType;
  sql: RawBuilder<unknown>;
}

export type SqlOfName = (name: string) => NameSql;

/** Division can fail for a single row, and a set-based statement has no place to report that row. */
export class ExpressionNotInSql extends Failure {
  readonly kind = 'configuration';
  constructor(readonly part: string) {
    super(
      `a side of a reconciliation cannot use ${part}`,
      'Compute it in the contract, as a field or an attribute.',
    );
  }
}

const SQL_TYPES: Record<ValueType, string> = {
  decimal: 'numeric',
  text: 'text',
  date: 'date',
  timestamp: 'timestamptz',
  boolean: 'boolean',
  raw: 'text',
  null: 'text',
};

/**
 * A checked expression as SQL, with the semantics that `core/expression` states: the same three values, the same order of
 * text, exact decimals. Every literal is a bound parameter.
 * @throws ExpressionNotInSql
 */
export function expressionSql(
  expression: Expression,
  names: SqlOfName,
  wanted?: ValueType,
): RawBuilder<unknown> {
  return new SqlWriter(names).write(expression, wanted ?? typeOf(expression, (name) => names(name).type));
}

type Node<Kind> = Expression & { kind: Kind };

class SqlWriter {
  readonly #names: SqlOfName;

  constructor(names: SqlOfName) {
    this.#names = names;
  }

  /** `type` is that of the whole, so that literals and null take its form. */
  write(node: Expression, type: ValueType): RawBuilder<unknown> {
    switch (node.kind) {
      case 'name':
        return this.#names(node.name).sql;
      case 'decimal':
        return sql`${node.value}::numeric`;
      case 'text':
        return sql`${canonicalLiteral(type, node.value)}::${sql.raw(SQL_TYPES[type])}`;
      case 'null':
        return sql`null::${sql.raw(SQL_TYPES[type])}`;
      case 'boolean':
        return sql`${sql.lit(node.value)}`;
      case 'not':
        return sql`(not ${this.write(node.of, 'boolean')})`;
      case 'negate':
        return sql`(- ${this.write(node.of, 'decimal')})`;
      case 'is_null': {
        const of = this.write(node.of, this.#typeOf(node.of));
        return node.negated ? sql`(${of} is not null)` : sql`(${of} is null)`;
      }
      case 'in':
        return this.#membership(node);
      case 'binary':
        return this.#binary(node);
      case 'call':
        return this.#call(node, type);
    }
  }

  #typeOf(node: Expression): ValueType {
    return typeOf(node, (name) => this.#names(name).type);
  }

  #commonType(nodes: readonly Expression[]): ValueType {
    return commonType(nodes, (name) => this.#names(name).type) ?? 'null';
  }

  #binary(node: Node<'binary'>): RawBuilder<unknown> {
    const { operator, left, right } = node;
    if (operator === '/') throw new ExpressionNotInSql('division');
    if (operator === 'and' || operator === 'or') {
      return sql`(${this.write(left, 'boolean')} ${sql.raw(operator)} ${this.write(right, 'boolean')})`;
    }
    if (operator === '+' || operator === '-' || operator === '*') {
      return sql`(${this.write(left, 'decimal')} ${sql.raw(operator)} ${this.write(right, 'decimal')})`;
    }
    const type = this.#commonType([left, right]);
    return this.#compared(left, right, operator === '!=' ? '<>' : operator, type);
  }

  #compared(left: Expression, right: Expression, operator: string, type: ValueType): RawBuilder<unknown> {
    const isText = SQL_TYPES[type] === 'text';
    const order = isText ? sql` collate "C"` : sql``;
    return sql`(${this.write(left, type)}${order} ${sql.raw(operator)} ${this.write(right, type)})`;
  }

  #membership(node: Node<'in'>): RawBuilder<unknown> {
    const type = this.#commonType([node.of, ...node.list]);
    const equals = node.list.map((item) => this.#compared(node.of, item, '=', type));
    const any = equals.length === 0 ? sql`false` : sql`(${sql.join(equals, sql` or `)})`;
    return node.negated ? sql`(not ${any})` : any;
  }

  #call(node: Node<'call'>, type: ValueType): RawBuilder<unknown> {
    const [first, second, third] = node.arguments as [Expression, Expression, Expression];
    switch (node.function) {
      case 'if': {
        const [condition, yes, no] = [
          this.write(first, 'boolean'),
          this.write(second, type),
          this.write(third, type),
        ];
        return sql`(case when ${condition} then ${yes} else ${no} end)`;
      }
      case 'coalesce':
        return sql`coalesce(${sql.join(node.arguments.map((argument) => this.write(argument, type)))})`;
      case 'round':
        return this.#round(first, second as Node<'decimal'>, third as Node<'text'>);
      case 'abs':
        return sql`abs(${this.write(first, 'decimal')})`;
      case 'concat':
        return sql`(${sql.join(
          node.arguments.map((argument) => this.write(argument, 'text')),
          sql` || `,
        )})`;
      case 'starts_with':
        return sql`starts_with(${this.write(first, 'text')}, ${this.write(second, 'text')})`;
      case 'upper':
      case 'lower':
        return sql`${sql.raw(node.function)}(${this.write(first, 'text')} collate "C")`;
    }
  }

  #round(value: Expression, scale: Node<'decimal'>, mode: Node<'text'>): RawBuilder<unknown> {
    return roundedSql(this.write(value, 'decimal'), Number(scale.value), mode.value);
  }
}
