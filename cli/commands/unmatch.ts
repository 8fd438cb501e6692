import { undoMatch } from '#workflows/undo-match.ts';
import { runtimeCommand } from '../command.ts';

export const unmatch = runtimeCommand<{ note: string }>({
  name: 'unmatch',
  args: '<match>',
  summary: 'take a match by hand back; what it was stays readable',
  needs: ['match.make'],
  options: (command) => command.requiredOption('--note <text>', 'why'),
  async run({ context, actor }, { args: [matchId = ''], options, output }) {
    const match = await undoMatch(context, actor, { matchId, note: options.note });
    output.result(
      { match },
      `match ${matchId} is undone; its lines are free from the next run of ${match.reconciliation} on`,
    );
    return 0;
  },
});
