import { createReadableStreamFromReadable } from '@remix-run/node';
import { entitiesWith } from '#core/access/policy.ts';
import { exportExceptionView } from '#workflows/export-exception-view.ts';
import { filterOf, sortedBy } from './exception-list-filter.server.ts';
import type { Viewer } from './screen.server.ts';

/** The list as it is filtered and sorted, every page of it, as a file. */
export async function exceptionListCsv(viewer: Viewer): Promise<Response> {
  const { context, actor, search, period } = viewer;
  const entities = entitiesWith(actor, 'export.download', viewer.entities);
  const filter = { ...filterOf(viewer), entities };
  const lines = await exportExceptionView(context, actor, { filter, sort: sortedBy(search) });
  const name = ['exceptions', viewer.entity, period]
    .filter(Boolean)
    .join('-')
    .replace(/[^\w.-]/g, '_');
  return new Response(createReadableStreamFromReadable(lines), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}.csv"`,
      'cache-control': 'private, no-store',
    },
  });
}
