import { SUPPLIER_WORKSPACE } from './app-suppliers.ts';

/** A workspace for looking at screens: two entities, seven sources, six reconciliations. */
export const APP_WORKSPACE: Record<string, string> = {
  ...SUPPLIER_WORKSPACE,
  'tieout.yaml': `workspace: Nordlicht Group
entities:
  - {entity: nordlicht, name: Nordlicht Handels GmbH, base_currency: EUR, zone: Europe/Berlin}
  - {entity: kansai, name: Kansai Trading K.K., base_currency: JPY, zone: Asia/Tokyo}
`,
  'sources/shop.yaml': `source: shop
entity: nordlicht
title: Web shop
owner: orders@nordlicht.example
freshness_hours: 24
pull: {type: folder, path: data/shop, files: [{pattern: "invoices*.csv", contract: shop.invoices}]}
`,
  'sources/bank.yaml': `source: bank
entity: nordlicht
title: House bank, collected by EBICS
owner: treasury@nordlicht.example
freshness_hours: 24
pull: {type: folder, path: data/bank, files: [{pattern: "payments*.csv", contract: bank.payments}]}
`,
  'sources/erp.yaml': `source: erp
entity: nordlicht
title: General ledger
freshness_hours: 12
`,
  'sources/till.yaml': `source: till
entity: kansai
title: Tills of the Osaka stores
`,
  'contracts/shop.invoices.v1.yaml': `contract: shop.invoices
version: 1
dataset: invoices
format: {type: csv, delimiter: ",", encoding: utf-8, decimal_separator: "."}
mode: full
key: [number]
fields:
  kind: {value: sale}
  number: {from: number, normalise: [trim, upper]}
  counterparty: {from: customer}
  issue_date: {from: issued_on, type: date, pattern: yyyy-MM-dd}
  gross: {from: gross, type: money, currency: {from: currency}}
  currency: {from: currency}
checks:
  - {name: gross_is_positive, expr: "gross > 0", on_fail: quarantine}
`,
  'contracts/bank.payments.v1.yaml': `contract: bank.payments
version: 1
dataset: payments
format: {type: csv, delimiter: ",", encoding: utf-8, decimal_separator: "."}
mode: full
key: [id]
fields:
  value_date: {from: paid_on, type: date, pattern: yyyy-MM-dd}
  amount: {from: amount, type: money, currency: {from: currency}}
  currency: {from: currency}
  reference: {from: invoice, normalise: [trim, upper]}
  counterparty: {from: payer}
`,
  'contracts/erp.postings.v1.yaml': `contract: erp.postings
version: 1
dataset: ledger_entries
format: {type: csv, delimiter: ";", encoding: utf-8, decimal_separator: ","}
mode: full
key: [journal, line]
fields:
  journal: {from: journal}
  line: {from: line}
  account: {from: account}
  posting_date: {from: posted_on, type: date, pattern: dd.MM.yyyy}
  document_ref: {from: document, normalise: [trim, upper]}
  amount: {from: amount, type: money, currency: EUR}
  currency: {value: EUR}
`,
  'contracts/till.sales.v1.yaml': `contract: till.sales
version: 1
dataset: payments
format: {type: csv, delimiter: ",", encoding: utf-8, decimal_separator: "."}
mode: full
key: [id]
fields:
  value_date: {from: paid_on, type: date, pattern: yyyy-MM-dd}
  amount: {from: amount, type: money, currency: JPY}
  currency: {value: JPY}
  reference: {from: receipt}
`,
  'contracts/till.deposits.v1.yaml': `contract: till.deposits
version: 1
dataset: statements
format: {type: csv, delimiter: ",", encoding: utf-8, decimal_separator: "."}
mode: full
key: [receipt]
fields:
  account: {from: receipt}
  opening_balance: {from: opening, type: money, currency: JPY}
  closing_balance: {from: amount, type: money, currency: JPY}
  currency: {value: JPY}
  period_end: {from: day, type: date, pattern: yyyy-MM-dd}
`,
  'reconciliations/invoices-to-payments.yaml': `reconciliation: invoices-to-payments
title: Invoices to payments
left: {source: shop, dataset: invoices, label: Invoices}
right: {source: bank, dataset: payments, label: Payments}
passes:
  - {name: by-number, type: key, on: [{left: number, right: reference}], cardinality: "1:N", days: {before: 3, after: 30}}
  - {name: by-number-any-day, type: key, on: [{left: number, right: reference}], cardinality: "1:1", days: {before: 5, after: 45}}
threshold: {absolute: {EUR: "0.01", USD: "0.01"}, percent: "0", combine: any}
materiality: {EUR: "1000.00", USD: "1000.00"}
`,
  'reconciliations/invoices-to-ledger.yaml': `reconciliation: invoices-to-ledger
title: Invoices to accounts receivable
left: {source: shop, dataset: invoices, label: Invoices, where: "currency = 'EUR'"}
right: {source: erp, dataset: ledger_entries, label: Postings on 1400, where: "account = '1400'"}
passes:
  - {name: by-document, type: key, on: [{left: number, right: document_ref}], cardinality: "1:1"}
threshold: {absolute: {EUR: "0.00"}, percent: "0", combine: any}
materiality: {EUR: "5000.00"}
`,
  'reconciliations/payments-to-ledger.yaml': `reconciliation: payments-to-ledger
title: Bank to bank account 1200
left: {source: bank, dataset: payments, label: Bank entries, where: "currency = 'EUR'"}
right: {source: erp, dataset: ledger_entries, label: Postings on 1200, where: "account = '1200'"}
passes:
  - {name: by-document, type: key, on: [{left: reference, right: document_ref}], cardinality: "N:M"}
threshold: {absolute: {EUR: "0.00"}, percent: "0", combine: any}
materiality: {EUR: "5000.00"}
`,
  'reconciliations/till-to-deposits.yaml': `reconciliation: till-to-deposits
title: Tills to deposits
left: {source: till, dataset: payments, label: Takings}
right: {source: till, dataset: statements, label: Deposits}
passes:
  - {name: by-receipt, type: key, on: [{left: reference, right: account}], cardinality: "1:1"}
threshold: {absolute: {JPY: "0"}, percent: "0", combine: any}
materiality: {JPY: "100000"}
`,
  'reconciliations/intercompany.yaml': `reconciliation: intercompany
title: Intercompany receivables and payables between the German and the Japanese company
left: {source: erp, dataset: ledger_entries, label: Receivables, where: "account = '1590'"}
right: {source: erp, dataset: ledger_entries, label: Payables, where: "account = '1790'"}
passes:
  - {name: by-document, type: key, on: [document_ref], cardinality: "N:M"}
threshold: {absolute: {EUR: "0.00"}, percent: "0", combine: any}
materiality: {EUR: "1.00"}
`,
  'exports/nordlicht.yaml': `entity: nordlicht
exports:
  - {export: exceptions, formats: [csv, xlsx, parquet]}
  - {export: matches, formats: [csv, parquet]}
  - {export: reconciliation_summary, formats: [csv]}
  - {export: invoices, formats: [csv]}
`,
  'schedules.yaml': `schedules:
  - {schedule: shop-pull, cron: "0 6 * * 1-5", zone: Europe/Berlin, job: pull, target: shop}
  - {schedule: bank-pull, cron: "30 5 * * *", zone: Europe/Berlin, job: pull, target: bank}
  - {schedule: invoices-to-payments, cron: "15 6 * * 1-5", zone: Europe/Berlin, job: reconcile, target: invoices-to-payments}
`,
};
