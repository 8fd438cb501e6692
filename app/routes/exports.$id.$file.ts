import { downloadFile } from '#app/presenters/exports.server.ts';
import { plainScreen } from '#app/presenters/screen.server.ts';

/** A published file, streamed: there is no page around it. */
export const loader = plainScreen(downloadFile);
