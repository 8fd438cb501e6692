import { z } from 'zod';
import { pullSource } from '#workflows/pull-source.ts';
import type { Task } from '../task.ts';
import { followIngest, summariseIngest } from './ingest-outcome.ts';

const payload = z.strictObject({ source: z.string() });

export const pull: Task = async (context, actor, input) => {
  const outcome = await pullSource(context, actor, payload.parse(input));
  return { ...summariseIngest(outcome), followUps: await followIngest(context, outcome) };
};
