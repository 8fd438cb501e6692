import { sql } from 'kysely';
import { firstPassRows } from '#db/queries/reconcile-first-pass.ts';
import { RULES } from './reconcile.books.ts';
import type { BenchServer } from './server.ts';

/** The first pass of a run as it is, read and counted, not written. */
export async function joinOnly({ connection }: BenchServer): Promise<void> {
  const pin = (projectionId: number) => ({ projectionId, streamId: projectionId, snapshot: 1 });
  const scope = {
    rules: RULES,
    left: pin(1),
    right: pin(2),
    cutOff: null,
    tieOutId: 0,
    runId: '0',
    fxPins: {},
    asOfDay: '2026-01-01',
  };
  await connection.db.transaction().execute(async (trx) => {
    await sql`set local work_mem = '256MB'`.execute(trx);
    await firstPassRows(trx, scope, (rows) =>
      sql`select count(*), count(*) filter (where not tied) from (${rows}) g`.execute(trx),
    );
  });
}
