import type { RequestHandler } from 'express';

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses every request that could change something and does not come from our own pages, whatever route it is for:
 * Remix checks actions only. Browsers always send `Origin` with such requests; a request that names no origin at all
 * comes from no browser form of ours.
 */
export function originCheck(origin: string): RequestHandler {
  return (request, response, next) => {
    if (READING.has(request.method)) return next();
    const site = request.get('sec-fetch-site');
    const from = request.get('origin');
    if (from === origin && (site === undefined || site === 'same-origin')) return next();
    response
      .status(403)
      .type('text/plain')
      .send(
        `This request did not come from ${origin}, so nothing was changed. Open Tieout at that address and try again.\n`,
      );
  };
}
