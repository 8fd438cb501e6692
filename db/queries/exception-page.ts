import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { Db } from '../connection.ts';
import type { ExceptionsTable } from '../schema/exceptions.table.ts';
import { classConditions, type ExceptionFilter, searchCondition } from './exception-filter.ts';

export type ExceptionRow = Selectable<ExceptionsTable>;

export const EXCEPTION_SORTS = {
  difference: { column: sql`absolute_difference`, cast: sql`numeric` },
  opened: { column: sql`opened_at`, cast: sql`timestamptz` },
  item_date: { column: sql`coalesce(item_date, '-infinity')`, cast: sql`date` },
  key: { column: sql`match_key`, cast: sql`text` },
} as const;

export interface ExceptionSort {
  by: keyof typeof EXCEPTION_SORTS;
  descending: boolean;
}

/** Where a page ends: the sorted value and identity of its last row. */
export interface Cursor {
  value: string;
  id: string;
}

export interface ExceptionPage {
  rows: ExceptionRow[];
  /** Cursor of the page that follows; undefined on the last. */
  next: Cursor | undefined;
}

/** Up to this many rows are found by their class and sorted; more of them are walked in their order. */
const FEW = 2_000;

/**
 * One keyset page: the same cost at any depth. Identities are found in an index alone, one walk per entity and state,
 * merged, and only the rows of the page are fetched. Ties are ordered by identity, so no row is skipped or shown twice.
 */
export async function exceptionPage(
  db: Db,
  filter: ExceptionFilter,
  page: { sort: ExceptionSort; size: number; after?: Cursor },
): Promise<ExceptionPage> {
  if (filter.entities.length === 0 || filter.states.length === 0) return { rows: [], next: undefined };
  const few = await areFew(db, filter);
  const { column } = EXCEPTION_SORTS[page.sort.by];
  const direction = page.sort.descending ? sql`desc` : sql`asc`;
  const walks = filter.entities.flatMap((entity) =>
    filter.states.map((state) => walk(filter, page, entity, state, few)),
  );
  const { rows } = await sql<ExceptionRow & { sort_value: string }>`
    with found as (
      select * from (${sql.join(walks, sql` union all `)}) as walks
      order by sort_value ${direction}, exception_id ${direction} limit ${sql.lit(page.size + 1)}
    )
    select e.*, (${column})::text as sort_value
    from found join exceptions e on e.exception_id = found.exception_id and e.key_hash = found.key_hash
    order by found.sort_value ${direction}, found.exception_id ${direction}`.execute(db);
  const shown = rows.slice(0, page.size);
  const last = shown.at(-1);
  return {
    rows: shown.map(({ sort_value: _, ...row }) => row),
    next: rows.length > page.size && last ? { value: last.sort_value, id: last.exception_id } : undefined,
  };
}

function walk(
  filter: ExceptionFilter,
  page: { sort: ExceptionSort; size: number; after?: Cursor },
  entity: string,
  state: string,
  few: boolean,
): RawBuilder<unknown> {
  const { column, cast } = EXCEPTION_SORTS[page.sort.by];
  const direction = page.sort.descending ? sql`desc` : sql`asc`;
  const beyond = page.sort.descending ? sql`<` : sql`>`;
  const after = page.after
    ? sql`(${column}, exception_id) ${beyond} (${page.after.value}::${cast}, ${page.after.id}::uuid)`
    : sql`true`;
  const matching = sql`
    select exception_id, key_hash, ${column} as sort_value from exceptions
    where entity = ${entity} and period = ${filter.period} and state = ${state}
      and ${classConditions(filter)} and ${searchCondition(filter)} and ${after}`;
  const order = sql`order by sort_value ${direction}, exception_id ${direction} limit ${sql.lit(page.size + 1)}`;
  // Set apart, the planner cannot walk the order of the sort in the hope of an early match.
  return few
    ? sql`(with matching as materialized (${matching}) select * from matching ${order})`
    : sql`(${matching} order by ${column} ${direction}, exception_id ${direction} limit ${sql.lit(page.size + 1)})`;
}

/** Whether the classes of the filter hold few exceptions: counted in an index, and no further than needed. */
async function areFew(db: Db, filter: ExceptionFilter): Promise<boolean> {
  // A search of three characters or more has an index of its own; a shorter one reads along the sort.
  if (filter.search.length >= 3) return true;
  const { rows } = await sql<{ found: number }>`
    select count(*)::int as found from (
      select 1 from exceptions
      where entity in (${sql.join([...filter.entities])}) and period = ${filter.period}
        and state in (${sql.join([...filter.states])}) and ${classConditions(filter)}
      limit ${sql.lit(FEW + 1)}
    ) as counted`.execute(db);
  return (rows[0]?.found ?? 0) <= FEW;
}

/** The whole filtered list, page by page, for the export of a view: nothing is left out. */
export async function* allExceptions(
  db: Db,
  filter: ExceptionFilter,
  sort: ExceptionSort,
  size = 5_000,
): AsyncGenerator<ExceptionRow[]> {
  let after: Cursor | undefined;
  do {
    const page: ExceptionPage = await exceptionPage(db, filter, { sort, size, after });
    yield page.rows;
    after = page.next;
  } while (after);
}
