import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { connect } from '#db/connection.ts';
import { TASKS } from '#jobs/tasks/index.ts';
import { startWorker } from '#jobs/worker.ts';
import { RULES } from './reconcile.books.ts';
import { contextOf } from './reconcile.context.ts';
import type { BenchServer } from './server.ts';

/** A worker in a process of its own that takes parts of runs from the queue. */
export async function spawnWorker({ url, folder }: BenchServer): Promise<{ stop(): Promise<void> }> {
  const child: ChildProcess = fork(fileURLToPath(import.meta.url), [url, folder]);
  await once(child, 'message');
  return {
    async stop() {
      const gone = once(child, 'exit');
      child.kill();
      await gone;
    },
  };
}

if (process.send && process.argv[1] === fileURLToPath(import.meta.url)) {
  const [url, folder] = process.argv.slice(2) as [string, string];
  const context = contextOf({ connection: connect(url), folder }, RULES);
  await startWorker(context, { tasks: TASKS, slots: 1, pollSeconds: 0.1 });
  process.send('ready');
}
