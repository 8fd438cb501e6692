import { exceptionsByKey, type FoundException } from '#db/queries/search.ts';
import type { Found } from '../components/frame/palette.tsx';
import type { Viewer } from './screen.server.ts';

const AT_MOST = 8;
const LONGEST = 200;

/** What the command palette finds: names of the workspace by any part, exceptions by the start of their key. */
export async function presentSearch(viewer: Viewer): Promise<{ query: string; found: Found[] }> {
  const query = (viewer.search.get('q') ?? '').trim().slice(0, LONGEST);
  if (query === '') return { query, found: [] };
  const { entities, period, context } = viewer;
  const exceptions = await exceptionsByKey(context.connection.db, {
    ...{ entities, period, prefix: query },
    limit: AT_MOST + 1,
  });
  return { query, found: [...declared(viewer, query), ...found(exceptions, query)] };
}

function found(exceptions: readonly FoundException[], query: string): Found[] {
  const shown = exceptions.slice(0, AT_MOST).map(
    (it): Found => ({
      kind: 'Exceptions',
      to: `/exceptions/${it.exceptionId}`,
      label: it.matchKey,
      detail: it.state,
      difference: { amount: it.difference, currency: it.currency },
    }),
  );
  if (exceptions.length <= AT_MOST) return shown;
  const all: Found = {
    kind: 'Exceptions',
    to: `/exceptions?q=${encodeURIComponent(query)}`,
    label: 'There are more: see them in the list',
    detail: '',
  };
  return [...shown, all];
}

/** Reconciliations, sources and exports whose name or title has the query in it. */
function declared({ context, entities }: Viewer, query: string): Found[] {
  const { workspace } = context;
  const named = [
    ...workspace.reconciliations.map((it) => ({
      ...{ kind: 'Reconciliations', entity: it.entity, label: it.title, detail: it.reconciliation },
      to: `/reconciliations/${encodeURIComponent(it.reconciliation)}`,
    })),
    ...workspace.sources.map((it) => ({
      ...{ kind: 'Sources', entity: it.entity, label: it.title, detail: it.source },
      to: `/sources/${encodeURIComponent(it.source)}`,
    })),
    ...workspace.exports.map((it) => ({
      ...{ kind: 'Exports', entity: it.entity, label: it.export.replaceAll('_', ' '), detail: it.entity },
      to: `/exports/${encodeURIComponent(it.export)}?entity=${encodeURIComponent(it.entity)}`,
    })),
  ] as const;
  return named
    .filter(({ entity }) => entities.includes(entity))
    .filter(({ label, detail }) => `${label} ${detail}`.toLowerCase().includes(query.toLowerCase()))
    .map(({ kind, to, label, detail }): Found => ({ kind: kind as Found['kind'], to, label, detail }));
}
