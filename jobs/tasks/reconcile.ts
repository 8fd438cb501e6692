import { z } from 'zod';
import { followRun } from '#workflows/follow-up.ts';
import { reconcile as reconcileWorkflow } from '#workflows/reconcile.ts';
import type { Task } from '../task.ts';

const payload = z.strictObject({ reconciliation: z.string(), period: z.string().optional() });

export const reconcile: Task = async (context, actor, input) => {
  const run = await reconcileWorkflow(context, actor, payload.parse(input));
  return { ...run, followUps: await followRun(context, run) };
};
