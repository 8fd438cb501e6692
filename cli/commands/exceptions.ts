import { Option } from 'commander';
import type { StreamedException } from '#db/queries/exception-stream.ts';
import { declaredReconciliation } from '#workflows/declared.ts';
import { listExceptions } from '#workflows/list-exceptions.ts';
import { runtimeCommand } from '../command.ts';
import { joined, writeListing } from '../listing.ts';
import { coveredEntities } from '../readable-entities.ts';

interface Options {
  reconciliation?: string;
  entity?: string;
  period?: string;
  state: 'open' | 'cleared';
  format?: 'csv' | 'json';
}

const COLUMNS: readonly (keyof StreamedException)[] = [
  'exception_id',
  'entity',
  'reconciliation',
  'period',
  'state',
  'type',
  'severity',
  'match_key',
  'currency',
  'left_amount',
  'right_amount',
  'difference',
  'threshold',
  'rule',
  'left_date',
  'right_date',
  'counterparty',
  'opened_at',
  'reopened_times',
];

export const exceptions = runtimeCommand<Options>({
  name: 'exceptions',
  summary: 'list exceptions, the largest difference of each reconciliation first',
  needs: ['book.read'],
  options: (command) =>
    command
      .option('--reconciliation <name>', 'only of this reconciliation')
      .option('--entity <entity>', 'only of this entity')
      .option('--period <period>', '2026-01, 2026-Q1 or 2026; left out: to date')
      .addOption(new Option('--state <state>').choices(['open', 'cleared']).default('open'))
      .addOption(new Option('--format <format>', 'instead of a line of text each').choices(['csv', 'json'])),
  async run(runtime, { options, output }) {
    const { context, actor } = runtime;
    const { reconciliation, period = '', state } = options;
    const asked =
      reconciliation === undefined
        ? options.entity
        : declaredReconciliation(context.workspace, reconciliation).entity;
    const listings = coveredEntities(runtime, 'book.read', asked).map(
      (entity) => () => listExceptions(context, actor, { entity, reconciliation, period, state }),
    );
    const format = options.format ?? (output.json ? 'json' : 'text');
    const count = await writeListing(output, format, COLUMNS, joined(listings), describeException);
    output.note(`${count} ${state} exceptions`);
    return 0;
  },
});

function describeException(row: StreamedException): string {
  const { reconciliation, type, severity, match_key, currency, left_amount, right_amount, difference } = row;
  const sides = `left ${left_amount ?? 'none'}, right ${right_amount ?? 'none'}`;
  return `${reconciliation}  ${type}  ${difference} ${currency}  ${JSON.stringify(match_key)}  ${sides}  ${severity}`;
}
