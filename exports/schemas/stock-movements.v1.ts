import { datasetExport, field } from './dataset-export.ts';

export const stockMovementsV1 = datasetExport({
  name: 'stock_movements',
  version: '1.0.0',
  meaning: 'Receipts, issues, transfers and adjustments of stock',
  controls: ['value'],
  dateColumn: 'movement_date',
  fields: [
    field('event_id', 'code', 'Event'),
    field('type', 'code', 'Kind of movement as the source names it'),
    field('sku', 'code', 'Article'),
    field('from_warehouse', 'code', 'Warehouse it leaves'),
    field('from_bin', 'code', 'Bin it leaves'),
    field('to_warehouse', 'code', 'Warehouse it enters'),
    field('to_bin', 'code', 'Bin it enters'),
    field('quantity', 'quantity', 'Quantity moved', { unit: 'unit' }),
    field('unit', 'code', 'Unit of the quantity'),
    field('unit_cost', 'quantity', 'Cost per unit', { unit: 'currency' }),
    field('value', 'money', 'Value moved', { unit: 'currency' }),
    field('currency', 'currency', 'Currency of the amounts'),
    field('occurred_at', 'timestamp', 'When it happened'),
    field('movement_date', 'date', 'The day it counts for'),
    field('document_ref', 'code', 'Document behind the movement'),
  ],
});
