import type { AppLoadContext } from '@remix-run/node';
import { type NumberStyle, numberStyleOf } from '../format/number-style.ts';
import '../load-context.ts';
import { type Display, displayOf } from './display-cookie.server.ts';

/** What every page is written with, signed in or not. */
export interface DocumentData {
  theme: Display['theme'];
  density: 'compact' | undefined;
  numberStyle: NumberStyle;
  zone: string;
  now: string;
}

export async function presentDocument(request: Request, { context }: AppLoadContext): Promise<DocumentData> {
  const display = await displayOf(request.headers.get('cookie'));
  const chosen = new URL(request.url).searchParams.get('entity');
  const { entities } = context.workspace;
  const zones = new Set(
    entities.filter(({ entity }) => !chosen || entity === chosen).map(({ zone }) => zone),
  );
  const [zone] = zones;
  return {
    theme: display.theme,
    density: display.density === 'compact' ? 'compact' : undefined,
    numberStyle: numberStyleOf(request.headers.get('accept-language')),
    // Entities of several zones on one page: the one zone that belongs to none of them.
    zone: zones.size === 1 && zone !== undefined ? zone : 'UTC',
    now: context.now().toISOString(),
  };
}
