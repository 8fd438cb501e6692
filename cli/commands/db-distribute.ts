import { Failure } from '#core/failure/failure.ts';
import { type Distribution, distributeDatabase } from '#workflows/distribute-database.ts';
import { runtimeCommand } from '../command.ts';
import { EmbeddedServerAlone } from '../failures.ts';
import { table } from '../output.ts';

export const dbDistribute = runtimeCommand<{ dryRun?: boolean }>({
  name: 'db distribute',
  summary: 'distribute the tables over the Citus cluster that DATABASE_URL names',
  needs: ['database.distribute'],
  options: (command) => command.option('--dry-run', 'say what would be done, and do nothing'),
  help: 'May be called again at any time, and is after a migration that made tables: it does what is missing. See docs/scale-out.md.',
  async run({ context, actor }, { options, output }) {
    const done = await distributeDatabase(context, actor, { dryRun: options.dryRun === true }).catch(
      (error: unknown) => {
        const isOurs = !process.env.DATABASE_URL && error instanceof Failure && error.name === 'CitusMissing';
        throw isOurs ? new EmbeddedServerAlone() : error;
      },
    );
    output.result(done, () => [heading(done), tables(done), ...footer(done)].join('\n'));
    return 0;
  },
});

const heading = ({ citus, workers, dryRun }: Distribution): string =>
  `${citus}, ${workers} workers${dryRun ? '; nothing was done' : ''}`;

const ACTIONS = { moved: 'moved', in_place: 'in place', planned: 'to be moved' } as const;

const tables = ({ tables }: Distribution): string =>
  table(
    ['table', 'where', 'action', 'rows', 'seconds'],
    tables.map((it) => [
      it.table,
      it.column === null ? 'every node' : `shards by ${it.column}`,
      ACTIONS[it.action],
      it.rows,
      it.seconds === null ? null : it.seconds.toFixed(1),
    ]),
  );

function footer({ dryRun, foreignKeysDropped, cleared, local }: Distribution): string[] {
  const keys = foreignKeysDropped.length;
  return [
    ...(keys > 0
      ? [`${keys} foreign keys ${dryRun ? 'would be' : 'were'} dropped: ${foreignKeysDropped.join(', ')}`]
      : []),
    ...(cleared.length > 0 ? [`copies on the coordinator deleted: ${cleared.join(', ')}`] : []),
    `on the coordinator alone: ${local.map((it) => it.table).join(', ')}`,
  ];
}
