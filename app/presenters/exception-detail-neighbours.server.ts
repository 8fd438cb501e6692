import { cursorOfException, type ExceptionRow, exceptionPage } from '#db/queries/exception-page.ts';
import { filterOf, sortedBy } from './exception-list-filter.server.ts';
import type { Viewer } from './screen.server.ts';

/** Ids of the exceptions before and after one, in the list that the address filters and sorts. */
export interface Neighbours {
  previous: string | null;
  next: string | null;
}

/** One that the filter does not let through any more still has its place in the order. */
export async function neighboursOf(viewer: Viewer, of: ExceptionRow): Promise<Neighbours> {
  const { db } = viewer.context.connection;
  const sort = sortedBy(viewer.search);
  const filter = { ...filterOf(viewer), period: of.period };
  const at = await cursorOfException(db, of, sort.by);
  const [previous, next] = await Promise.all([
    exceptionPage(db, filter, { sort, size: 1, before: at }),
    exceptionPage(db, filter, { sort, size: 1, after: at }),
  ]);
  return { previous: previous.rows[0]?.exception_id ?? null, next: next.rows[0]?.exception_id ?? null };
}
