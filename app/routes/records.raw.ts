import { presentRawRecord } from '#app/presenters/exception-detail-raw.server.ts';
import { screen } from '#app/presenters/screen.server.ts';

/** A record as it was received, asked for by the page that shows it. */
export const loader = screen(presentRawRecord);
