import type { Actor } from '#core/access/actor.ts';
import { liveSession } from '#db/queries/sessions.ts';
import type { Context } from '#workflows/context.ts';
import { hashSecret } from '#workflows/secret.ts';
import { sessionSecret } from './session-cookie.server.ts';

/** Who is signed in, by the session cookie of a request. */
export async function sessionActor(
  context: Context,
  origin: string,
  cookieHeader: string | null,
): Promise<Actor | undefined> {
  const secret = await sessionSecret(origin, cookieHeader);
  if (secret === undefined) return undefined;
  const session = await liveSession(context.connection.db, hashSecret(secret), context.now());
  return session && { kind: 'person', id: session.email, grants: session.grants as Actor['grants'] };
}
