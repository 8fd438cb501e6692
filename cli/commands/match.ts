import { Option } from 'commander';
import { REASON_CODES } from '#core/reconcile/reason.ts';
import { MANUAL_STATES, type ManualState, type ShownManualMatch } from '#db/queries/manual-match-read.ts';
import { listMatches } from '#workflows/list-matches.ts';
import { makeMatch } from '#workflows/make-match.ts';
import { runtimeCommand } from '../command.ts';
import { table } from '../output.ts';

interface Options {
  left?: string[];
  right?: string[];
  exception?: string[];
  reason?: string;
  note?: string;
  id?: string;
}

export const match = runtimeCommand<Options>({
  name: 'match',
  args: '<reconciliation>',
  summary: 'match lines of both sides by hand; it counts from the next run on, until they change',
  needs: ['match.make'],
  options: (command) =>
    command
      .option('--left <key...>', 'record keys of left lines')
      .option('--right <key...>', 'record keys of right lines')
      .option('--exception <id...>', 'all lines of these exceptions')
      .addOption(
        new Option('--reason <code>', 'why the amounts differ; needs a note').choices([...REASON_CODES]),
      )
      .option('--note <text>', 'what happened')
      .option('--id <uuid>', 'id of the match, to repeat the command without matching twice'),
  help: 'Example:\n  tieout match bank-to-ledger --left P-17 --right J-3 J-4 --reason fee --note "bank charges of May"',
  async run({ context, actor }, { args: [reconciliation = ''], options, output }) {
    const { left, right, exception: exceptionIds, reason, note, id: matchId } = options;
    const input = { reconciliation, left, right, exceptionIds, reason, note, matchId };
    const made = await makeMatch(context, actor, input);
    output.result(made, () => describeMade(made.match));
    if (!made.isNew) output.note('the same request came before: nothing was done again');
    return 0;
  },
});

/** What somebody who made a match wants to hear: its id, and that it waits for a run. */
export function describeMade({
  matchId,
  leftCount,
  rightCount,
  difference,
  ...match
}: ShownManualMatch): string {
  const rest = difference === null ? 'in two currencies' : `${difference} ${match.currency} apart`;
  return `match ${matchId}: ${leftCount} left with ${rightCount} right, ${rest}; it counts from the next run of ${match.reconciliation} on`;
}

export const matches = runtimeCommand<{ state?: ManualState[] }>({
  name: 'matches',
  args: '<reconciliation>',
  summary: 'list what was matched by hand, in force or not, the newest first',
  needs: ['book.read'],
  options: (command) =>
    command.addOption(new Option('--state <state...>', 'only these').choices([...MANUAL_STATES])),
  async run({ context, actor }, { args: [reconciliation = ''], options, output }) {
    const found: ShownManualMatch[] = [];
    let before: string | undefined;
    do {
      const of = { reconciliation, states: options.state, before, limit: PAGE };
      const page = await listMatches(context, actor, of);
      found.push(...page.matches);
      before = page.next;
    } while (before !== undefined);
    output.result({ matches: found }, () => table(HEADER, found.map(cells)));
    return 0;
  },
});

const PAGE = 500;
const HEADER = [
  'match',
  'state',
  'left',
  'right',
  'difference',
  'currency',
  'reason',
  'made by',
  'made at',
  'note',
];

function cells(match: ShownManualMatch) {
  return [
    ...[match.matchId, match.state, match.leftCount, match.rightCount, match.difference],
    ...[
      match.rightCurrency ? `${match.currency}/${match.rightCurrency}` : match.currency,
      match.reason ?? '',
    ],
    ...[match.madeBy, match.madeAt, match.note ?? ''],
  ];
}
