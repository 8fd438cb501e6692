import { Router } from 'express';
import { databaseAnswers } from '#db/queries/probe.ts';
import type { Context } from '#workflows/context.ts';

/** `/healthz`: the process answers. `/readyz`: the database answers too. */
export function probes(context: Context): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.set('cache-control', 'no-store').type('text/plain').send('ok\n');
  });
  router.get('/readyz', async (_request, response) => {
    const ready = await databaseAnswers(context.connection).catch(() => false);
    response
      .status(ready ? 200 : 503)
      .set('cache-control', 'no-store')
      .type('text/plain')
      .send(ready ? 'ready\n' : 'the database does not answer\n');
  });
  return router;
}
