import { PermissionDenied } from '../failure/failure.ts';
import { type Actor, EVERY_ENTITY } from './actor.ts';

/** The one place that says who may do what. A workflow asks it before it does anything. */
export const ROLES = [
  'viewer',
  'preparer',
  'reviewer',
  'controller',
  'auditor',
  'operator',
  'admin',
  'service',
] as const;
export type Role = (typeof ROLES)[number];

const READ = [
  'viewer',
  'preparer',
  'reviewer',
  'controller',
  'auditor',
  'operator',
  'admin',
  'service',
] as const;
const RUN_DATA = ['preparer', 'controller', 'operator', 'admin', 'service'] as const;

/** permission -> the roles that hold it. */
export const PERMISSIONS = {
  'book.read': READ,
  'raw.read': ['preparer', 'reviewer', 'controller', 'auditor', 'operator', 'admin'],
  'source.pull': RUN_DATA,
  'source.ingest': RUN_DATA,
  'quarantine.replay': ['preparer', 'controller', 'operator', 'admin', 'service'],
  'reconciliation.run': RUN_DATA,
  'export.publish': ['controller', 'operator', 'admin', 'service'],
  'export.download': READ,
  'job.read': ['preparer', 'reviewer', 'controller', 'auditor', 'operator', 'admin'],
  'job.manage': ['operator', 'admin'],
  'audit.read': ['reviewer', 'controller', 'auditor', 'admin'],
  'audit.anchor': ['operator', 'admin', 'service'],
  'user.manage': ['admin'],
  'token.manage': ['admin'],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof PERMISSIONS;

export function holds(actor: Actor, permission: Permission, entity: string): boolean {
  if (actor.scopes !== undefined && !actor.scopes.includes(permission)) return false;
  const roles: readonly Role[] = PERMISSIONS[permission];
  return actor.grants.some(
    (grant) => (grant.entity === EVERY_ENTITY || grant.entity === entity) && roles.includes(grant.role),
  );
}

/** @throws PermissionDenied */
export function authorise(actor: Actor, permission: Permission, entity: string): void {
  if (!holds(actor, permission, entity)) throw new PermissionDenied(actor.id, permission, entity);
}

/** The entities in which the actor holds a permission: those given, reduced. */
export function entitiesWith(actor: Actor, permission: Permission, entities: readonly string[]): string[] {
  return entities.filter((entity) => holds(actor, permission, entity));
}
