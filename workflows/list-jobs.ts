import { type JobRow, type JobState, listJobs as list } from '#db/queries/jobs.ts';
import { defineWorkflow } from './define.ts';

/** The jobs of one entity, newest first, one page of them. */
export const listJobs = defineWorkflow<
  { entity: string; states?: readonly JobState[]; beforeJobId?: string; limit: number },
  JobRow[]
>({
  name: 'list-jobs',
  permission: 'job.read',
  entityOf: (_context, { entity }) => entity,
  run: (context, _actor, { entity, ...filter }) =>
    list(context.connection.db, { entities: [entity], ...filter }),
});
