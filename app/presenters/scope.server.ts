import type { Actor } from '#core/access/actor.ts';
import { authorise, entitiesWith } from '#core/access/policy.ts';
import { UnknownName } from '#core/failure/failure.ts';
import { periodEnd } from '#core/reconcile/period.ts';
import type { Workspace } from '#core/workspace/workspace.ts';

/** What a screen is about: the entities that the reader may see and has chosen, and the period. */
export interface Scope {
  /** Chosen entity; '' stands for all that the reader may see. */
  entity: string;
  entities: readonly string[];
  /** '' is the running period, to date. */
  period: string;
}

/** @throws UnknownName, PermissionDenied, PeriodInvalid */
export function scopeOf(search: URLSearchParams, actor: Actor, workspace: Workspace): Scope {
  const known = workspace.entities.map(({ entity }) => entity);
  const entity = search.get('entity') ?? '';
  const period = search.get('period') ?? '';
  periodEnd(period);
  if (entity === '') return { entity, entities: entitiesWith(actor, 'book.read', known), period };
  authorise(actor, 'book.read', entity);
  if (!known.includes(entity))
    throw new UnknownName('entity', entity, entitiesWith(actor, 'book.read', known));
  return { entity, entities: [entity], period };
}
