import { z } from 'zod';
import { replay as replayWorkflow } from '#workflows/replay.ts';
import type { Task } from '../task.ts';
import { followIngest, summariseIngest } from './ingest-outcome.ts';

const payload = z.strictObject({ source: z.string(), contract: z.string().optional() });

export const replay: Task = async (context, actor, input) => {
  const outcome = await replayWorkflow(context, actor, payload.parse(input));
  return { ...summariseIngest(outcome), followUps: await followIngest(context, outcome) };
};
