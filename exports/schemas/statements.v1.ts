import { datasetExport, field } from './dataset-export.ts';

export const statementsV1 = datasetExport({
  name: 'statements',
  version: '1.0.0',
  meaning: 'Account statements: the proof that payments from a bank are whole',
  controls: ['closing_balance'],
  dateColumn: 'period_end',
  fields: [
    field('account', 'code', 'Account'),
    field('sequence', 'code', 'Number of the statement'),
    field('opening_balance', 'money', 'Opening balance, credit positive', { unit: 'currency' }),
    field('closing_balance', 'money', 'Closing balance, credit positive', { unit: 'currency' }),
    field('entries_total', 'money', 'Sum of the entries as read', { unit: 'currency' }),
    field('currency', 'currency', 'Currency of the amounts'),
    field('period_start', 'date', 'First day'),
    field('period_end', 'date', 'Last day'),
    field('entry_count', 'integer', 'Number of entries'),
    field('proven', 'boolean', 'Opening balance + entries = closing balance'),
  ],
});
