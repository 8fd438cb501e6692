import { presentRawRecord } from '#app/presenters/exception-detail-raw.server.ts';
import { plainScreen } from '#app/presenters/screen.server.ts';

/** A record as it was received, asked for by the page that shows it; a failure is plain text, said where it was asked. */
export const loader = plainScreen(async (viewer) => Response.json(await presentRawRecord(viewer)));
