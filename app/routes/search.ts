import { screen } from '#app/presenters/screen.server.ts';
import { presentSearch } from '#app/presenters/search.server.ts';

/** What the command palette finds. */
export const loader = screen(presentSearch);
