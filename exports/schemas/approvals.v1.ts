import { datasetExport, field } from './dataset-export.ts';

export const approvalsV1 = datasetExport({
  name: 'approvals',
  version: '1.0.0',
  meaning: 'Approvals of purchase documents',
  controls: ['amount'],
  dateColumn: 'document_date',
  fields: [
    field('number', 'code', 'Document number'),
    field('line', 'code', 'Line within the document'),
    field('vendor', 'code', 'Vendor'),
    field('document_date', 'date', 'Date of the document'),
    field('sku', 'code', 'Article'),
    field('quantity', 'quantity', 'Quantity', { unit: 'unit' }),
    field('unit', 'code', 'Unit of the quantity'),
    field('price', 'quantity', 'Price per unit', { unit: 'currency' }),
    field('amount', 'money', 'Amount of the line', { unit: 'currency' }),
    field('currency', 'currency', 'Currency of the amounts'),
    field('approved_by', 'code', 'Who approved it'),
    field('approved_at', 'timestamp', 'When it was approved'),
    field('status', 'code', 'State of the document in its source'),
  ],
});
