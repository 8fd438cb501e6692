import { pullSource } from '#workflows/pull-source.ts';
import { runtimeCommand } from '../command.ts';
import { describeIngest, ingestExit } from '../ingest-report.ts';

export const pull = runtimeCommand({
  name: 'pull',
  args: '<source>',
  summary: 'take in what a source has that Tieout has not',
  needs: ['source.pull'],
  async run({ context, actor }, { args: [source = ''], output }) {
    const outcome = await pullSource(context, actor, { source });
    output.result(
      outcome,
      () => describeIngest(outcome) || `nothing new (${outcome.alreadyTaken} files were taken in before)`,
    );
    return ingestExit(outcome);
  },
});
