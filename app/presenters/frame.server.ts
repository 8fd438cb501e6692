import { holds } from '#core/access/policy.ts';
import { frameCounts, latestConfirmation, reconciledPeriods } from '#db/queries/overview.ts';
import type { FrameData } from '../components/frame/frame-data.ts';
import { displayOf } from './display-cookie.server.ts';
import type { Viewer } from './screen.server.ts';

/** The frame around every screen: what waits where, for the entity and period in force. */
export async function presentFrame(viewer: Viewer, cookieHeader: string | null): Promise<FrameData> {
  const { actor, context, entities, entity, period } = viewer;
  const { db } = context.connection;
  const { workspace } = context;
  const readable = workspace.entities.filter((it) => holds(actor, 'book.read', it.entity));
  const mayIn = (permission: 'job.read' | 'audit.read') =>
    entities.some((it) => holds(actor, permission, it));
  const [counts, periods, latestSnapshot, display] = await Promise.all([
    frameCounts(db, { entities, period }, context.now()),
    reconciledPeriods(db, entities),
    latestConfirmation(db, entities),
    displayOf(cookieHeader),
  ]);
  return {
    workspace: workspace.name,
    entities: readable.map((it) => ({ entity: it.entity, name: it.name })),
    entity,
    periods: [...new Set(['', period, ...periods])].sort(newestFirst),
    period,
    counts,
    may: { jobs: mayIn('job.read'), audit: mayIn('audit.read') },
    latestSnapshot,
    user: { id: actor.id, theme: display.theme },
  };
}

/** To date stands before the newest period. */
function newestFirst(a: string, b: string): number {
  if (a === '' || b === '') return a === b ? 0 : a === '' ? -1 : 1;
  return a < b ? 1 : a > b ? -1 : 0;
}
