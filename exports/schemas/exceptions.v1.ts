import { column, type ExportSchema } from './schema.ts';

const from = (name: string) => `exceptions.${name}`;

/** One row per exception, open or cleared, as of the last run of its reconciliation and period. */
export const exceptionsV1: ExportSchema = {
  name: 'exceptions',
  version: '1.0.0',
  meaning: 'What did not tie out: one row per exception, open or cleared, as of the last run',
  of: { kind: 'results', of: 'exceptions' },
  orderBy: ['reconciliation', 'period', 'match_key', 'currency', 'exception_id'],
  controls: ['difference', 'absolute_difference'],
  columns: [
    column('entity', 'code', { meaning: 'Legal entity', source: from('entity') }),
    column('exception_id', 'code', {
      key: true,
      meaning: 'Identity, the same from run to run',
      source: from('exception_id'),
    }),
    column('reconciliation', 'code', { meaning: 'Reconciliation', source: from('reconciliation') }),
    column('period', 'code', {
      meaning: 'Period of the reconciliation; empty: to date',
      source: from('period'),
    }),
    column('match_key', 'code', {
      meaning: 'Key by which the two sides were matched',
      source: from('match_key'),
    }),
    column('currency', 'currency', { meaning: 'Currency of the difference', source: from('currency') }),
    column('type', 'code', {
      meaning: 'missing_left, missing_right, amount, currency, duplicate or timing',
      source: from('type'),
    }),
    column('state', 'code', { meaning: 'open or cleared', source: from('state') }),
    column('severity', 'code', { meaning: 'normal or material', source: from('severity') }),
    column('rule', 'code', { meaning: 'Rule that found it', source: from('rule') }),
    column('difference', 'money', {
      unit: 'currency',
      meaning: 'Left minus right',
      source: from('difference'),
    }),
    column('absolute_difference', 'money', {
      unit: 'currency',
      meaning: 'The difference without its sign',
      source: from('absolute_difference'),
    }),
    column('threshold', 'money', {
      nullable: true,
      unit: 'currency',
      meaning: 'Difference up to which it would have tied out',
      source: from('threshold'),
    }),
    column('left_count', 'integer', { meaning: 'Records on the left', source: from('left_count') }),
    column('left_amount', 'money', {
      nullable: true,
      unit: 'left_currency',
      meaning: 'Amount on the left',
      source: from('left_amount'),
    }),
    column('left_currency', 'currency', {
      nullable: true,
      meaning: 'Currency on the left',
      source: from('left_currency'),
    }),
    column('left_date', 'date', { nullable: true, meaning: 'Date on the left', source: from('left_date') }),
    column('right_count', 'integer', { meaning: 'Records on the right', source: from('right_count') }),
    column('right_amount', 'money', {
      nullable: true,
      unit: 'right_currency',
      meaning: 'Amount on the right',
      source: from('right_amount'),
    }),
    column('right_currency', 'currency', {
      nullable: true,
      meaning: 'Currency on the right',
      source: from('right_currency'),
    }),
    column('right_date', 'date', {
      nullable: true,
      meaning: 'Date on the right',
      source: from('right_date'),
    }),
    column('days_apart', 'integer', {
      nullable: true,
      meaning: 'Days from the left date to the right one',
      source: from('days_apart'),
    }),
    column('counterparty', 'text', {
      nullable: true,
      meaning: 'Customer, supplier or bank',
      source: from('counterparty'),
    }),
    column('item_date', 'date', {
      nullable: true,
      meaning: 'Date from which the item ages',
      source: from('item_date'),
    }),
    column('opened_run', 'integer', { meaning: 'Run that first saw it', source: from('opened_run') }),
    column('opened_at', 'timestamp', { meaning: 'When it was first seen', source: from('opened_at') }),
    column('changed_run', 'integer', { meaning: 'Run that last changed it', source: from('changed_run') }),
    column('cleared_run', 'integer', {
      nullable: true,
      meaning: 'Run in which the data cleared it',
      source: from('cleared_run'),
    }),
    column('cleared_at', 'timestamp', {
      nullable: true,
      meaning: 'When it was cleared',
      source: from('cleared_at'),
    }),
    column('reopened_times', 'integer', {
      meaning: 'How often it came back',
      source: from('reopened_times'),
    }),
    column('run_id', 'integer', { meaning: 'Run that the row is as of', source: 'tie_outs.last_run' }),
  ],
};
