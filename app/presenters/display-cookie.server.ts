import { createCookie } from '@remix-run/node';
import { z } from 'zod';

const Display = z.object({
  theme: z.enum(['system', 'light', 'dark']).catch('system'),
  density: z.enum(['regular', 'compact']).catch('regular'),
});
export type Display = z.infer<typeof Display>;

/** How this browser wants screens to look: a cookie, so that the server draws them so from the first byte. */
export const displayCookie = createCookie('tieout_display', {
  sameSite: 'lax',
  path: '/',
  maxAge: 400 * 24 * 3600,
});

export async function displayOf(cookieHeader: string | null): Promise<Display> {
  const value: unknown = await displayCookie.parse(cookieHeader).catch(() => undefined);
  return Display.parse(typeof value === 'object' && value !== null ? value : {});
}

/** The value of `Set-Cookie` with some of the settings changed. */
export async function changeDisplay(
  cookieHeader: string | null,
  changes: Record<string, unknown>,
): Promise<string> {
  const before = await displayOf(cookieHeader);
  return displayCookie.serialize(Display.parse({ ...before, ...changes }));
}
