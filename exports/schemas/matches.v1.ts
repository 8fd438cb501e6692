import { column, type ExportSchema } from './schema.ts';

const from = (name: string) => `matches.${name}`;

/** One row per group of records that tie out, as of the last run of its reconciliation and period. */
export const matchesV1: ExportSchema = {
  name: 'matches',
  version: '1.0.0',
  meaning: 'What ties out: one row per group of records, as of the last run',
  of: { kind: 'results', of: 'matches' },
  orderBy: ['reconciliation', 'period', 'match_key', 'currency', 'pass', 'matched_run'],
  controls: ['left_amount', 'right_amount', 'difference'],
  columns: [
    column('entity', 'code', { meaning: 'Legal entity', source: 'tie_outs.entity' }),
    column('reconciliation', 'code', { key: true, meaning: 'Reconciliation', source: 'tie_outs.name' }),
    column('period', 'code', {
      key: true,
      meaning: 'Period of the reconciliation; empty: to date',
      source: 'tie_outs.period',
    }),
    column('match_key', 'code', {
      key: true,
      meaning: 'Key by which the two sides were matched',
      source: from('match_key'),
    }),
    column('currency', 'currency', {
      key: true,
      meaning: 'Currency of the amounts',
      source: from('currency'),
    }),
    column('pass', 'integer', {
      key: true,
      meaning: 'Pass that matched it, in the order of the rules, as the run numbers them',
      source: from('pass'),
    }),
    column('cardinality', 'code', {
      meaning: 'How many records on each side: 1:1, 1:N, N:1, N:M',
      source: from('cardinality'),
    }),
    column('left_count', 'integer', { meaning: 'Records on the left', source: from('left_count') }),
    column('right_count', 'integer', { meaning: 'Records on the right', source: from('right_count') }),
    column('left_amount', 'money', {
      unit: 'currency',
      meaning: 'Sum on the left',
      source: from('left_amount'),
    }),
    column('right_amount', 'money', {
      unit: 'currency',
      meaning: 'Sum on the right',
      source: from('right_amount'),
    }),
    column('difference', 'money', {
      unit: 'currency',
      meaning: 'Left minus right; within the threshold',
      source: from('difference'),
    }),
    column('matched_run', 'integer', { meaning: 'Run since which it holds', source: from('from_run') }),
    column('run_id', 'integer', { meaning: 'Run that the row is as of', source: 'tie_outs.last_run' }),
  ],
};
