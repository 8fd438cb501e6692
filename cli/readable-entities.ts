import { entitiesWith, type Permission } from '#core/access/policy.ts';
import { UnknownName } from '#core/failure/failure.ts';
import type { Runtime } from './runtime.ts';

/**
 * The entities that a listing covers: the one asked for, else those in which the actor has the permission. Where there
 * is none, the first of all, so that the workflow refuses as it would for anybody.
 */
export function coveredEntities(
  { context, actor }: Runtime,
  permission: Permission,
  asked: string | undefined,
): string[] {
  const known = context.workspace.entities.map(({ entity }) => entity);
  if (asked !== undefined) {
    if (!known.includes(asked)) throw new UnknownName('entity', asked, known);
    return [asked];
  }
  const allowed = entitiesWith(actor, permission, known);
  return allowed.length > 0 ? allowed : known.slice(0, 1);
}
