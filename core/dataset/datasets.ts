import type { Dataset, Field } from './field.ts';

const currency: Field = { name: 'currency', type: 'currency', meaning: 'Currency of the amounts' };
const baseCurrency: Field = {
  name: 'base_currency',
  type: 'currency',
  meaning: 'Base currency of the entity',
};
const money = (name: string, meaning: string, extra: Partial<Field> = {}): Field => ({
  name,
  type: 'money',
  meaning,
  currency: 'currency',
  ...extra,
});
const baseMoney = (name: string, meaning: string): Field => ({
  name,
  type: 'money',
  meaning,
  currency: 'base_currency',
});
const code = (name: string, meaning: string, extra: Partial<Field> = {}): Field => ({
  name,
  type: 'code',
  meaning,
  ...extra,
});
const text = (name: string, meaning: string): Field => ({ name, type: 'text', meaning });
const date = (name: string, meaning: string, extra: Partial<Field> = {}): Field => ({
  name,
  type: 'date',
  meaning,
  ...extra,
});
const timestamp = (name: string, meaning: string): Field => ({ name, type: 'timestamp', meaning });
const quantity = (name: string, meaning: string): Field => ({ name, type: 'quantity', meaning });
const rate = (name: string, meaning: string, extra: Partial<Field> = {}): Field => ({
  name,
  type: 'rate',
  meaning,
  ...extra,
});
const integer = (name: string, meaning: string): Field => ({ name, type: 'integer', meaning });

const ledgerEntries: Dataset = {
  name: 'ledger_entries',
  meaning: 'Lines of journals as posted to the general ledger or a subledger',
  controlField: 'amount',
  dateField: 'posting_date',
  fields: [
    code('journal', 'Journal the line belongs to'),
    code('line', 'Line within the journal'),
    code('account', 'Account posted to', { required: true }),
    text('account_name', 'Name of the account'),
    date('posting_date', 'Date of posting', { required: true }),
    code('document_ref', 'Document that the posting comes from'),
    code('document_type', 'Kind of that document, as the source names it'),
    text('counterparty', 'Customer, supplier or bank'),
    money('amount', 'Debit positive, credit negative', { required: true }),
    currency,
    baseMoney('base_amount', 'The amount in base currency, debit positive'),
    baseCurrency,
    code('tax_code', 'Tax code'),
    text('description', 'Text of the posting'),
  ],
};

const invoices: Dataset = {
  name: 'invoices',
  meaning: 'Sales and purchase invoices, credit and debit notes',
  controlField: 'gross',
  dateField: 'issue_date',
  fields: [
    code('kind', 'What the document is', {
      required: true,
      values: ['sale', 'purchase', 'credit_note', 'debit_note'],
    }),
    code('number', 'Number printed on the document'),
    text('counterparty', 'Customer or supplier'),
    date('issue_date', 'Date of issue', { required: true }),
    date('due_date', 'Due date'),
    money('net', 'Net amount'),
    money('tax', 'Tax amount'),
    money('gross', 'Gross amount', { required: true }),
    currency,
    baseMoney('base_amount', 'Gross amount in base currency'),
    baseCurrency,
    rate('fx_rate', 'Rate between the two currencies as the source states it'),
    code('order_ref', 'Order the invoice belongs to'),
    code('status', 'State of the document in its source'),
  ],
};

const invoiceLines: Dataset = {
  name: 'invoice_lines',
  meaning: 'Lines of invoices',
  controlField: 'net',
  dateField: 'issue_date',
  fields: [
    code('invoice', 'Record key of the invoice', { required: true }),
    code('line', 'Line within the invoice'),
    date('issue_date', 'Date of the invoice'),
    code('sku', 'Article'),
    text('description', 'Text of the line'),
    quantity('quantity', 'Quantity'),
    code('unit', 'Unit of the quantity'),
    quantity('unit_price', 'Price per unit'),
    money('net', 'Net amount', { required: true }),
    money('tax', 'Tax amount'),
    currency,
    code('account', 'Account the line is posted to'),
    code('tax_code', 'Tax code'),
  ],
};

const payments: Dataset = {
  name: 'payments',
  meaning: 'Money in and out, from banks and payment providers',
  controlField: 'amount',
  dateField: 'value_date',
  fields: [
    code('account', 'Account the money moved on'),
    code('direction', 'in or out', { values: ['in', 'out'] }),
    date('value_date', 'Value date', { required: true }),
    date('booking_date', 'Booking date'),
    money('amount', 'Money in positive, money out negative', { required: true }),
    money('fee', 'Fee kept back by the provider'),
    currency,
    code('reference', 'Reference by which it is matched'),
    code('end_to_end_id', 'End-to-end identification'),
    text('counterparty', 'Who paid or was paid'),
    text('description', 'Remittance text as received'),
    code('statement_ref', 'Statement that shows it'),
    code('bank_ref', "The bank's own reference"),
    code('method', 'Means of payment'),
  ],
};

