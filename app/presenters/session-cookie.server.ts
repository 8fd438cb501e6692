import { createCookie } from '@remix-run/node';

/** As long as a session can last at most; see `workflows/sign-in.ts`. */
const DAYS_7 = 7 * 24 * 3600;

/** The browser holds the session's secret and nothing else. `__Host-` binds it to this host and to https. */
export function sessionCookie(origin: string) {
  const secure = origin.startsWith('https:');
  return createCookie(secure ? '__Host-tieout_session' : 'tieout_session', {
    httpOnly: true,
    sameSite: 'lax',
    secure,
    path: '/',
    maxAge: DAYS_7,
  });
}

/** The secret in a `Cookie` header, if it looks like one. */
export async function sessionSecret(
  origin: string,
  cookieHeader: string | null,
): Promise<string | undefined> {
  const value: unknown = await sessionCookie(origin).parse(cookieHeader);
  return typeof value === 'string' && /^[\w-]{20,100}$/.test(value) ? value : undefined;
}
