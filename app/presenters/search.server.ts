import { exceptionsByKey } from '#db/queries/search.ts';
import type { Found } from '../components/frame/palette.tsx';
import type { Viewer } from './screen.server.ts';

const AT_MOST = 8;
const LONGEST = 200;

/** What the command palette finds: names of the workspace by any part, exceptions by the start of their key. */
export async function presentSearch(viewer: Viewer): Promise<{ query: string; found: Found[] }> {
  const query = (viewer.search.get('q') ?? '').trim().slice(0, LONGEST);
  if (query === '') return { query, found: [] };
  const { workspace, connection } = viewer.context;
  const { entities, period } = viewer;
  const mine = <Named extends { entity: string }>(all: readonly Named[]) =>
    all.filter(({ entity }) => entities.includes(entity));
  const fits = (...texts: string[]) => texts.join(' ').toLowerCase().includes(query.toLowerCase());
  const exceptions = await exceptionsByKey(connection.db, {
    entities,
    period,
    prefix: query,
    limit: AT_MOST,
  });
  return {
    query,
    found: [
      ...mine(workspace.reconciliations)
        .filter((it) => fits(it.reconciliation, it.title))
        .slice(0, AT_MOST)
        .map(
          (it): Found => ({
            kind: 'Reconciliations',
            to: `/reconciliations/${encodeURIComponent(it.reconciliation)}`,
            label: it.title,
            detail: it.reconciliation,
          }),
        ),
      ...exceptions.map(
        (it): Found => ({
          kind: 'Exceptions',
          to: `/exceptions/${it.exceptionId}`,
          label: it.matchKey,
          detail: `${it.difference} ${it.currency}, ${it.state}`,
        }),
      ),
      ...mine(workspace.sources)
        .filter((it) => fits(it.source, it.title))
        .slice(0, AT_MOST)
        .map(
          (it): Found => ({
            kind: 'Sources',
            to: `/sources/${encodeURIComponent(it.source)}`,
            label: it.title,
            detail: it.source,
          }),
        ),
      ...mine(workspace.exports)
        .filter((it) => fits(it.export))
        .slice(0, AT_MOST)
        .map(
          (it): Found => ({
            kind: 'Exports',
            to: `/exports/${encodeURIComponent(it.export)}`,
            label: it.export.replaceAll('_', ' '),
            detail: it.entity,
          }),
        ),
    ],
  };
}