const statements: Dataset = {
  name: 'statements',
  meaning: 'Account statements: the proof that payments from a bank are whole',
  controlField: 'closing_balance',
  dateField: 'period_end',
  fields: [
    code('account', 'Account', { required: true }),
    code('sequence', 'Number of the statement'),
    money('opening_balance', 'Opening balance, credit positive', { required: true }),
    money('closing_balance', 'Closing balance, credit positive', { required: true }),
    money('entries_total', 'Sum of the entries as read'),
    currency,
    date('period_start', 'First day'),
    date('period_end', 'Last day', { required: true }),
    integer('entry_count', 'Number of entries'),
    { name: 'proven', type: 'boolean', meaning: 'Opening balance + entries = closing balance' },
  ],
};

const purchaseLine: readonly Field[] = [
  code('number', 'Document number', { required: true }),
  code('line', 'Line within the document'),
  code('vendor', 'Vendor'),
  date('document_date', 'Date of the document'),
  code('sku', 'Article'),
  quantity('quantity', 'Quantity'),
  code('unit', 'Unit of the quantity'),
  quantity('price', 'Price per unit'),
  money('amount', 'Amount of the line'),
  currency,
  code('approved_by', 'Who approved it'),
  timestamp('approved_at', 'When it was approved'),
  code('status', 'State of the document in its source'),
];

const purchaseOrders: Dataset = {
  name: 'purchase_orders',
  meaning: 'Lines of purchase orders',
  controlField: 'amount',
  dateField: 'document_date',
  fields: purchaseLine,
};
const approvals: Dataset = {
  name: 'approvals',
  meaning: 'Approvals of purchase documents',
  controlField: 'amount',
  dateField: 'document_date',
  fields: purchaseLine,
};
const quotations: Dataset = {
  name: 'quotations',
  meaning: 'Lines of quotations from vendors',
  controlField: 'amount',
  dateField: 'document_date',
  fields: purchaseLine,
};

const stockLevels: Dataset = {
  name: 'stock_levels',
  meaning: 'Quantity and value of stock by place',
  controlField: 'value',
  dateField: 'as_of',
  fields: [
    code('warehouse', 'Warehouse', { required: true }),
    code('bin', 'Bin'),
    code('sku', 'Article', { required: true }),
    code('lot', 'Lot'),
    code('unit', 'Unit of the quantity'),
    quantity('quantity', 'Quantity on hand'),
    quantity('unit_cost', 'Cost per unit'),
    money('value', 'Value of the stock'),
    currency,
    date('as_of', 'Day of the count', { required: true }),
  ],
};

const stockMovements: Dataset = {
  name: 'stock_movements',
  meaning: 'Receipts, issues, transfers and adjustments of stock',
  controlField: 'value',
  dateField: 'movement_date',
  fields: [
    code('event_id', 'Event', { required: true }),
    code('type', 'Kind of movement as the source names it'),
    code('sku', 'Article', { required: true }),
    code('from_warehouse', 'Warehouse it leaves'),
    code('from_bin', 'Bin it leaves'),
    code('to_warehouse', 'Warehouse it enters'),
    code('to_bin', 'Bin it enters'),
    quantity('quantity', 'Quantity moved'),
    code('unit', 'Unit of the quantity'),
    quantity('unit_cost', 'Cost per unit'),
    money('value', 'Value moved'),
    currency,
    timestamp('occurred_at', 'When it happened'),
    date('movement_date', 'The day it counts for', { required: true }),
    code('document_ref', 'Document behind the movement'),
  ],
};

const assetEvents: Dataset = {
  name: 'asset_events',
  meaning: 'Custody, place and state of assets, as scanned in the field',
  dateField: 'event_date',
  fields: [
    code('asset_id', 'Asset', { required: true }),
    code('event', 'What happened', { required: true }),
    text('custodian', 'Who holds it'),
    text('location', 'Place'),
    rate('lat', 'Latitude in degrees'),
    rate('lon', 'Longitude in degrees'),
    quantity('accuracy_m', 'Accuracy in metres'),
    code('qr', 'Code as scanned'),
    code('device', 'Device'),
    timestamp('occurred_at', 'When it happened'),
    date('event_date', 'The day it counts for', { required: true }),
    integer('device_sequence', "Number in the device's own order"),
  ],
};

const fxRates: Dataset = {
  name: 'fx_rates',
  meaning: 'Exchange rates: one unit of base is rate units of quote',
  dateField: 'date',
  fields: [
    date('date', 'Day the rate holds for', { required: true }),
    { name: 'base', type: 'currency', meaning: 'Base currency', required: true },
    { name: 'quote', type: 'currency', meaning: 'Quote currency', required: true },
    rate('rate', 'Units of quote for one unit of base', { required: true }),
    code('provider', 'Who published it'),
  ],
};

export const DATASETS: readonly Dataset[] = [
  ledgerEntries,
  invoices,
  invoiceLines,
  payments,
  statements,
  purchaseOrders,
  approvals,
  quotations,
  stockLevels,
  stockMovements,
  assetEvents,
  fxRates,
];

const byName = new Map(DATASETS.map((dataset) => [dataset.name, dataset]));

export function datasetNamed(name: string): Dataset | undefined {
  return byName.get(name);
}

export function fieldNamed(dataset: Dataset, name: string): Field | undefined {
  return dataset.fields.find((field) => field.name === name);
}
