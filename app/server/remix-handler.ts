import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createRequestHandler } from '@remix-run/express';
import type { AppLoadContext, ServerBuild } from '@remix-run/node';
import type { Express, RequestHandler, Response } from 'express';
import type { Context } from '#workflows/context.ts';
import '../load-context.ts';
import { sessionActor } from '../presenters/session.server.ts';

interface Options {
  context: Context;
  buildFolder: string;
  origin: string;
  dev: boolean;
}

/** The screens. In development vite serves the sources, otherwise the build is loaded once. */
export async function remixHandler(app: Express, options: Options): Promise<RequestHandler> {
  const build = options.dev ? await developmentBuild(app) : await productionBuild(options.buildFolder);
  return createRequestHandler({
    build,
    mode: options.dev ? 'development' : 'production',
    getLoadContext: async (request, response): Promise<AppLoadContext> => ({
      context: options.context,
      actor: await sessionActor(options.context, options.origin, request.get('cookie') ?? null),
      nonce: localOf(response, 'nonce'),
      requestId: localOf(response, 'requestId'),
      origin: options.origin,
    }),
  });
}

function localOf(response: Response, name: 'nonce' | 'requestId'): string {
  return String(response.locals[name]);
}

async function productionBuild(buildFolder: string): Promise<ServerBuild> {
  const file = join(buildFolder, 'server', 'index.js');
  // Node keeps modules by their address: a build made anew while the process runs is another module.
  const { mtimeMs } = await stat(file);
  return (await import(`${pathToFileURL(file).href}?built=${mtimeMs}`)) as ServerBuild;
}

async function developmentBuild(app: Express): Promise<() => Promise<ServerBuild>> {
  const { createServer } = await import('vite');
  const vite = await createServer({ server: { middlewareMode: true } });
  app.use(vite.middlewares);
  return () => vite.ssrLoadModule('virtual:remix/server-build') as Promise<ServerBuild>;
}
