import { EVERY_ENTITY } from '#core/access/actor.ts';
import { SignInLinkInvalid, UserNotFound } from '#core/access/failures.ts';
import { appendAudit } from '#db/queries/audit-log.ts';
import { insertLink, withdrawLinks } from '#db/queries/sign-in-links.ts';
import { findUser } from '#db/queries/users.ts';
import { defineWorkflow } from './define.ts';
import { hashSecret, newSecret } from './secret.ts';

const LINK_MINUTES = 15;

export interface SignInLink {
  /** Put it into the link; it is shown this once and stored nowhere. */
  secret: string;
  /** ISO 8601 UTC. */
  expiresAt: string;
}

/**
 * Makes the link by which a user signs in: good once, for 15 minutes, and the only one of that user. Whoever holds it
 * becomes that user, so the audit log names who made it, under a number that the sign-in's entry repeats.
 * @throws UserNotFound, SignInLinkInvalid for a disabled user
 */
export const makeSignInLink = defineWorkflow({
  name: 'make-sign-in-link',
  permission: 'user.manage',
  entityOf: () => EVERY_ENTITY,
  run: async (context, actor, input: { email: string }): Promise<SignInLink> => {
    const user = await findUser(context.connection.db, input.email.trim().toLowerCase());
    if (!user) throw new UserNotFound(input.email);
    if (user.disabledAt !== null) throw new SignInLinkInvalid('disabled');
    const secret = newSecret();
    const secretHash = hashSecret(secret);
    const at = context.now();
    const expiresAt = new Date(at.getTime() + LINK_MINUTES * 60_000);
    await context.connection.db.transaction().execute(async (trx) => {
      await withdrawLinks(trx, user.userId);
      await insertLink(trx, { secretHash, userId: user.userId, at, expiresAt });
      await appendAudit(trx, [
        {
          actor: actor.id,
          entity: EVERY_ENTITY,
          action: 'user.sign_in_link_made',
          subject: `user:${user.email}`,
          traceId: null,
          detail: { link: linkNumber(secretHash), expiresAt },
        },
      ]);
    });
    return { secret, expiresAt: expiresAt.toISOString() };
  },
});

/** Names a link in the audit log. It is cut from the hash: nobody gets from it to the secret. */
export function linkNumber(secretHash: string): string {
  return secretHash.slice(0, 12);
}
