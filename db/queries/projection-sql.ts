import { type RawBuilder, sql } from 'kysely';
import { allCurrencies } from '#core/money/currencies.ts';
import type { SideName } from '#core/reconcile/line.ts';
import { isKeyed, passFields } from '#core/reconcile/pass-key.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import { attributeOf, dateField, sideDataset, sideField } from '#core/reconcile/side-field.ts';
import { expressionSql, type NameSql } from './expression-sql.ts';

/** Two amounts in minor units within this bound can be subtracted without leaving bigint: 2^62 - 1. */
const MINOR_BOUND = '4611686018427387903';

/**
 * The lines that the records of a stream give for one side of the rules, as a subquery: columns of `recon_lines`, where
 * amount and currency may still be null. The same as `core/reconcile/project.ts`, for sets.
 * @param range condition on valid_from and valid_to of the records `d`
 * @throws SideFieldInvalid, ExpressionNotInSql
 */
export function projectedLines(
  rules: ReconciliationRules,
  name: SideName,
  streamId: number,
  range: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const side = rules[name];
  const names = (field: string) => columnSql(side.dataset, field);
  const keys = rules.passes.map((pass) => keySql(side.dataset, passFields(pass, name)));
  const [first, ...later] = isKeyed(rules) ? keys : [sql`null::text`, ...keys];
  const parts = rules.parts.map((part) => {
    const own = part[name];
    return own ? sql`coalesce(${expressionSql(own, names, 'decimal')}, 0)` : sql`0::numeric`;
  });
  const where = side.where ? sql`and ${expressionSql(side.where, names, 'boolean')} is true` : sql``;
  // `offset 0` keeps the planner from merging the levels, which would compute each expression once for every use of it.
  return sql`
    select hashtextextended(coalesce(q.match_key, '~' || q.record_key), 0) as key_hash, q.match_key, q.currency,
           case when min_scale(q.amount) <= q.digits and abs(q.units) <= ${sql.raw(MINOR_BOUND)} then q.units::bigint end as minor,
           q.amount, q.line_date, q.record_hash, q.record_key, q.version, q.valid_from, q.valid_to, q.later_keys, q.parts, q.limit_no
    from (
      select p.*, p.amount * c.units as units, c.digits
      from (
        select ${first} as match_key, ${names(side.currency).sql} as currency,
               ${expressionSql(side.amount, names, 'decimal')} as amount,
               ${columnSql(side.dataset, dateField(side.dataset, side.date).name).sql} as line_date,
               d.record_hash, d.record_key, d.version, d.valid_from, d.valid_to,
               ${later.length === 0 ? sql`null::text[]` : sql`array[${sql.join(later)}]`} as later_keys,
               ${parts.length === 0 ? sql`null::numeric[]` : sql`array[${sql.join(parts)}]`} as parts,
               ${limitSql(rules, name)} as limit_no
        from ${sql.table(sideDataset(side.dataset).name)} d
        where d.stream_id = ${sql.lit(streamId)} and ${range} ${where}
        offset 0
      ) p left join ${minorUnits()} on c.code = p.currency
      offset 0
    ) q`;
}

/** Every currency that has a minor unit, with how many make one unit and how many digits that is, as table `c (code, units, digits)`. */
function minorUnits(): RawBuilder<unknown> {
  const known = allCurrencies().flatMap(({ code, minorUnits }) =>
    minorUnits === null ? [] : [{ code, minorUnits }],
  );
  const codes = known.map(({ code }) => code);
  const units = known.map(({ minorUnits }) => `1${'0'.repeat(minorUnits)}`);
  const digits = known.map(({ minorUnits }) => minorUnits);
  // A query of its own: beside another table, Citus takes every column of such an unnest for the type of the first.
  return sql`(select * from unnest(${codes}::text[], ${units}::numeric[], ${digits}::int[]) as m (code, units, digits)) c`;
}

/** Index of the first override of the threshold whose field has one of its values. */
function limitSql({ threshold, ...rules }: ReconciliationRules, name: SideName): RawBuilder<unknown> {
  const tests = threshold.overrides.flatMap(({ field, is }, index) => {
    const own = field[name];
    if (own === undefined) return [];
    return [
      sql`when ${keyPartSql(rules[name].dataset, own)} = any(${[...is]}::text[]) then ${sql.lit(index)}`,
    ];
  });
  return tests.length === 0 ? sql`null::smallint` : sql`(case ${sql.join(tests, sql` `)} end)::smallint`;
}

/** Joined as `joinKey` of core/reconcile does. `||` gives null for a null part, nullif makes an empty one null. */
function keySql(dataset: string, fields: readonly string[]): RawBuilder<unknown> {
  if (fields.length === 0) return sql`''::text`;
  const parts = fields.map((field) => sql`nullif(${keyPartSql(dataset, field)}, '')`);
  const [first] = parts as [RawBuilder<unknown>, ...RawBuilder<unknown>[]];
  // Comparing the code of the first character makes no text of its own for each line. 126 is `~`, 92 the backslash.
  if (parts.length === 1)
    return sql`case when ascii(${first}) in (126, 92) then ${'\\'} || ${first} else ${first} end`;
  const escaped = parts.map((part) => sql`replace(replace(${part}, ${'\\'}, ${'\\\\'}), '|', ${'\\|'})`);
  // Escaped, a first part that begins with `|` (124) begins with the backslash.
  return sql`(case when ascii(${first}) in (126, 92, 124) then ${'\\'} else '' end || ${sql.join(escaped, sql` || '|' || `)})`;
}

/** A field as the text it has in a key. */
export function keyPartSql(dataset: string, field: string): RawBuilder<unknown> {
  const column = columnSql(dataset, field);
  switch (column.type) {
    case 'decimal':
      return sql`trim_scale(${column.sql})::text`;
    case 'timestamp':
      return sql`to_char(${column.sql} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
    case 'date':
      return sql`to_char(${column.sql}, 'YYYY-MM-DD')`;
    case 'boolean':
      return sql`(${column.sql})::text`;
    default:
      return column.sql;
  }
}

/** A field of a record `d`, with its type in the expression language. @throws SideFieldInvalid */
export function columnSql(dataset: string, name: string): NameSql {
  const { type, logical } = sideField(dataset, name);
  const attribute = attributeOf(name);
  if (attribute !== undefined) return { type, sql: sql`(d.attributes ->> ${attribute})` };
  const column = sql.ref(`d.${name}`);
  return { type, sql: logical === 'integer' ? sql`(${column})::numeric` : column };
}
