import { cronProblem } from '../calendar/cron.ts';
import { zoneNamed } from '../calendar/zone.ts';
import { didYouMean } from '../failure/did-you-mean.ts';
import type { Report } from '../yaml/shape.ts';
import type { Draft } from './check-workspace.ts';
import { Names } from './names.ts';
import type { Schedule, Workspace } from './workspace.ts';
import type { SchedulesDraft } from './workspace-shapes.ts';

const KINDS = { pull: 'sources', reconcile: 'reconciliations', export: 'exports' };

export function checkSchedules(
  drafts: readonly Draft<SchedulesDraft>[],
  known: Pick<Workspace, 'sources' | 'reconciliations' | 'exports'>,
  /** Kinds that are not known whole: their names are not missed. */
  broken: ReadonlySet<string>,
  report: Report,
): Schedule[] {
  const names = new Names('schedule', report);
  const targets = {
    pull: known.sources.map(({ source }) => source),
    reconcile: known.reconciliations.map(({ reconciliation }) => reconciliation),
    export: [...new Set(known.exports.map((declared) => declared.export))],
  };
  const words = { pull: 'source', reconcile: 'reconciliation', export: 'declared export' };
  return drafts.flatMap(({ value, root }) =>
    value.schedules.map((schedule, at) => {
      const node = root.at('schedules', at);
      names.declare(schedule.schedule, node.at('schedule'));
      const wrong = cronProblem(schedule.cron);
      if (wrong !== undefined)
        report(node.at('cron'), wrong, 'minute hour day month weekday, such as "30 6 * * mon-fri"');
      if (zoneNamed(schedule.zone) === null) {
        report(node.at('zone'), `"${schedule.zone}" is not an IANA time zone`, 'such as Europe/Berlin');
      }
      const { job, target } = schedule;
      if (!targets[job].includes(target) && !broken.has(KINDS[job])) {
        report(node.at('target'), `there is no ${words[job]} "${target}"`, didYouMean(target, targets[job]));
      }
      const pull = known.sources.find(({ source }) => source === target)?.pull;
      if (job === 'pull' && targets.pull.includes(target) && pull === undefined) {
        report(node.at('target'), `source ${target} declares no pull`, 'add pull to its file');
      }
      return schedule;
    }),
  );
}
