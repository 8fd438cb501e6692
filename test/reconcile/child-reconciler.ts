import { connect } from '#db/connection.ts';
import { TASKS } from '#jobs/tasks/index.ts';
import { startWorker } from '#jobs/worker.ts';
import { reconcile } from '#workflows/reconcile.ts';
import { rulesOf } from './books.ts';
import { deskOf, PREPARER } from './desk.ts';

/** A process of its own, which the test kills: `run URL PARTS` runs the reconciliation, `help URL` works for the queue. */
const [role, url, parts] = process.argv.slice(2) as [string, string, string?];
const connection = connect(url, { name: `tieout-${role}` });
const desk = deskOf(connection, [rulesOf()]);
if (role === 'help') await startWorker(desk, { tasks: TASKS, slots: 1, pollSeconds: 0.2 });
else
  await reconcile(desk, PREPARER, {
    ...{ reconciliation: 'invoices-to-payments', parts: Number(parts), isWhole: true },
  });
