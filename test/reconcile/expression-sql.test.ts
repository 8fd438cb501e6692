import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { checkExpression } from '#core/expression/check.ts';
import { compileValue } from '#core/expression/evaluate.ts';
import type { Expression, ValueType } from '#core/expression/expression.ts';
import { typeOf } from '#core/expression/types.ts';
import { ROUNDING_MODES } from '#core/money/decimal.ts';
import { sideField } from '#core/reconcile/side-field.ts';
import { expressionSql } from '#db/queries/expression-sql.ts';
import { columnSql } from '#db/queries/projection-sql.ts';
import { useDatabase } from '#test/support/database.ts';

const database = useDatabase();
const DATASET = 'stock_movements';

/** Names of each type, among them an extra. */
const NAMES = {
  text: ['sku', 'type', 'attributes.note'],
  decimal: ['quantity', 'value'],
  date: ['movement_date'],
  timestamp: ['occurred_at'],
} as const;

const texts = fc.constantFrom(
  '',
  'a',
  'A',
  'ab',
  'Straße',
  'É',
  'z',
  '~',
  '\\',
  "o'clock",
  '😀',
  '\uffee',
  '$1',
  null,
);
const decimals = fc.constantFrom(
  '0',
  '-0.5',
  '0.5',
  '1.5',
  '2.5',
  '-2.5',
  '1.00',
  '3',
  '0.005',
  '12345678901234567890.125',
  null,
);
const dates = fc.constantFrom('2025-12-31', '2026-01-01', '2026-02-28', null);
const instants = fc.constantFrom('2026-01-01T00:00:00.000000Z', '2026-01-01T00:00:00.000001Z', null);
const row = fc.record({
  sku: texts,
  type: texts,
  'attributes.note': texts,
  quantity: decimals,
  value: decimals,
  movement_date: dates,
  occurred_at: instants,
});
type Row = Record<string, string | null>;

const literal = (kind: 'text' | 'decimal', values: fc.Arbitrary<string | null>): fc.Arbitrary<Expression> =>
  values.map((value) => (value === null ? { kind: 'null' } : { kind, value }) as Expression);
const names = (type: keyof typeof NAMES): fc.Arbitrary<Expression> =>
  fc.constantFrom(...NAMES[type]).map((name) => ({ kind: 'name', name }));
const call = (name: string, ...args: fc.Arbitrary<Expression>[]): fc.Arbitrary<Expression> =>
  fc.tuple(...args).map((values) => ({ kind: 'call', function: name, arguments: values }) as Expression);

const plain = (value: string): Expression => ({ kind: 'decimal', value });
const mode = fc.constantFrom(...ROUNDING_MODES).map((value): Expression => ({ kind: 'text', value }));
const scale = fc.integer({ min: 0, max: 4 }).map((value) => plain(String(value)));

