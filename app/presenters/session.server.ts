import { redirect } from '@remix-run/node';
import type { Actor } from '#core/access/actor.ts';
import type { Context } from '#workflows/context.ts';
import { actorOfSession, redeemSignInLink, signOut } from '#workflows/sign-in.ts';
import { sessionCookie, sessionSecret } from './session-cookie.server.ts';

/** Who is signed in, by the session cookie of a request. */
export async function sessionActor(
  context: Context,
  origin: string,
  cookieHeader: string | null,
): Promise<Actor | undefined> {
  const secret = await sessionSecret(origin, cookieHeader);
  return secret === undefined ? undefined : actorOfSession(context, secret);
}

/** Uses a sign-in link up and goes where its reader wanted to. @throws SignInLinkInvalid */
export async function signInWith(
  context: Context,
  origin: string,
  link: string,
  to: string | null,
): Promise<Response> {
  const { secret } = await redeemSignInLink(context, link);
  return redirect(localPath(to), {
    headers: { 'set-cookie': await sessionCookie(origin).serialize(secret) },
  });
}

/** Ends the session of the request, here and in the browser. */
export async function signOutOf(
  context: Context,
  origin: string,
  cookieHeader: string | null,
): Promise<Response> {
  const secret = await sessionSecret(origin, cookieHeader);
  if (secret !== undefined) await signOut(context, secret);
  const gone = await sessionCookie(origin).serialize('', { maxAge: 0 });
  return redirect('/sign-in', { headers: { 'set-cookie': gone } });
}

/** Only a path of ours: a link made by somebody else must not lead to another host after the sign-in. */
export function localPath(to: string | null): string {
  if (to === null || !/^\/(?![/\\])/.test(to)) return '/';
  const url = new URL(to, 'http://localhost');
  return url.host === 'localhost' ? `${url.pathname}${url.search}` : '/';
}
