import { datasetExport, field } from './dataset-export.ts';

export const stockLevelsV1 = datasetExport({
  name: 'stock_levels',
  version: '1.0.0',
  meaning: 'Quantity and value of stock by place',
  controls: ['value'],
  dateColumn: 'as_of',
  fields: [
    field('warehouse', 'code', 'Warehouse'),
    field('bin', 'code', 'Bin'),
    field('sku', 'code', 'Article'),
    field('lot', 'code', 'Lot'),
    field('unit', 'code', 'Unit of the quantity'),
    field('quantity', 'quantity', 'Quantity on hand', { unit: 'unit' }),
    field('unit_cost', 'quantity', 'Cost per unit', { unit: 'currency' }),
    field('value', 'money', 'Value of the stock', { unit: 'currency' }),
    field('currency', 'currency', 'Currency of the amounts'),
    field('as_of', 'date', 'Day of the count'),
  ],
});