const trees = fc.letrec<Record<'text' | 'decimal' | 'date' | 'timestamp' | 'boolean', Expression>>((tie) => {
  const choice = (...options: fc.Arbitrary<Expression>[]) =>
    fc.oneof({ maxDepth: 4, depthIdentifier: 'tree' }, ...options);
  const branch = (type: 'text' | 'decimal' | 'date' | 'timestamp' | 'boolean') => [
    call('if', tie('boolean'), tie(type), tie(type)),
    call('coalesce', tie(type), tie(type)),
  ];
  const compared = (type: 'text' | 'decimal' | 'date' | 'timestamp') =>
    fc
      .tuple(fc.constantFrom('=', '!=', '<', '<=', '>', '>='), tie(type), tie(type))
      .map(([operator, left, right]) => ({ kind: 'binary', operator, left, right }) as Expression);
  const member = (type: 'text' | 'decimal' | 'date') =>
    fc
      .tuple(tie(type), fc.array(tie(type), { minLength: 1, maxLength: 3 }), fc.boolean())
      .map(([of, list, negated]): Expression => ({ kind: 'in', of, list, negated }));
  const isNull = fc
    .tuple(fc.oneof(tie('text'), tie('decimal'), tie('boolean'), tie('date')), fc.boolean())
    .map(([of, negated]): Expression => ({ kind: 'is_null', of, negated }));
  const logic = fc
    .tuple(fc.constantFrom('and', 'or'), tie('boolean'), tie('boolean'))
    .map(([operator, left, right]) => ({ kind: 'binary', operator, left, right }) as Expression);
  const arithmetic = fc
    .tuple(fc.constantFrom('+', '-', '*'), tie('decimal'), tie('decimal'))
    .map(([operator, left, right]) => ({ kind: 'binary', operator, left, right }) as Expression);
  return {
    text: choice(
      names('text'),
      literal('text', texts),
      call('concat', tie('text'), tie('text')),
      call('upper', tie('text')),
      call('lower', tie('text')),
      ...branch('text'),
    ),
    decimal: choice(
      names('decimal'),
      literal('decimal', decimals),
      arithmetic,
      call('abs', tie('decimal')),
      call('round', tie('decimal'), scale, mode),
      tie('decimal').map((of): Expression => ({ kind: 'negate', of })),
      ...branch('decimal'),
    ),
    date: choice(names('date'), literal('text', dates), ...branch('date')),
    timestamp: choice(names('timestamp'), literal('text', instants), ...branch('timestamp')),
    boolean: choice(
      fc.boolean().map((value): Expression => ({ kind: 'boolean', value })),
      compared('text'),
      compared('decimal'),
      compared('date'),
      compared('timestamp'),
      call('starts_with', tie('text'), tie('text')),
      member('text'),
      member('decimal'),
      member('date'),
      isNull,
      logic,
      tie('boolean').map((of): Expression => ({ kind: 'not', of })),
      ...branch('boolean'),
    ),
  };
});

const nameType = (name: string): ValueType => sideField(DATASET, name).type;

test('an expression means the same in SQL and in the evaluator', async () => {
  const expressions = fc.oneof(trees.boolean, trees.decimal, trees.text);
  await fc.assert(
    fc.asyncProperty(expressions, fc.array(row, { minLength: 1, maxLength: 6 }), async (expression, rows) => {
      fc.pre(isChecked(expression));
      const type = typeOf(expression, nameType);
      const bind = (name: string) => ({ type: nameType(name), read: (from: Row) => from[name] ?? null });
      const evaluate = compileValue<Row>(expression, bind);
      expect(await inSql(expression, type, rows)).toEqual(rows.map((one) => evaluate(one, [])));
    }),
    { numRuns: Number(process.env.TIEOUT_PROPERTY_RUNS ?? 300) },
  );
}, 120_000);

/** Only what the reader of expressions lets pass: a text literal is a date only right beside one, for instance. */
function isChecked(expression: Expression): boolean {
  return (
    checkExpression(expression, () => 1, { names: nameType, known: [], allowDivision: false }).length === 0
  );
}

async function inSql(
  expression: Expression,
  type: ValueType,
  rows: readonly Row[],
): Promise<(string | null)[]> {
  const value = expressionSql(expression, (name) => columnSql(DATASET, name));
  const canonical =
    type === 'decimal' ? sql`trim_scale(${value})::text` : type === 'boolean' ? sql`(${value})::text` : value;
  const records = rows.map(({ 'attributes.note': note, ...fields }) => ({ ...fields, attributes: { note } }));
  const result = await sql<{ value: string | null }>`
    select ${canonical} as value
    from rows from (jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as (sku text, type text, quantity numeric,
      value numeric, movement_date date, occurred_at timestamptz, attributes jsonb)) with ordinality
      as d (sku, type, quantity, value, movement_date, occurred_at, attributes, place)
    order by place`.execute(database.connection.db);
  return result.rows.map((found) => found.value);
}

test('literals are bound, never written into the statement', () => {
  const tree: Expression = {
    kind: 'binary',
    operator: '=',
    left: { kind: 'name', name: 'sku' },
    right: { kind: 'text', value: "'; drop table matches; --" },
  };
  const compiled = expressionSql(tree, (name) => columnSql(DATASET, name)).compile(database.connection.db);
  expect(compiled.sql).not.toContain('drop');
  expect(compiled.parameters).toEqual(["'; drop table matches; --"]);
});

test('division is refused: a set-based statement cannot report the row that divides by zero', () => {
  const tree: Expression = { kind: 'binary', operator: '/', left: plain('1'), right: plain('0') };
  expect(() => expressionSql(tree, (name) => columnSql(DATASET, name))).toThrow('division');
});
