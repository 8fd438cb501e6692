import { exceptionListCsv } from '#app/presenters/exception-list-export.server.ts';
import { plainScreen } from '#app/presenters/screen.server.ts';

/** The list of exceptions as a file: there is no page around it. */
export const loader = plainScreen(exceptionListCsv);
