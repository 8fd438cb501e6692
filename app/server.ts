import express, { type ErrorRequestHandler, type Express } from 'express';
import type { Context } from '#workflows/context.ts';
import { originCheck } from './server/origin-check.ts';
import { probes } from './server/probes.ts';
import { remixHandler } from './server/remix-handler.ts';
import { securityHeaders } from './server/security-headers.ts';
import { staticFiles } from './server/static-files.ts';

export interface AppOptions {
  context: Context;
  /** Where `remix vite:build` wrote `client/` and `server/`. */
  buildFolder: string;
  /** Under which browsers reach the app, such as `http://localhost:4100`. No path, no slash at the end. */
  origin: string;
  /** Serve the sources through vite instead of the build. */
  dev?: boolean;
}

/** The web application: everything that answers HTTP. It listens nowhere yet. */
export async function createApp(options: AppOptions): Promise<Express> {
  const { context, buildFolder, dev = false } = options;
  const origin = new URL(options.origin).origin;
  const app = express();
  app.disable('x-powered-by');
  app.use((_request, response, next) => {
    response.locals.requestId = context.newTraceId();
    response.set('x-request-id', response.locals.requestId);
    next();
  });
  app.use(probes(context));
  app.use(securityHeaders({ secure: origin.startsWith('https:'), dev }));
  app.use(originCheck(origin));
  if (!dev) app.use(staticFiles(buildFolder));
  app.all('*', await remixHandler(app, { context, buildFolder, origin, dev }));
  app.use(lastResort);
  return app;
}

/** What Remix itself could not answer, such as a build that does not load. */
const lastResort: ErrorRequestHandler = (error, _request, response, next) => {
  const status = typeof error?.status === 'number' ? error.status : 500;
  if (status >= 500)
    process.stderr.write(
      `${JSON.stringify({ level: 'error', requestId: response.locals.requestId, detail: String(error?.stack ?? error) })}\n`,
    );
  if (response.headersSent) return next(error);
  response
    .status(status)
    .type('text/plain')
    .send(
      status === 404
        ? 'There is no such file.\n'
        : `Tieout could not answer. Reference: ${response.locals.requestId}\n`,
    );
};
