import { randomUUID } from 'node:crypto';
import { type Actor, EVERY_ENTITY, type Grant } from '#core/access/actor.ts';
import { EmailInvalid, LastAdmin, UserExists, UserNotFound } from '#core/access/failures.ts';
import { isRole, ROLES } from '#core/access/policy.ts';
import { UnknownName } from '#core/failure/failure.ts';
import { appendAudit } from '#db/queries/audit-log.ts';
import { deleteSessionsOf } from '#db/queries/sessions.ts';
import { withdrawLinks } from '#db/queries/sign-in-links.ts';
import {
  addGrant,
  countAdmins,
  findUser,
  insertUser,
  listUsers as listStored,
  removeGrant,
  type StoredGrant,
  setDisabled,
  type User,
} from '#db/queries/users.ts';
import type { Trx } from '#db/transaction.ts';
import type { Context } from './context.ts';
import { defineWorkflow } from './define.ts';

/** As a caller from outside gives it: entity and role are not checked yet. */
export interface GrantInput {
  email: string;
  entity: string;
  role: string;
}

/** Makes a user who can sign in once a link is made. @throws EmailInvalid, UserExists, UnknownName */
export const createUser = defineWorkflow({
  name: 'create-user',
  permission: 'user.manage',
  entityOf: () => EVERY_ENTITY,
  run: async (context, actor, input: { email: string; name: string; grants?: readonly StoredGrant[] }) => {
    const email = normalEmail(input.email);
    const name = input.name.trim() || email;
    const grants = (input.grants ?? []).map((grant) => checkedGrant(context, grant));
    const userId = randomUUID();
    await context.connection.db.transaction().execute(async (trx) => {
      if (!(await insertUser(trx, { userId, email, name, at: context.now() }))) throw new UserExists(email);
      for (const grant of grants) await addGrant(trx, userId, grant);
      await tell(trx, actor, EVERY_ENTITY, 'user.created', email, { userId, name, grants });
    });
    return { userId, email, name, grants };
  },
});

/** Gives a role in one entity, or in all (`*`). `changed` is false when the user holds it already. */
export const grantRole = defineWorkflow({
  name: 'grant-role',
  permission: 'user.manage',
  entityOf: (_context, input: GrantInput) => input.entity,
  run: async (context, actor, input: GrantInput) => {
    const grant = checkedGrant(context, input);
    const user = await existing(context, input.email);
    return changing(context, async (trx) => {
      if (!(await addGrant(trx, user.userId, grant))) return false;
      await tell(trx, actor, grant.entity, 'user.role_granted', user.email, { role: grant.role });
      return true;
    });
  },
});

/** Takes a role away; it is gone with the user's next request. @throws LastAdmin */
export const revokeRole = defineWorkflow({
  name: 'revoke-role',
  permission: 'user.manage',
  entityOf: (_context, input: GrantInput) => input.entity,
  run: async (context, actor, input: GrantInput) => {
    // The entity may have left the workspace since: what is stored can always be taken away.
    if (!isRole(input.role)) throw new UnknownName('role', input.role, ROLES);
    const user = await existing(context, input.email);
    return keepingAnAdmin(context, user, async (trx) => {
      if (!(await removeGrant(trx, user.userId, { entity: input.entity, role: input.role }))) return false;
      await tell(trx, actor, input.entity, 'user.role_revoked', user.email, { role: input.role });
      return true;
    });
  },
});

/** Shuts a user out at once: sessions end, links that were not used are void. @throws LastAdmin */
export const disableUser = defineWorkflow({
  name: 'disable-user',
  permission: 'user.manage',
  entityOf: () => EVERY_ENTITY,
  run: async (context, actor, input: { email: string }) => {
    const user = await existing(context, input.email);
    return keepingAnAdmin(context, user, async (trx) => {
      if (!(await setDisabled(trx, user.userId, context.now()))) return false;
      const sessions = await deleteSessionsOf(trx, user.userId);
      await withdrawLinks(trx, user.userId);
      await tell(trx, actor, EVERY_ENTITY, 'user.disabled', user.email, { sessionsEnded: sessions });
      return true;
    });
  },
});

/** Lets a disabled user in again, with the roles held before; a new link is needed to sign in. */
export const enableUser = defineWorkflow({
  name: 'enable-user',
  permission: 'user.manage',
  entityOf: () => EVERY_ENTITY,
  run: async (context, actor, input: { email: string }) => {
    const user = await existing(context, input.email);
    return changing(context, async (trx) => {
      if (!(await setDisabled(trx, user.userId, null))) return false;
      await tell(trx, actor, EVERY_ENTITY, 'user.enabled', user.email, {});
      return true;
    });
  },
});

/** Everybody, with what they may do. */
export const listUsers = defineWorkflow({
  name: 'list-users',
  permission: 'user.read',
  entityOf: () => EVERY_ENTITY,
  run: (context, _actor, _input: Record<string, never>) => listStored(context.connection.db),
});

async function changing(
  context: Context,
  work: (trx: Trx) => Promise<boolean>,
): Promise<{ changed: boolean }> {
  return { changed: await context.connection.db.transaction().execute(work) };
}

function keepingAnAdmin(context: Context, user: User, work: (trx: Trx) => Promise<boolean>) {
  return changing(context, async (trx) => {
    const before = await countAdmins(trx, EVERY_ENTITY); // locks them: see there
    const changed = await work(trx);
    if (before > 0 && (await countAdmins(trx, EVERY_ENTITY)) === 0) throw new LastAdmin(user.email);
    return changed;
  });
}

async function existing(context: Context, email: string): Promise<User> {
  const user = await findUser(context.connection.db, normalEmail(email));
  if (!user) throw new UserNotFound(email);
  return user;
}

function normalEmail(given: string): string {
  const email = given.trim().toLowerCase();
  if (!/^[^\s@\0]+@[^\s@\0]+$/.test(email) || email.length > 254) throw new EmailInvalid(given);
  return email;
}

function checkedGrant(context: Context, { entity, role }: StoredGrant): Grant {
  if (!isRole(role)) throw new UnknownName('role', role, ROLES);
  checkEntity(context, entity);
  return { entity, role };
}

/** @throws UnknownName for an entity that the workspace does not declare */
export function checkEntity(context: Context, entity: string): void {
  const known = [EVERY_ENTITY, ...context.workspace.entities.map((declared) => declared.entity)];
  if (!known.includes(entity)) throw new UnknownName('entity', entity, known);
}

function tell(
  trx: Trx,
  actor: Actor,
  entity: string,
  action: string,
  email: string,
  detail: Record<string, unknown>,
): Promise<void> {
  return appendAudit(trx, [
    { actor: actor.id, entity, action, subject: `user:${email}`, traceId: null, detail },
  ]);
}
