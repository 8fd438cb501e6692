import { Option } from 'commander';
import type { StreamedQuarantine } from '#db/queries/quarantine-stream.ts';
import { declaredSource } from '#workflows/declared.ts';
import { listQuarantine } from '#workflows/list-quarantine.ts';
import { runtimeCommand } from '../command.ts';
import { joined, writeListing } from '../listing.ts';
import { coveredEntities } from '../readable-entities.ts';

interface Options {
  source?: string;
  entity?: string;
  format?: 'csv' | 'json';
}

const COLUMNS: readonly (keyof StreamedQuarantine)[] = [
  'quarantine_id',
  'entity',
  'source',
  'dataset',
  'contract',
  'contract_version',
  'file',
  'row_number',
  'line_number',
  'record_key',
  'problems',
  'opened_at',
];

export const quarantine = runtimeCommand<Options>({
  name: 'quarantine',
  summary: 'list rows that could not be read with certainty: the field, the value and the rule',
  needs: ['raw.read'],
  options: (command) =>
    command
      .option('--source <source>', 'only of this source')
      .option('--entity <entity>', 'only of this entity')
      .addOption(new Option('--format <format>', 'instead of a line of text each').choices(['csv', 'json'])),
  async run(runtime, { options, output }) {
    const { context, actor } = runtime;
    const { source } = options;
    const asked = source === undefined ? options.entity : declaredSource(context.workspace, source).entity;
    const listings = coveredEntities(runtime, 'raw.read', asked).map(
      (entity) => () => listQuarantine(context, actor, { entity, source }),
    );
    const format = options.format ?? (output.json ? 'json' : 'text');
    const count = await writeListing(output, format, COLUMNS, joined(listings), describeRow);
    output.note(`${count} quarantined rows`);
    return 0;
  },
});

function describeRow({ file, row_number, line_number, contract, problems }: StreamedQuarantine): string {
  const place = `${file}:${line_number ?? `row ${row_number}`}`;
  const reasons = problems.map(
    ({ field, value, rule, expected }) =>
      `${field} is ${JSON.stringify(value)}: ${rule}, expected ${expected}`,
  );
  return `${place}  ${contract}  ${reasons.join('; ')}`;
}
