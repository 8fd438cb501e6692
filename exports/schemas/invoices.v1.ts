import { datasetExport, field } from './dataset-export.ts';

export const invoicesV1 = datasetExport({
  name: 'invoices',
  version: '1.0.0',
  meaning: 'Sales and purchase invoices, credit and debit notes',
  controls: ['gross'],
  dateColumn: 'issue_date',
  fields: [
    field('kind', 'code', 'What the document is'),
    field('number', 'code', 'Number printed on the document'),
    field('counterparty', 'text', 'Customer or supplier'),
    field('issue_date', 'date', 'Date of issue'),
    field('due_date', 'date', 'Due date'),
    field('net', 'money', 'Net amount', { unit: 'currency' }),
    field('tax', 'money', 'Tax amount', { unit: 'currency' }),
    field('gross', 'money', 'Gross amount', { unit: 'currency' }),
    field('currency', 'currency', 'Currency of the amounts'),
    field('base_amount', 'money', 'Gross amount in base currency', { unit: 'base_currency' }),
    field('base_currency', 'currency', 'Base currency of the entity'),
    field('fx_rate', 'rate', 'Rate between the two currencies as the source states it'),
    field('order_ref', 'code', 'Order the invoice belongs to'),
    field('status', 'code', 'State of the document in its source'),
  ],
});
