import { type RawBuilder, sql } from 'kysely';

/** What a list of exceptions is narrowed to. Empty lists narrow nothing. */
export interface ExceptionFilter {
  /** Those that the actor may read; none of them means no rows. */
  entities: readonly string[];
  /** Period of the tie-outs; '' is to date. */
  period: string;
  states: readonly ('open' | 'cleared')[];
  reconciliations: readonly string[];
  types: readonly string[];
  severities: readonly string[];
  currencies: readonly string[];
  /** What explains the difference, or `unexplained`. The rollup does not count by it. */
  classes?: readonly string[];
  /** Part of a key or counterparty, any case. */
  search: string;
}

/** What the rollup counts by. */
export function rollupConditions(filter: ExceptionFilter): RawBuilder<unknown> {
  return sql.join(
    [
      sql`true`,
      ...oneOf('reconciliation', filter.reconciliations),
      ...oneOf('type', filter.types),
      ...oneOf('severity', filter.severities),
      ...oneOf('currency', filter.currencies),
    ],
    sql` and `,
  );
}

/** Whether the rollup cannot count what the filter lets through: the rows themselves have to be looked at. */
export function isBeyondRollup({ search, classes = [] }: ExceptionFilter): boolean {
  return search !== '' || classes.length > 0;
}

/** What only the rows themselves know: the class, a search. */
export function rowConditions(filter: ExceptionFilter): RawBuilder<unknown> {
  return sql.join([searchCondition(filter), ...oneOf('class', filter.classes ?? [])], sql` and `);
}

export function narrowsRollup({ reconciliations, types, severities, currencies }: ExceptionFilter): boolean {
  return [reconciliations, types, severities, currencies].some(({ length }) => length > 0);
}

function oneOf(column: string, values: readonly string[]): RawBuilder<unknown>[] {
  if (values.length === 0) return [];
  return [sql`${sql.ref(column)} in (${sql.join([...values])})`];
}

/** Case does not count (beyond A to Z as far as the locale of the database knows it); `%` and `_` stand for themselves. */
function searchCondition(filter: ExceptionFilter): RawBuilder<unknown> {
  if (filter.search === '') return sql`true`;
  const pattern = `%${filter.search.replace(/[\\%_]/g, '\\$&')}%`;
  return sql`(match_key || ' ' || coalesce(counterparty, '')) ilike ${pattern}`;
}
