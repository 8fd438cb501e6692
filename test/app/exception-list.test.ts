import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { cursorOf, cursorText, filterOf, sortedBy } from '#app/presenters/exception-list-filter.server.ts';
import type { Viewer } from '#app/presenters/screen.server.ts';
import type { ExceptionFilter } from '#db/queries/exception-filter.ts';
import {
  allExceptions,
  type Cursor,
  EXCEPTION_SORTS,
  type ExceptionPage,
  type ExceptionSort,
  exceptionPage,
} from '#db/queries/exception-page.ts';
import { useDatabase } from '#test/support/database.ts';

const database = useDatabase();
const SEED = Number(process.env.SEED ?? Date.now() % 100_000);
const ROWS = 230;

/** Few different values of everything that is sorted by, so that most rows tie with others. */
beforeAll(async () => {
  console.log(`exceptions from SEED=${SEED}`);
  const { pool } = database.connection;
  const client = await pool.connect();
  await client.query(`select setseed(${SEED / 100_000})`);
  await client.query(`
    insert into exceptions (exception_id, key_hash, tie_out_id, entity, reconciliation, period, match_key, currency,
      type, state, severity, rule, left_count, left_amount, left_currency, right_count, difference,
      absolute_difference, counterparty, item_date, opened_run, opened_at, changed_run)
    select gen_random_uuid(), n, 1, (array['acme', 'beta', 'hidden'])[1 + floor(random() * 3)::int],
      'bank', '', 'K' || floor(random() * 6), (array['EUR', 'JPY'])[1 + floor(random() * 2)::int],
      (array['amount', 'missing_right'])[1 + floor(random() * 2)::int],
      (array['open', 'cleared'])[1 + floor(random() * 2)::int], 'normal', 'amount', 1, 1, 'EUR', 0, d, abs(d),
      case when random() < 0.5 then 'Zoë 100%' end,
      case when random() < 0.7 then date '2026-01-01' + floor(random() * 4)::int end,
      1, timestamptz '2026-01-01' + floor(random() * 4) * interval '1.000001 s', 1
    from (select n, floor(random() * 7 - 3)::numeric / 4 as d from generate_series(1, ${ROWS}) n) as drawn`);
  client.release();
});

const all: ExceptionFilter = {
  ...{ entities: ['acme', 'beta'], period: '', states: ['open', 'cleared'], search: '' },
  ...{ reconciliations: [], types: [], severities: [], currencies: [] },
};
const FILTERS: ExceptionFilter[] = [
  all,
  { ...all, states: ['open'], currencies: ['EUR'] },
  { ...all, search: 'zOë 100%' },
];
const SORTS = (Object.keys(EXCEPTION_SORTS) as ExceptionSort['by'][]).flatMap((by) =>
  [true, false].map((descending): ExceptionSort => ({ by, descending })),
);

/** The same, by reading everything and choosing here. */
async function expected(filter: ExceptionFilter): Promise<string[]> {
  const { rows } = await database.connection.pool.query('select * from exceptions');
  return rows
    .filter((row) => filter.entities.includes(row.entity) && filter.states.includes(row.state))
    .filter((row) => filter.currencies.length === 0 || filter.currencies.includes(row.currency))
    .filter((row) => filter.search === '' || row.counterparty !== null)
    .map((row) => row.exception_id)
    .sort();
}

/** Every page, from the first to the last and back; cursors go through the address. */
async function walked(filter: ExceptionFilter, sort: ExceptionSort, size: number) {
  const read = (at: { after?: Cursor | undefined; before?: Cursor | undefined }) =>
    exceptionPage(database.connection.db, filter, { sort, size, ...at });
  const through = (cursor: Cursor) => {
    const url = new URLSearchParams({ at: cursorText(cursor) }).toString();
    return cursorOf(new URLSearchParams(url).get('at'), sort.by);
  };
  const forward: ExceptionPage[] = [await read({})];
  for (let next = forward[0]?.next; next; next = forward.at(-1)?.next)
    forward.push(await read({ after: through(next) }));
  const back: ExceptionPage[] = [forward.at(-1) as ExceptionPage];
  for (let before = back[0]?.previous; before; before = back[0]?.previous)
    back.unshift(await read({ before: through(before) }));
  const ids = (pages: ExceptionPage[]) => pages.flatMap(({ rows }) => rows.map((row) => row.exception_id));
  return { forward: ids(forward), back: ids(back), pages: forward };
}

