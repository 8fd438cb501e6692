import { createTask } from 'node-cron';
import { type Actor, EVERY_ENTITY } from '#core/access/actor.ts';
import { anchorAudit } from '#workflows/anchor-audit.ts';
import type { Context } from '#workflows/context.ts';

const EVERY_FIVE_MINUTES = '*/5 * * * *';

const anchorer: Actor = {
  kind: 'service',
  id: 'anchor-audit',
  grants: [{ entity: EVERY_ENTITY, role: 'service' }],
};

/**
 * Anchors the head of the audit log now, every five minutes and at the end. Not through the queue: the anchor file
 * lies in this process's data folder. A log that contradicts its anchors is reported, loudly and each time.
 */
export async function startAnchoring(
  context: Context,
  report: (error: unknown) => void,
): Promise<{ stop(): Promise<void> }> {
  const anchor = () => anchorAudit(context, anchorer, undefined).then(() => {}, report);
  const task = createTask(EVERY_FIVE_MINUTES, anchor, { timezone: 'UTC', suppressMissedWarning: true });
  await anchor();
  await task.start();
  return {
    async stop() {
      await task.destroy();
      await anchor();
    },
  };
}
