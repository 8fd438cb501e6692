import { z } from 'zod';
import { helpRun } from '#workflows/help-run.ts';
import type { Task } from '../task.ts';

const payload = z.strictObject({ reconciliation: z.string(), runId: z.string() });

export const reconcilePart: Task = async (context, actor, input) =>
  helpRun(context, actor, payload.parse(input));
