import { ingest as ingestWorkflow } from '#workflows/ingest.ts';
import { runtimeCommand } from '../command.ts';
import { OptionInvalid } from '../failures.ts';
import { describeIngest, ingestExit } from '../ingest-report.ts';

interface Options {
  dataset?: string;
  contract?: string;
  asOf?: string;
  replaces?: string;
}

const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;

export const ingest = runtimeCommand<Options>({
  name: 'ingest',
  args: '<source> <files...>',
  summary: 'take in files of a source',
  needs: ['source.ingest'],
  options: (command) =>
    command
      .option('--dataset <name>', 'only contracts of this dataset')
      .option('--contract <name>', 'this contract, whatever the names of the files')
      .option('--replaces <name>', 'these files speak for one that was rejected under this name')
      .option('--as-of <time>', 'the moment the files speak for: 2026-01-31 or 2026-01-31T18:00:00Z'),
  async run({ context, actor }, { args: [source = '', ...files], options, output }) {
    const asOf = instant(options.asOf);
    const { dataset, contract, replaces } = options;
    const outcome = await ingestWorkflow(context, actor, {
      source,
      files,
      dataset,
      contract,
      asOf,
      replaces,
    });
    output.result(outcome, () => describeIngest(outcome));
    return ingestExit(outcome);
  },
});

/** A date alone is its first moment in UTC. */
function instant(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const at = new Date(text);
  if (!ISO_INSTANT.test(text) || Number.isNaN(at.getTime()) || !isSameDay(at, text)) {
    throw new OptionInvalid(
      '--as-of',
      text,
      'a date or an ISO 8601 time with its zone, such as 2026-01-31T18:00:00Z',
    );
  }
  return at;
}

/** JavaScript turns 31 February into 3 March: refuse it. */
function isSameDay(at: Date, text: string): boolean {
  return text.length > 10
    ? new Date(`${text.slice(0, 10)}T00:00:00Z`).toISOString().startsWith(text.slice(0, 10))
    : at.toISOString().startsWith(text);
}
