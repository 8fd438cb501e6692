import { PermissionDenied } from '../failure/failure.ts';
import { type Actor, EVERY_ENTITY, type Grant } from './actor.ts';

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
  'match.make': ['preparer', 'controller', 'admin'],
  'rules.backtest': RUN_DATA,
  'rules.activate': ['controller'],
  'export.publish': ['controller', 'operator', 'admin', 'service'],
  'export.download': READ,
  'job.read': ['preparer', 'reviewer', 'controller', 'auditor', 'operator', 'admin'],
  'job.manage': ['operator', 'admin'],
  'database.distribute': ['operator', 'admin'],
  'audit.read': ['reviewer', 'controller', 'auditor', 'admin'],
  'audit.anchor': ['operator', 'admin', 'service'],
  'user.read': ['controller', 'auditor', 'admin'],
  'user.manage': ['admin'],
  'token.read': ['controller', 'auditor', 'admin'],
  'token.manage': ['admin'],
} as const satisfies Record<string, readonly Role[]>;

/** Permissions that change nothing. Viewers and auditors hold only such ones, and auditors hold every one of them. */
export const READING = [
  'book.read',
  'raw.read',
  'export.download',
  'job.read',
  'audit.read',
  'user.read',
  'token.read',
] as const satisfies readonly Permission[];

export type Permission = keyof typeof PERMISSIONS;

export function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text);
}

/** Grants as they are stored; a role that this version does not know grants nothing. */
export function knownGrants(stored: readonly { entity: string; role: string }[]): Grant[] {
  return stored.flatMap(({ entity, role }) => (isRole(role) ? [{ entity, role }] : []));
}

export function isPermission(text: string): text is Permission {
  return Object.hasOwn(PERMISSIONS, text);
}

export function permissionsOf(role: Role): Permission[] {
  return (Object.keys(PERMISSIONS) as Permission[]).filter((permission) =>
    (PERMISSIONS[permission] as readonly Role[]).includes(role),
  );
}

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
