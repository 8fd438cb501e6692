import type { Actor } from '#core/access/actor.ts';
import { EVERY_ENTITY } from '#core/access/actor.ts';
import type { Context } from '#workflows/context.ts';
import { makeSignInLink } from '#workflows/make-sign-in-link.ts';
import { createUser, listUsers } from '#workflows/manage-users.ts';

export const FIRST_ADMIN = 'admin@localhost';

/** Who tries Tieout alone must be able to do everything; admins hand out roles, controllers answer for a close. */
const FIRST_ROLES = ['admin', 'controller'] as const;

/**
 * A secret that signs the first admin in, once. There is no password anywhere: whoever can start Tieout on this
 * database owns it already. Undefined when that user was disabled, or replaced by others.
 */
export async function adminLink(context: Context, actor: Actor): Promise<string | undefined> {
  const users = await listUsers(context, actor, {});
  if (users.length === 0) {
    const grants = FIRST_ROLES.map((role) => ({ entity: EVERY_ENTITY, role }));
    await createUser(context, actor, { email: FIRST_ADMIN, name: 'Administrator', grants });
  } else if (!users.some(({ email, disabledAt }) => email === FIRST_ADMIN && disabledAt === null)) {
    return undefined;
  }
  return (await makeSignInLink(context, actor, { email: FIRST_ADMIN })).secret;
}
