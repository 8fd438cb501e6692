import { type ReplayOutcome, replay as replayWorkflow } from '#workflows/replay.ts';
import { runtimeCommand } from '../command.ts';
import { describeIngest, ingestExit } from '../ingest-report.ts';

export const replay = runtimeCommand<{ contract?: string }>({
  name: 'replay',
  args: '[sources...]',
  summary: 'read quarantined rows again, after their contract was mended',
  needs: ['quarantine.replay'],
  options: (command) => command.option('--contract <name>', 'only rows that this contract quarantined'),
  async run({ context, actor }, { args, options, output }) {
    const sources = args.length > 0 ? args : context.workspace.sources.map(({ source }) => source);
    const outcomes: ReplayOutcome[] = [];
    for (const source of sources)
      outcomes.push(await replayWorkflow(context, actor, { source, contract: options.contract }));
    const total = (field: 'replayed' | 'stillQuarantined') =>
      outcomes.reduce((sum, it) => sum + it[field], 0);
    output.result(
      { replayed: total('replayed'), stillQuarantined: total('stillQuarantined'), sources: outcomes },
      () =>
        [
          ...outcomes.map(describeIngest).filter(Boolean),
          `${total('replayed')} rows read again, ${total('stillQuarantined')} still quarantined`,
        ].join('\n'),
    );
    return outcomes.some((outcome) => ingestExit(outcome) !== 0) ? 4 : 0;
  },
});
