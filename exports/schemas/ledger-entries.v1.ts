import { datasetExport, field } from './dataset-export.ts';

export const ledgerEntriesV1 = datasetExport({
  name: 'ledger_entries',
  version: '1.0.0',
  meaning: 'Lines of journals as posted to the general ledger or a subledger',
  controls: ['amount'],
  dateColumn: 'posting_date',
  fields: [
    field('journal', 'code', 'Journal the line belongs to'),
    field('line', 'code', 'Line within the journal'),
    field('account', 'code', 'Account posted to'),
    field('account_name', 'text', 'Name of the account'),
    field('posting_date', 'date', 'Date of posting'),
    field('document_ref', 'code', 'Document that the posting comes from'),
    field('document_type', 'code', 'Kind of that document, as the source names it'),
    field('counterparty', 'text', 'Customer, supplier or bank'),
    field('amount', 'money', 'Debit positive, credit negative', { unit: 'currency' }),
    field('currency', 'currency', 'Currency of the amounts'),
    field('base_amount', 'money', 'The amount in base currency, debit positive', { unit: 'base_currency' }),
    field('base_currency', 'currency', 'Base currency of the entity'),
    field('tax_code', 'code', 'Tax code'),
    field('description', 'text', 'Text of the posting'),
  ],
});
