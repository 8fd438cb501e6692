import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { Db } from '../connection.ts';
import type { ExceptionsTable } from '../schema/exceptions.table.ts';
import { type ExceptionFilter, narrowsRollup, rollupConditions, rowConditions } from './exception-filter.ts';

export type ExceptionRow = Selectable<ExceptionsTable>;

export const EXCEPTION_SORTS = {
  difference: { column: sql`absolute_difference`, cast: sql`numeric` },
  opened: { column: sql`opened_at`, cast: sql`timestamptz` },
  item_date: { column: sql`coalesce(item_date, '-infinity')`, cast: sql`date` },
  key: { column: sql`sort_key`, cast: sql`text` },
} as const;

export interface ExceptionSort {
  by: keyof typeof EXCEPTION_SORTS;
  descending: boolean;
}

/** A place in the list: the sorted value and identity of a row. */
export interface Cursor {
  value: string;
  id: string;
}

export interface ExceptionPage {
  rows: ExceptionRow[];
  /** `before` of the page that precedes; undefined on the first. */
  previous: Cursor | undefined;
  /** `after` of the page that follows; undefined on the last. */
  next: Cursor | undefined;
}

/** A page starts after a row, or ends before one; with neither it is the first. */
export interface PageRequest {
  sort: ExceptionSort;
  size: number;
  after?: Cursor | undefined;
  before?: Cursor | undefined;
}

/** Up to this many rows are found by their class and sorted; more of them are walked in their order. */
const FEW = 2_000;

/**
 * One keyset page: the same cost at any depth and in both directions. Identities are found in an index alone, one walk
 * per entity and state, merged, and only the rows of the page are fetched. Ties are ordered by identity, so no row is
 * skipped or shown twice.
 */
export async function exceptionPage(
  db: Db,
  filter: ExceptionFilter,
  { sort, size, after, before }: PageRequest,
): Promise<ExceptionPage> {
  if (before) {
    const backward = { by: sort.by, descending: !sort.descending };
    const { rows, places, more } = await walked(db, filter, { sort: backward, size, from: before });
    return { rows: rows.toReversed(), previous: more ? places.at(-1) : undefined, next: places[0] };
  }
  const { rows, places, more } = await walked(db, filter, { sort, size, from: after });
  return { rows, previous: after && places[0], next: more ? places.at(-1) : undefined };
}

/** Where a row stands in an order. */
export async function cursorOfException(
  db: Db,
  row: { exception_id: string; key_hash: string },
  by: ExceptionSort['by'],
): Promise<Cursor | undefined> {
  const { rows } = await sql<{ value: string }>`
    select (${EXCEPTION_SORTS[by].column})::text as value from exceptions
     where exception_id = ${row.exception_id}::uuid and key_hash = ${row.key_hash}::bigint`.execute(db);
  return rows[0] && { value: rows[0].value, id: row.exception_id };
}

interface Walk {
  sort: ExceptionSort;
  size: number;
  /** The row before the first. */
  from: Cursor | undefined;
}

async function walked(
  db: Db,
  filter: ExceptionFilter,
  page: Walk,
): Promise<{ rows: ExceptionRow[]; places: Cursor[]; more: boolean }> {
  if (filter.entities.length === 0 || filter.states.length === 0)
    return { rows: [], places: [], more: false };
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
  return {
    rows: shown.map(({ sort_value: _, ...row }) => row),
    places: shown.map((row) => ({ value: row.sort_value, id: row.exception_id })),
    more: rows.length > page.size,
  };
}

function walk(
  filter: ExceptionFilter,
  page: Walk,
  entity: string,
  state: string,
  few: boolean,
): RawBuilder<unknown> {
  const { column, cast } = EXCEPTION_SORTS[page.sort.by];
  const direction = page.sort.descending ? sql`desc` : sql`asc`;
  const beyond = page.sort.descending ? sql`<` : sql`>`;
  const after = page.from
    ? sql`(${column}, exception_id) ${beyond} (${page.from.value}::${cast}, ${page.from.id}::uuid)`
    : sql`true`;
  const matching = sql`
    select exception_id, key_hash, ${column} as sort_value from exceptions
    where entity = ${entity} and period = ${filter.period} and state = ${state}
      and ${rollupConditions(filter)} and ${rowConditions(filter)} and ${after}`;
  const order = sql`order by sort_value ${direction}, exception_id ${direction} limit ${sql.lit(page.size + 1)}`;
  // Set apart, the planner cannot walk the order of the sort in the hope of an early match.
  return few
    ? sql`(with matching as materialized (${matching}) select * from matching ${order})`
    : sql`(${matching} order by ${column} ${direction}, exception_id ${direction} limit ${sql.lit(page.size + 1)})`;
}

/** Whether the filter lets few exceptions through, by their rollup. It decides only which way is taken. */
async function areFew(db: Db, filter: ExceptionFilter): Promise<boolean> {
  // A search of three characters or more has an index of its own; a shorter one reads along the sort.
  if (filter.search.length >= 3) return true;
  // What is explained is the exception: walking along the sort would meet next to none of it.
  if (isMostlyMissed(filter)) return true;
  // Where nothing is left out, the walk along the sort meets nothing but rows of the page.
  if (!narrowsRollup(filter)) return false;
  const { rows } = await sql<{ isFew: boolean }>`
    select coalesce(sum(exception_count), 0) <= ${sql.lit(FEW)} as "isFew" from exception_rollups
    where entity in (${sql.join([...filter.entities])}) and period = ${filter.period}
      and state in (${sql.join([...filter.states])}) and ${rollupConditions(filter)}`.execute(db);
  return rows[0]?.isFew ?? true;
}

const isMostlyMissed = ({ classes = [] }: ExceptionFilter): boolean =>
  classes.length > 0 && !classes.includes('unexplained');

/**
 * The whole filtered list, page by page, for the export of a view: nothing is left out. All pages are read as of one
 * moment, so that a run that finishes meanwhile neither doubles nor hides a row.
 */
export async function* allExceptions(
  db: Db,
  filter: ExceptionFilter,
  sort: ExceptionSort,
  size = 5_000,
): AsyncGenerator<ExceptionRow[]> {
  const trx = await db.startTransaction().setIsolationLevel('repeatable read').execute();
  try {
    let after: Cursor | undefined;
    do {
      const page: ExceptionPage = await exceptionPage(trx, filter, { sort, size, after });
      yield page.rows;
      after = page.next;
    } while (after);
  } finally {
    await trx.rollback().execute();
  }
}
