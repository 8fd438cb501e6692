import { column, type ExportColumn, type ExportSchema } from './schema.ts';

const run = (name: string) => `runs.${name}`;

/** One row per reconciliation, period and currency: both sides, what ties out and what does not. */
export const reconciliationSummaryV1: ExportSchema = {
  name: 'reconciliation_summary',
  version: '1.0.0',
  meaning: 'Both sides of each reconciliation per currency: total, matched, unmatched and open exceptions',
  of: { kind: 'results', of: 'summary' },
  orderBy: ['reconciliation', 'period', 'currency'],
  controls: ['left_total', 'right_total', 'difference', 'open_absolute_difference'],
  columns: [
    column('entity', 'code', { meaning: 'Legal entity', source: run('entity') }),
    column('reconciliation', 'code', { key: true, meaning: 'Reconciliation', source: run('name') }),
    column('period', 'code', {
      key: true,
      meaning: 'Period of the reconciliation; empty: to date',
      source: run('period'),
    }),
    column('currency', 'currency', {
      key: true,
      meaning: 'Currency of the amounts; XXX: the run saw no records',
      source: 'run_totals.currency',
    }),
    column('run_id', 'integer', { meaning: 'Run that the row is of', source: run('run_id') }),
    column('status', 'code', { meaning: 'complete or incomplete', source: run('status') }),
    column('cut_off', 'date', { nullable: true, meaning: 'Last day taken in', source: run('cut_off') }),
    ...side('left'),
    ...side('right'),
    column('difference', 'money', {
      unit: 'currency',
      meaning: 'Left total minus right total',
      source: 'left_total - right_total',
    }),
    column('open_exceptions', 'integer', {
      meaning: 'Open exceptions in this currency',
      source: 'exception_rollups.exception_count',
    }),
    column('open_material_exceptions', 'integer', {
      meaning: 'Those of them that are material',
      source: 'exception_rollups.exception_count',
    }),
    column('open_absolute_difference', 'money', {
      unit: 'currency',
      meaning: 'Sum of the open differences without their signs',
      source: 'exception_rollups.absolute_difference',
    }),
    column('rule_hash', 'code', { meaning: 'SHA-256 of the rules used', source: run('rule_hash') }),
    column('result_hash', 'code', { meaning: 'Hash of the result of the run', source: run('result_hash') }),
    column('finished_at', 'timestamp', { meaning: 'When the run finished', source: run('finished_at') }),
    column('trace_id', 'code', { meaning: 'Trace of the run', source: run('trace_id') }),
  ],
};

function side(name: 'left' | 'right'): ExportColumn[] {
  const count = (suffix: string, source: string, meaning: string) =>
    column(`${name}_${suffix}`, 'integer', { meaning, source: `run_totals.${source} (${name})` });
  const money = (suffix: string, source: string, meaning: string) =>
    column(`${name}_${suffix}`, 'money', {
      unit: 'currency',
      meaning,
      source: `run_totals.${source} (${name})`,
    });
  return [
    count('count', 'line_count', `Records on the ${name}`),
    money('total', 'total', `Their sum`),
    count('matched_count', 'matched_count', `Records on the ${name} that tie out`),
    money('matched', 'matched', 'Their sum'),
    count('unmatched_count', 'unmatched_count', `Records on the ${name} that do not tie out`),
    money('unmatched', 'unmatched', 'Their sum'),
    money('explained', 'explained', 'What of it has a documented cause; never subtracted from it'),
  ];
}
