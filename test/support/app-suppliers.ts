/*
 * Purchase ledger against the statements of suppliers: books in which every kind of pass, class and suggestion shows, the
 * same every time. They belong to the workspace of `app-workspace.ts`.
 */

const HEADER = 'number,supplier,dated,gross,vat,currency,text';

const contract = (source: string) => `contract: ${source}.documents
version: 1
dataset: invoices
format: {type: csv, delimiter: ",", encoding: utf-8, decimal_separator: "."}
mode: full
key: [id]
fields:
  kind: {value: purchase}
  number: {from: number, normalise: [trim, upper]}
  counterparty: {from: supplier}
  issue_date: {from: dated, type: date, pattern: yyyy-MM-dd}
  gross: {from: gross, type: money, currency: {from: currency}}
  tax: {from: vat, type: money, currency: {from: currency}}
  currency: {from: currency}
  order_ref: {from: text}
`;

export const SUPPLIER_WORKSPACE: Record<string, string> = {
  'sources/purchases.yaml': 'source: purchases\nentity: nordlicht\ntitle: Purchase ledger\n',
  'sources/suppliers.yaml': 'source: suppliers\nentity: nordlicht\ntitle: Supplier statements\n',
  'sources/ecb.yaml': 'source: ecb\nentity: nordlicht\ntitle: Reference rates\n',
  'contracts/purchases.documents.v1.yaml': contract('purchases'),
  'contracts/suppliers.documents.v1.yaml': contract('suppliers'),
  'contracts/ecb.daily.v1.yaml': `contract: ecb.daily
version: 1
dataset: fx_rates
format: {type: csv}
mode: full
key: [date, base, quote]
fields: {date: date, base: base, quote: quote, rate: rate}
`,
  'reconciliations/purchases-to-statements.yaml': `reconciliation: purchases-to-statements
title: Purchase ledger to supplier statements
left: {source: purchases, dataset: invoices, label: Purchase ledger}
right: {source: suppliers, dataset: invoices, label: Statements}
passes:
  - {name: by-number, type: key, on: [number], cardinality: "1:1", days: 20}
  - {name: abroad, type: fx, on: [number], rates: ecb, date: right}
  - {name: by-amount, type: window, on: [counterparty], days: 5}
  - {name: together, type: combination, on: [counterparty], days: 10, cardinality: "N:M", max_members: 5}
  - {name: in-text, type: reference, find: {left: number}, in: {right: order_ref}}
threshold: {absolute: {EUR: "0.05"}}
materiality: {EUR: "2500.00"}
parts:
  - {name: vat, class: tax, compare: tax}
rounding: {absolute: {EUR: "0.02"}, account: "6990"}
explain:
  - {name: reminder-fees, class: fee, side: right, field: order_ref, is: [REMINDER FEE]}
  - {name: not-yet-on-a-statement, class: timing, side: left, sign: positive, within_days: 10}
`,
};

const [MILL, FJORD, FAR] = ['Zjednoczone Młyny Polskie S.A.', 'Fjord & Fell AS', 'שמן זית הגליל בע״מ'];

/** `day` counts deliveries, as elsewhere: on the last one a line of a match by hand is another. */
export function supplierBooks(day: number): { purchases: string; suppliers: string; rates: string } {
  const ours = [
    ...equal('ER-1', 24),
    // Rounded differently by a cent: ties out, and is proposed for write-off.
    `ER-201,${MILL},2026-01-08,119.01,19.00,EUR,`,
    `ER-202,${FJORD},2026-01-09,238.00,38.00,EUR,`,
    // The whole ties, its VAT does not.
    `ER-210,${MILL},2026-01-10,1070.00,70.00,EUR,flour`,
    // Two currencies: one ties out but for the rate, the other does not.
    `ER-220,${FAR},2026-01-12,100.00,0.00,USD,olive oil`,
    `ER-221,${FAR},2026-01-13,5000.00,0.00,USD,olive oil`,
    `ER-222,${FAR},2026-01-13,700.00,0.00,GBP,no rate`,
    // Two equal amounts want one line of the statement.
    `ER-230,${FJORD},2026-01-14,450.00,71.85,EUR,pallets`,
    `ER-231,${FJORD},2026-01-16,450.00,71.85,EUR,pallets`,
    // A bill in three lines on the statement.
    `ER-240,${MILL},2026-01-15,990.00,158.07,EUR,three deliveries`,
    // Named in the text, and short.
    `ER-20260150,${FAR},2026-01-18,812.40,129.71,EUR,`,
    // Matched by hand, and moved later.
    `ER-260,${FJORD},2026-01-19,333.00,53.17,EUR,returned goods`,
    `ER-261,${MILL},2026-01-20,88.00,14.05,EUR,samples`,
    `ER-290,${FJORD},2026-01-29,2750.00,439.08,EUR,late in the month`,
  ];
  const theirs = [
    ...equal('ER-1', 24),
    `ER-201,${MILL},2026-01-08,119.00,19.00,EUR,`,
    `ER-202,${FJORD},2026-01-09,238.02,38.00,EUR,`,
    `ER-210,${MILL},2026-01-10,1070.00,50.00,EUR,flour`,
    `ER-220,${FAR},2026-01-20,92.00,0.00,EUR,olive oil`,
    `ER-221,${FAR},2026-01-20,4480.00,0.00,EUR,olive oil`,
    `ER-222,${FAR},2026-01-20,810.00,0.00,EUR,no rate`,
    `S-9001,${FJORD},2026-01-15,450.00,71.85,EUR,pallets`,
    `S-9002,${MILL},2026-01-16,330.00,52.69,EUR,first delivery`,
    `S-9003,${MILL},2026-01-17,280.00,44.71,EUR,second delivery`,
    `S-9004,${MILL},2026-01-18,380.00,60.67,EUR,third delivery`,
    `S-9005,${FAR},2026-01-21,800.00,127.73,EUR,Payment for ER-20260150 less discount`,
    `S-9006,${FJORD},2026-01-22,${day > 2 ? '310.00' : '330.00'},52.69,EUR,returned goods net`,
    `S-9007,${MILL},2026-01-23,85.50,13.65,EUR,samples`,
    `S-9008,${FJORD},2026-01-24,12.00,0.00,EUR,REMINDER FEE`,
  ];
  return { purchases: csv(ours), suppliers: csv(theirs), rates: RATES };
}

function equal(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const day = String(1 + (index % 28)).padStart(2, '0');
    const name = index % 2 === 0 ? MILL : FJORD;
    return `${prefix}${String(index).padStart(2, '0')},${name},2026-01-${day},${1190 + index * 119}.00,${190 + index * 19}.00,EUR,goods`;
  });
}

const csv = (rows: readonly string[]): string =>
  `id,${HEADER}\n${rows.map((row) => `${row.split(',')[0]},${row}`).join('\n')}\n`;

const RATES = `date,base,quote,rate
2026-01-12,USD,EUR,0.90
2026-01-13,USD,EUR,0.905
2026-01-19,USD,EUR,0.92
2026-01-20,USD,EUR,0.92
`;
