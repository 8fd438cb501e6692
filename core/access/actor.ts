import type { Role } from './policy.ts';

/** Who asks. Roles are held per entity; the entity `*` stands for every entity. */
export interface Actor {
  kind: 'person' | 'service' | 'schedule';
  /** Stable id that the audit log shows: an e-mail address, `token:NAME`, `schedule:NAME`, `cli:USER`. */
  id: string;
  grants: readonly Grant[];
  /** For API tokens: only permissions among these scopes hold, whatever the role says. */
  scopes?: readonly string[];
}

export interface Grant {
  entity: string;
  role: Role;
}

export const EVERY_ENTITY = '*';
