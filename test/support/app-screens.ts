import type { Context } from '#workflows/context.ts';

export interface ScreenToSee {
  name: string;
  path: string;
}

/** Every screen with a path that shows something, for what is in the database. */
export async function screensOf(_context: Context): Promise<ScreenToSee[]> {
  return [{ name: 'overview', path: '/' }];
}
