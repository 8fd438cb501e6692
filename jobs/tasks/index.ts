import type { Tasks } from '../task.ts';
import { backtest } from './backtest.ts';
import { exportTask } from './export.ts';
import { pull } from './pull.ts';
import { reconcile } from './reconcile.ts';
import { reconcilePart } from './reconcile-part.ts';
import { replay } from './replay.ts';

/** Every kind of job. */
export const TASKS: Tasks = {
  pull,
  replay,
  'reconcile-part': reconcilePart,
  reconcile,
  backtest,
  export: exportTask,
};
