import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '#db/connection.ts';
import { startWorker } from '#jobs/worker.ts';
import { contextOver } from './context.ts';

/** A worker in a process of its own, whose only kind of job never ends: the test kills it. */
const connection = connect(process.argv[2] as string);
await startWorker(contextOver(connection), {
  tasks: {
    endless: async (context) => {
      context.progress({ step: 'working', detail: String(process.pid) });
      console.log('started');
      await sleep(10 * 60_000);
      return {};
    },
  },
});
