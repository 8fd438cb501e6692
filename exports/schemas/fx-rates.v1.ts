import { datasetExport, field } from './dataset-export.ts';

export const fxRatesV1 = datasetExport({
  name: 'fx_rates',
  version: '1.0.0',
  meaning: 'Exchange rates: one unit of base is rate units of quote',
  controls: [],
  dateColumn: 'date',
  fields: [
    field('date', 'date', 'Day the rate holds for'),
    field('base', 'currency', 'Base currency'),
    field('quote', 'currency', 'Quote currency'),
    field('rate', 'rate', 'Units of quote for one unit of base'),
    field('provider', 'code', 'Who published it'),
  ],
});
