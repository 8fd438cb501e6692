import { downloadExceptionLines } from '#app/presenters/exception-detail-export.server.ts';
import { plainScreen } from '#app/presenters/screen.server.ts';

/** Every line of an exception, streamed: there is no page around it. */
export const loader = plainScreen(downloadExceptionLines);
