import { isDecimal } from '#core/dataset/field.ts';
import type { ExportRows, QueryColumn } from './export-column.ts';
import type { ExportSession } from './export-session.ts';
import { identifier } from './export-text.ts';

/** Sum of a money column in one currency. `rows` counts the rows of that currency, with or without an amount. */
export interface ControlSum {
  column: string;
  currency: string | null;
  rows: string;
  /** Canonical decimal text. */
  total: string;
}

export interface ExportTotals {
  rows: string;
  controls: ControlSum[];
  /** The first value, in published order, that its column cannot hold; undefined: all fit. */
  misfit?: Misfit;
}

export interface Misfit {
  column: string;
  /** The columns that the rows are ordered by, as text. */
  record: Record<string, string | null>;
  value: string | null;
}

/** Counts and sums what will be published, and looks for a value that does not fit, in one pass over the rows. */
export async function exportTotals(
  session: ExportSession,
  rows: ExportRows,
  controls: readonly { column: string; currency: string }[],
): Promise<ExportTotals> {
  const currencies = [...new Set(controls.map((control) => control.currency))];
  const counted = await groupedTotals(session, rows, controls, currencies);
  if (counted.misfits === 0n) return { rows: String(counted.rows), controls: counted.controls };
  return { rows: String(counted.rows), controls: counted.controls, misfit: await firstMisfit(session, rows) };
}

interface GroupRow {
  rows: string;
  misfits: string;
  [name: string]: string | null;
}

async function groupedTotals(
  session: ExportSession,
  rows: ExportRows,
  controls: readonly { column: string; currency: string }[],
  currencies: readonly string[],
): Promise<{ rows: bigint; misfits: bigint; controls: ControlSum[] }> {
  const keys = currencies.map((name, i) => `x.${identifier(name)} as c${i}`);
  const sums = controls.map(
    ({ column }, i) => `trim_scale(coalesce(sum(x.${identifier(column)}), 0))::text as s${i}`,
  );
  const misfits = rows.columns.map(misfit).filter((condition) => condition !== undefined);
  const bad = misfits.length > 0 ? `count(*) filter (where ${misfits.join(' or ')})` : '0';
  const group = currencies.length > 0 ? `group by ${currencies.map((_, i) => i + 1).join(', ')}` : '';
  const result = await session.client.query<GroupRow>(
    `select ${[...keys, ...sums, 'count(*)::text as rows', `(${bad})::text as misfits`].join(', ')}
       from (${rows.sql}) x ${group}`,
  );
  return {
    rows: result.rows.reduce((sum, row) => sum + BigInt(row.rows), 0n),
    misfits: result.rows.reduce((sum, row) => sum + BigInt(row.misfits), 0n),
    controls: await perCurrency(session, result.rows, controls, currencies),
  };
}

/** Groups were made by all currency columns at once; PostgreSQL adds them up per control, exactly. */
async function perCurrency(
  session: ExportSession,
  groups: readonly GroupRow[],
  controls: readonly { column: string; currency: string }[],
  currencies: readonly string[],
): Promise<ControlSum[]> {
  const sums: ControlSum[] = [];
  for (const [i, control] of controls.entries()) {
    const key = `c${currencies.indexOf(control.currency)}`;
    const { rows } = await session.client.query<ControlSum>(
      `select $1::text as "column", currency, sum(rows)::text as rows, trim_scale(sum(total))::text as total
         from unnest($2::text[], $3::bigint[], $4::numeric[]) as part (currency, rows, total)
        group by currency order by currency collate "C" nulls first`,
      [
        control.column,
        groups.map((group) => group[key] ?? null),
        groups.map((group) => group.rows),
        groups.map((group) => group[`s${i}`] ?? '0'),
      ],
    );
    sums.push(...rows);
  }
  return sums;
}

async function firstMisfit(session: ExportSession, rows: ExportRows): Promise<Misfit> {
  const order = rows.orderBy.map((name) => `x.${identifier(name)}::text collate "C"`);
  for (const column of rows.columns) {
    const condition = misfit(column);
    if (condition === undefined) continue;
    const { rows: found } = await session.client.query<Record<string, string | null>>(
      `select x.${identifier(column.name)}::text as "?value",
              ${rows.orderBy.map((name) => `x.${identifier(name)}::text as ${identifier(name)}`).join(', ')}
         from (${rows.sql}) x where ${condition} order by ${order.join(', ')} limit 1`,
    );
    if (!found[0]) continue;
    const { '?value': value = null, ...record } = found[0];
    return { column: column.name, record, value };
  }
  throw new Error('a value did not fit, and then every value fitted, in one snapshot of the database');
}

/** True for a value that the column cannot hold. NaN and infinities fail the comparison, as they must. */
function misfit(column: QueryColumn): string | undefined {
  const value = `x.${identifier(column.name)}`;
  const conditions = column.nullable ? [] : [`${value} is null`];
  if (isDecimal(column.type)) {
    const bound = `1e${(column.precision ?? 0) - (column.scale ?? 0)}::numeric`;
    conditions.push(`not (abs(${value}) < ${bound} and min_scale(${value}) <= ${column.scale ?? 0})`);
  }
  // What Parquet, ISO 8601 and every reader agree on; PostgreSQL's infinity and years BC are outside.
  if (column.type === 'date') conditions.push(`not ${value} between '0001-01-01' and '9999-12-31'`);
  if (column.type === 'timestamp') {
    conditions.push(`not (${value} >= '0001-01-01T00:00:00Z' and ${value} < '9999-12-31T23:59:59.999999Z')`);
  }
  return conditions.length > 0 ? conditions.join(' or ') : undefined;
}
