/**
 * Writes the payments side of the wholesaler: what a payment provider would have reported for the real invoices of
 * December 2010, with known deviations. `npx tsx examples/generate/payments.ts [--seed N] [--out DIR]`
 */
import { type GeneratedFiles, jsonFile, runAsProgram } from './command-line.ts';
import { fromMinor } from './minor-units.ts';
import { Prng } from './prng.ts';
import { DEVIATIONS, drawKind, type Payment } from './wholesale-deviations.ts';
import { readInvoices } from './wholesale-invoices.ts';
import { type Case, wholesaleTruth } from './wholesale-truth.ts';

export const PAYMENTS_SEED = 20101201;

/** One NDJSON file a month of payment, and truth.json beside them. */
export function generatePayments(seed: number): GeneratedFiles {
  const random = new Prng(seed);
  const invoices = readInvoices();
  const cases: Case[] = invoices
    .filter((invoice) => invoice.total !== 0n)
    .map((invoice) => {
      const kind = drawKind(invoice, random);
      return { kind, invoice, payments: DEVIATIONS[kind](invoice, random) };
    });
  const files = new Map<string, Buffer>();
  for (const [month, lines] of byMonth(cases.flatMap((one) => one.payments))) {
    files.set(`wholesale-payments/payments-${month}.ndjson`, Buffer.from(`${lines.join('\n')}\n`));
  }
  files.set('wholesale-payments/truth.json', jsonFile(wholesaleTruth(seed, invoices, cases)));
  return files;
}

/** Numbered in the order in which they were paid, as the provider would. */
function byMonth(payments: readonly Payment[]): Map<string, string[]> {
  const months = new Map<string, string[]>();
  const inOrder = [...payments].sort((a, b) => (a.paidOn < b.paidOn ? -1 : a.paidOn > b.paidOn ? 1 : 0));
  inOrder.forEach((one, index) => {
    const month = one.paidOn.slice(0, 7);
    months.set(month, [...(months.get(month) ?? []), ndjsonLine(one, index + 1)]);
  });
  return months;
}

function ndjsonLine(one: Payment, number: number): string {
  return JSON.stringify({
    id: `pm_${String(number).padStart(6, '0')}`,
    paid_on: one.paidOn,
    amount: { value: fromMinor(one.amount), currency: one.currency },
    fee: { value: fromMinor(one.fee), currency: one.currency },
    reference: one.reference,
    method: one.method,
    payer: one.customer === '' ? null : { customer: one.customer },
  });
}

runAsProgram(import.meta.url, PAYMENTS_SEED, generatePayments);
