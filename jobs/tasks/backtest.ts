import { z } from 'zod';
import { backtest as backtestWorkflow } from '#workflows/backtest.ts';
import type { Task } from '../task.ts';

const payload = z.strictObject({
  reconciliation: z.string(),
  version: z.int().optional(),
  runs: z.array(z.string()).optional(),
  last: z.int().optional(),
  period: z.string().optional(),
});

/** The report is the job's result: it is kept as long as the job, and is no record. */
export const backtest: Task = async (context, actor, input) => {
  const { version, ...rest } = payload.parse(input);
  const rules =
    version === undefined ? ({ of: 'declared' } as const) : ({ of: 'version', number: version } as const);
  return { ...(await backtestWorkflow(context, actor, { ...rest, rules })) };
};
