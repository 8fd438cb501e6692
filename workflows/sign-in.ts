import { type Actor, EVERY_ENTITY } from '#core/access/actor.ts';
import { SignInLinkInvalid } from '#core/access/failures.ts';
import { knownGrants } from '#core/access/policy.ts';
import { appendAudit } from '#db/queries/audit-log.ts';
import {
  deleteExpired,
  deleteSession,
  insertSession,
  liveSession,
  touchSession,
} from '#db/queries/sessions.ts';
import { type Redeemed, redeem } from '#db/queries/sign-in-links.ts';
import type { Trx } from '#db/transaction.ts';
import type { Context } from './context.ts';
import { linkNumber } from './make-sign-in-link.ts';
import { hashSecret, newSecret } from './secret.ts';

/*
 * What happens before there is an actor: these take a secret instead of one, and so are no workflows. The policy has
 * nothing to say about them.
 */

const HOUR_MS = 3_600_000;
/** A session ends after this long without a request, */
const IDLE_MS = 12 * HOUR_MS;
/** and after this long in any case. */
const LONGEST_MS = 7 * 24 * HOUR_MS;
/** How much later its end must come to be worth a write. */
const TOUCH_MS = 60_000;

export interface NewSession {
  /** The value of the cookie. Set it HttpOnly, SameSite=Lax, and Secure where the origin is https. */
  secret: string;
  email: string;
}

/** Uses a sign-in link up and opens a session. @throws SignInLinkInvalid */
export async function redeemSignInLink(context: Context, linkSecret: string): Promise<NewSession> {
  const linkHash = hashSecret(linkSecret);
  const secret = newSecret();
  const now = context.now();
  const redeemed = await context.connection.db.transaction().execute(async (trx) => {
    const outcome = await redeem(trx, linkHash, now);
    if (outcome.result === 'signed_in') {
      const expiresAt = sessionEnd(now, now);
      await insertSession(trx, {
        secretHash: hashSecret(secret),
        userId: outcome.userId,
        at: now,
        expiresAt,
      });
      await deleteExpired(trx, now);
    }
    await tell(trx, outcome, linkHash);
    return outcome;
  });
  // Thrown outside, so that the refusal's entry is not rolled back.
  if (redeemed.result !== 'signed_in') throw new SignInLinkInvalid(redeemed.result);
  return { secret, email: redeemed.email };
}

/**
 * Who a session's cookie stands for; undefined when it is unknown or over, or its user disabled. Grants are read each
 * time, so that a role that is taken away is gone with the next request. The end of the session moves on with its use.
 */
export async function actorOfSession(
  context: Pick<Context, 'connection' | 'now'>,
  secret: string,
): Promise<Actor | undefined> {
  const secretHash = hashSecret(secret);
  const now = context.now();
  const session = await liveSession(context.connection.db, secretHash, now);
  if (!session) return undefined;
  const end = sessionEnd(new Date(session.createdAt), now);
  if (end.getTime() - new Date(session.expiresAt).getTime() >= TOUCH_MS) {
    await touchSession(context.connection.db, secretHash, now, end);
  }
  return { kind: 'person', id: session.email, grants: knownGrants(session.grants) };
}

/** Ends a session; one that is over already is no failure. */
export async function signOut(context: Context, sessionSecret: string): Promise<void> {
  await context.connection.db.transaction().execute(async (trx) => {
    const session = await deleteSession(trx, hashSecret(sessionSecret));
    if (session) await appendAudit(trx, [entry(session.email, 'user.signed_out', {})]);
  });
}

/** When a session that is used now ends. */
function sessionEnd(createdAt: Date, now: Date): Date {
  return new Date(Math.min(now.getTime() + IDLE_MS, createdAt.getTime() + LONGEST_MS));
}

/** A secret that we do not know leaves no entry: anybody could fill the log with those. */
async function tell(trx: Trx, outcome: Redeemed, linkHash: string): Promise<void> {
  if (outcome.result === 'unknown') return;
  const link = linkNumber(linkHash);
  await appendAudit(trx, [
    outcome.result === 'signed_in'
      ? entry(outcome.email, 'user.signed_in', { link })
      : entry(outcome.email, 'user.sign_in_refused', { link, reason: outcome.result }),
  ]);
}

function entry(email: string, action: string, detail: Record<string, unknown>) {
  return { actor: email, entity: EVERY_ENTITY, action, subject: `user:${email}`, traceId: null, detail };
}