describe.each(SORTS)('by $by, descending: $descending', (sort) => {
  test.each(FILTERS)('pages show every row once, there and back (%#)', async (filter) => {
    const wanted = await expected(filter);
    expect(wanted.length).toBeGreaterThan(20);
    for (const size of [1, 7, wanted.length, wanted.length + 1]) {
      if (size === 1 && filter !== FILTERS[1]) continue;
      const { forward, back, pages } = await walked(filter, sort, size);
      expect(forward.toSorted()).toEqual(wanted);
      expect(back, 'the way back is the way there').toEqual(forward.slice(-back.length));
      expect(back).toHaveLength(size === 7 || size === 1 ? forward.length : back.length);
      expect(pages.every(({ rows }) => rows.length <= size)).toBe(true);
      expect(pages[0]?.previous).toBeUndefined();
    }
  });

  test('the order is that of the values', async () => {
    const { forward } = await walked(all, sort, 7);
    const { rows } = await database.connection.pool.query('select * from exceptions');
    const value = new Map(rows.map((row) => [row.exception_id, sortedValue(row, sort.by)]));
    const values = forward.map((id) => value.get(id));
    const ordered = values.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    expect(values).toEqual(sort.descending ? ordered.reverse() : ordered);
  });
});

// biome-ignore lint/suspicious/noExplicitAny: a row as the driver gives it
function sortedValue(row: any, by: ExceptionSort['by']): any {
  if (by === 'difference') return BigInt(row.absolute_difference.replace('.', '').padEnd(25, '0'));
  if (by === 'item_date') return row.item_date ?? '';
  return by === 'opened' ? row.opened_at : row.match_key;
}

test('the export of a view has the rows of all pages, and gives its connection back when left early', async () => {
  const { db, pool } = database.connection;
  const ids: string[] = [];
  const sort = { by: 'key', descending: false } as const;
  for await (const rows of allExceptions(db, all, sort, 11)) ids.push(...rows.map((row) => row.exception_id));
  expect(ids).toEqual((await walked(all, sort, 7)).forward);
  for (let i = 0; i < 12; i++) for await (const _ of allExceptions(db, all, sort, 11)) break;
  expect(pool.idleCount).toBe(pool.totalCount);
});

describe('the address', () => {
  const viewer = (query: string) =>
    ({ search: new URLSearchParams(query), entities: ['acme'], period: '' }) as unknown as Viewer;

  test('whatever it holds, the database can be asked', async () => {
    const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('%', '_', '\\', '\0', "'"));
    const at = fc.oneof(
      texts,
      texts.map((text) => `00000000-0000-4000-8000-000000000000_${text}`),
      fc.constantFrom(
        '00000000-0000-4000-8000-000000000000_2026-02-31',
        '00000000-0000-4000-8000-000000000000_2026-02-01 25:00:00+00',
        '00000000-0000-4000-8000-000000000000_999999-01-01',
        '00000000-0000-4000-8000-000000000000_0000-01-01',
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          ...{ q: texts, type: texts, currency: texts, reconciliation: texts, after: at },
          sort: fc.constantFrom('opened', '-item_date', 'key', 'difference', 'nonsense'),
        }),
        async (parameters) => {
          const asked = viewer(new URLSearchParams(parameters).toString());
          const sort = sortedBy(asked.search);
          const after = cursorOf(asked.search.get('after'), sort.by);
          await exceptionPage(database.connection.db, filterOf(asked), { sort, size: 5, after });
        },
      ),
      { numRuns: 150 },
    );
  });

  test('open is meant unless something else is said', () => {
    expect(filterOf(viewer('')).states).toEqual(['open']);
    expect(filterOf(viewer('state=cleared')).states).toEqual(['cleared']);
    expect(filterOf(viewer('state=all')).states).toEqual(['open', 'cleared']);
    expect(sortedBy(new URLSearchParams())).toEqual({ by: 'difference', descending: true });
    expect(sortedBy(new URLSearchParams('sort=item_date'))).toEqual({ by: 'item_date', descending: false });
  });
});
