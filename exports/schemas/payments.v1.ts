import { datasetExport, field } from './dataset-export.ts';

export const paymentsV1 = datasetExport({
  name: 'payments',
  version: '1.0.0',
  meaning: 'Money in and out, from banks and payment providers',
  controls: ['amount'],
  dateColumn: 'value_date',
  fields: [
    field('account', 'code', 'Account the money moved on'),
    field('direction', 'code', 'in or out'),
    field('value_date', 'date', 'Value date'),
    field('booking_date', 'date', 'Booking date'),
    field('amount', 'money', 'Money in positive, money out negative', { unit: 'currency' }),
    field('fee', 'money', 'Fee kept back by the provider', { unit: 'currency' }),
    field('currency', 'currency', 'Currency of the amounts'),
    field('reference', 'code', 'Reference by which it is matched'),
    field('end_to_end_id', 'code', 'End-to-end identification'),
    field('counterparty', 'text', 'Who paid or was paid'),
    field('description', 'text', 'Remittance text as received'),
    field('statement_ref', 'code', 'Statement that shows it'),
    field('bank_ref', 'code', "The bank's own reference"),
    field('method', 'code', 'Means of payment'),
  ],
});
