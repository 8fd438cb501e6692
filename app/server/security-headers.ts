import { randomBytes } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';

/** Whoever embeds our answers in a page, or finds a way to write into one, gets no script, style or frame to run. */
export function securityHeaders(options: { secure: boolean; dev: boolean }): RequestHandler {
  const nonceOf = (_request: unknown, response: unknown) => `'nonce-${(response as Response).locals.nonce}'`;
  const headers = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'object-src': ["'none'"],
        'frame-src': ["'none'"],
        'script-src': ["'self'", nonceOf],
        'style-src': ["'self'", nonceOf, ...(options.dev ? ["'unsafe-inline'"] : [])],
        'font-src': ["'self'"],
        'img-src': ["'self'"],
        'connect-src': ["'self'", ...(options.dev ? ['ws:'] : [])],
        'manifest-src': ["'self'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
        'base-uri': ["'none'"],
        ...(options.secure ? { 'upgrade-insecure-requests': [] } : {}),
      },
    },
    strictTransportSecurity: options.secure ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
    crossOriginEmbedderPolicy: true,
  });
  return (request, response, next) => {
    response.locals.nonce = randomBytes(18).toString('base64');
    headers(request, response, next);
  };
}
