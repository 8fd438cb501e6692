import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Random } from './random.ts';

/** One entity, a full source and an incremental one, the reconciliation between them, and exports. */
const WORKSPACE: Record<string, string> = {
  'tieout.yaml': `workspace: faults
entities:
  - {entity: acme, name: Acme, base_currency: EUR, zone: Europe/Berlin}
`,
  'sources/shop.yaml': 'source: shop\nentity: acme\ntitle: Shop\n',
  'sources/bank.yaml': 'source: bank\nentity: acme\ntitle: Bank\n',
  'contracts/shop.invoices.v1.yaml': `contract: shop.invoices
version: 1
dataset: invoices
format: {type: csv, delimiter: ",", encoding: utf-8, decimal_separator: "."}
mode: full
key: [number]
fields:
  kind: {value: sale}
  number: {from: reference}
  issue_date: {from: day, type: date}
  gross: {from: amount, type: money, currency: EUR}
  currency: {value: EUR}
`,
  'contracts/bank.payments.v1.yaml': `contract: bank.payments
version: 1
dataset: payments
format: {type: csv, delimiter: ",", encoding: utf-8, decimal_separator: "."}
mode: incremental
key: [id]
fields:
  reference: {from: reference}
  amount: {from: amount, type: money, currency: EUR}
  currency: {value: EUR}
  value_date: {from: day, type: date}
`,
  'reconciliations/shop-to-bank.yaml': `reconciliation: shop-to-bank
left: {source: shop, dataset: invoices}
right: {source: bank, dataset: payments}
passes:
  - {name: by-number, type: key, on: [{left: number, right: reference}], cardinality: "1:N"}
threshold: {absolute: {EUR: "0.01"}, percent: "0", combine: any}
`,
  'exports/acme.yaml': `entity: acme
exports:
  - {export: exceptions, formats: [csv]}
  - {export: payments, formats: [csv, parquet]}
  - {export: matches, formats: [csv]}
`,
};

export function writeWorkspace(folder: string): void {
  for (const [path, text] of Object.entries(WORKSPACE)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

const day = (n: number) => `2026-01-${String(1 + (n % 28)).padStart(2, '0')}`;
const cents = (n: number) => `${Math.floor(n / 100)}.${String(n % 100).padStart(2, '0')}`;

/** Everything that the shop says now: most as before, some amounts changed, some rows gone, a few that cannot be read. */
export function shopFile(random: Random, size: number): string {
  const lines = ['reference,amount,day'];
  for (let n = 0; n < size; n++) {
    if (random.next() < 0.02) continue;
    const amount = random.next() < 0.05 ? random.below(1_000_000) : n * 7 + 100;
    lines.push(`R${n},${random.next() < 0.002 ? '1e5' : cents(amount)},${day(n)}`);
  }
  return `${lines.join('\n')}\n`;
}

/** What happened at the bank since: new payments, and corrections of earlier ones. */
export function bankFile(random: Random, size: number, round: number): string {
  const lines = ['id,reference,amount,day'];
  const rows = Math.max(10, Math.floor(size / 10));
  for (let n = 0; n < rows; n++) {
    const isNew = random.next() < 0.8;
    const id = isNew ? `B${round}-${n}` : `B${random.below(round + 1)}-${random.below(rows)}-c`;
    const invoice = random.below(size);
    const amount = random.next() < 0.8 ? invoice * 7 + 100 : random.below(1_000_000);
    lines.push(`${id},R${invoice},${cents(amount)},${random.next() < 0.002 ? '2026-02-30' : day(n)}`);
  }
  // The same id twice in one file is quarantined: keep the first only.
  const seen = new Set<string>();
  return `${lines.filter((line) => !seen.has(line.split(',')[0] as string) && seen.add(line.split(',')[0] as string)).join('\n')}\n`;
}
