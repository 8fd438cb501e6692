import { Option } from 'commander';
import { REASON_CODES } from '#core/reconcile/reason.ts';
import type { ShownSuggestion, SuggestionCursor } from '#db/queries/suggestion-read.ts';
import { acceptSuggestion } from '#workflows/accept-suggestion.ts';
import { dismissSuggestion, restoreSuggestion } from '#workflows/dismiss-suggestion.ts';
import { listSuggestions } from '#workflows/list-suggestions.ts';
import { type CommandModule, runtimeCommand } from '../command.ts';
import { writeListing } from '../listing.ts';
import { describeMade } from './match.ts';

interface ListOptions {
  period?: string;
  dismissed?: boolean;
}

const suggestions = runtimeCommand<ListOptions>({
  name: 'suggestions',
  args: '<reconciliation>',
  summary: 'list what the last run suggests to match, the best first, and why it did not do so itself',
  needs: ['book.read'],
  options: (command) =>
    command
      .option('--period <period>', '2026-01, 2026-Q1 or 2026; left out: to date')
      .option('--dismissed', 'those that were dismissed instead'),
  async run({ context, actor }, { args: [reconciliation = ''], options, output }) {
    const { period, dismissed } = options;
    async function* pages(): AsyncGenerator<ShownSuggestion[]> {
      let after: SuggestionCursor | undefined;
      do {
        const of = { reconciliation, period, dismissed, after, limit: PAGE };
        const page = await listSuggestions(context, actor, of);
        yield page.suggestions;
        after = page.next;
      } while (after !== undefined);
    }
    const format = output.json ? 'json' : 'text';
    const count = await writeListing(output, format, ['suggestionId'], pages(), describe);
    output.note(`${count} suggestions`);
    return 0;
  },
});

const PAGE = 200;

function describe(one: ShownSuggestion): string {
  const keys = (side: 'left' | 'right', count: number) => {
    const shown = one.lines
      .filter((line) => line.side === side)
      .map(({ recordKey }) => JSON.stringify(recordKey));
    return `${side} ${shown.join(' ') || 'none'}${shown.length < count ? ` and ${count - shown.length} more` : ''}`;
  };
  const sets = `${keys('left', one.leftCount)}, ${keys('right', one.rightCount)}`;
  const label = one.label === 'alternatives' ? `1 of ${one.alternatives} alternatives` : one.label;
  return `${one.suggestionId}  ${one.rule}  score ${one.score}  ${label}  ${sets}  ${one.difference} ${one.currency} apart${loss(one)}`;
}

function loss({ runnerUp }: ShownSuggestion): string {
  if (!runnerUp) return '';
  const parts = runnerUp.lostBy.map(({ part, score, against }) => `${part} ${score} < ${against}`);
  return `  before ${runnerUp.suggestionId}: ${parts.join(', ') || 'no better'}`;
}

interface AcceptOptions {
  reconciliation?: string;
  reason?: string;
  note?: string;
  id?: string;
}

const accept = runtimeCommand<AcceptOptions>({
  name: 'suggestions accept',
  args: '<suggestion>',
  summary: 'match the lines of a suggestion by hand',
  needs: ['match.make'],
  options: (command) =>
    command
      .option('--reconciliation <name>', 'where several make the same suggestion')
      .addOption(
        new Option('--reason <code>', 'why the amounts differ; needs a note').choices([...REASON_CODES]),
      )
      .option('--note <text>', 'what happened')
      .option('--id <uuid>', 'id of the match, to repeat the command without matching twice'),
  async run({ context, actor }, { args: [suggestionId = ''], options, output }) {
    const { reconciliation, reason, note, id: matchId } = options;
    const input = { suggestionId, reconciliation, reason, note, matchId };
    const made = await acceptSuggestion(context, actor, input);
    output.result(made, () => describeMade(made.match));
    return 0;
  },
});

const dismiss = runtimeCommand<{ reconciliation?: string; note?: string }>({
  name: 'suggestions dismiss',
  args: '<suggestion>',
  summary: 'put a suggestion aside until its lines change',
  needs: ['match.make'],
  options: (command) =>
    command
      .option('--reconciliation <name>', 'where several make the same suggestion')
      .option('--note <text>', 'why'),
  async run({ context, actor }, { args: [suggestionId = ''], options, output }) {
    const { reconciliation, note } = options;
    const done = await dismissSuggestion(context, actor, { suggestionId, reconciliation, note });
    output.result(done, `suggestion ${suggestionId} is not shown again until its lines change`);
    return 0;
  },
});

const restore = runtimeCommand<{ reconciliation?: string }>({
  name: 'suggestions restore',
  args: '<suggestion>',
  summary: 'show a dismissed suggestion again',
  needs: ['match.make'],
  options: (command) => command.option('--reconciliation <name>', 'where several make the same suggestion'),
  async run({ context, actor }, { args: [suggestionId = ''], options, output }) {
    const done = await restoreSuggestion(context, actor, {
      suggestionId,
      reconciliation: options.reconciliation,
    });
    output.result(done, `suggestion ${suggestionId} is shown again`);
    return 0;
  },
});

export const SUGGESTION_COMMANDS: readonly CommandModule[] = [suggestions, accept, dismiss, restore];
