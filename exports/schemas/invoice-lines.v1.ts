import { datasetExport, field } from './dataset-export.ts';

export const invoiceLinesV1 = datasetExport({
  name: 'invoice_lines',
  version: '1.0.0',
  meaning: 'Lines of invoices',
  controls: ['net'],
  dateColumn: 'issue_date',
  fields: [
    field('invoice', 'code', 'Record key of the invoice'),
    field('line', 'code', 'Line within the invoice'),
    field('issue_date', 'date', 'Date of the invoice'),
    field('sku', 'code', 'Article'),
    field('description', 'text', 'Text of the line'),
    field('quantity', 'quantity', 'Quantity', { unit: 'unit' }),
    field('unit', 'code', 'Unit of the quantity'),
    field('unit_price', 'quantity', 'Price per unit', { unit: 'currency' }),
    field('net', 'money', 'Net amount', { unit: 'currency' }),
    field('tax', 'money', 'Tax amount', { unit: 'currency' }),
    field('currency', 'currency', 'Currency of the amounts'),
    field('account', 'code', 'Account the line is posted to'),
    field('tax_code', 'code', 'Tax code'),
  ],
});
