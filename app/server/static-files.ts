import { join } from 'node:path';
import express, { Router } from 'express';
import { compressed } from './compressed.ts';

const YEAR = '365d';

/** What `remix vite:build` wrote for browsers. Names under `assets/` carry a hash of their content. */
export function staticFiles(buildFolder: string): Router {
  const router = Router();
  const client = join(buildFolder, 'client');
  const options = { index: false, redirect: false, dotfiles: 'ignore' } as const;
  router.use('/assets', compressed(join(client, 'assets')));
  router.use(
    '/assets',
    express.static(join(client, 'assets'), { ...options, immutable: true, maxAge: YEAR, fallthrough: false }),
  );
  router.use(express.static(client, { ...options, maxAge: '1h' }));
  return router;
}
