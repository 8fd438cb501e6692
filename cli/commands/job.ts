import { Option } from 'commander';
import { JOB_STATES, type JobRow, type JobState } from '#db/queries/jobs.ts';
import { describeJob } from '#jobs/task.ts';
import { listJobs } from '#workflows/list-jobs.ts';
import { cancelJob, retryJob } from '#workflows/manage-job.ts';
import { type CommandModule, runtimeCommand } from '../command.ts';
import { OptionInvalid } from '../failures.ts';
import { table } from '../output.ts';
import { coveredEntities } from '../readable-entities.ts';

interface ListOptions {
  entity?: string;
  state?: JobState[];
  limit: string;
}

const list = runtimeCommand<ListOptions>({
  name: 'job list',
  summary: 'the jobs of the queue, newest first',
  needs: ['job.read'],
  options: (command) =>
    command
      .option('--entity <entity>', 'only of this entity')
      .addOption(new Option('--state <state...>').choices(JOB_STATES))
      .option('--limit <n>', 'how many of each entity', '50'),
  async run(runtime, { options, output }) {
    const limit = count(options.limit);
    const jobs: JobRow[] = [];
    let more = false;
    for (const entity of coveredEntities(runtime, 'job.read', options.entity)) {
      const page = await listJobs(runtime.context, runtime.actor, {
        entity,
        states: options.state,
        limit: limit + 1,
      });
      more ||= page.length > limit;
      jobs.push(...page.slice(0, limit));
    }
    jobs.sort((a, b) => Number(BigInt(b.jobId) - BigInt(a.jobId)));
    output.result({ jobs, more }, () =>
      table(
        ['job', 'what', 'state', 'attempts', 'created', 'finished', 'problem'],
        jobs.map((it) => [
          it.jobId,
          describeJob(it.kind, it.payload),
          it.state,
          it.attempts,
          it.createdAt,
          it.finishedAt,
          it.problem ? String(it.problem.message) : '',
        ]),
      ),
    );
    if (more) output.note(`There are more: raise --limit (${limit}).`);
    return 0;
  },
});

function count(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new OptionInvalid('--limit', text, 'a number from 1 to 999999');
  return Number(text);
}

const cancel = runtimeCommand({
  name: 'job cancel',
  args: '<id>',
  summary: 'cancel a waiting job, or ask a running one to stop',
  needs: ['job.manage'],
  async run({ context, actor }, { args: [jobId = ''], output }) {
    const changed = await cancelJob(context, actor, { jobId });
    output.result(
      changed,
      changed.state === 'cancelled' ? `job ${jobId} is cancelled` : `job ${jobId} was asked to stop`,
    );
    return 0;
  },
});

const retry = runtimeCommand({
  name: 'job retry',
  args: '<id>',
  summary: 'put a failed, dead or cancelled job back into the queue',
  needs: ['job.manage'],
  async run({ context, actor }, { args: [jobId = ''], output }) {
    output.result(await retryJob(context, actor, { jobId }), `job ${jobId} is queued`);
    return 0;
  },
});

export const JOB_COMMANDS: readonly CommandModule[] = [list, cancel, retry];
