import { fromMinor } from './minor-units.ts';
import type { DeviationKind, Payment } from './wholesale-deviations.ts';
import type { WholesaleInvoice } from './wholesale-invoices.ts';

export interface Case {
  kind: DeviationKind;
  invoice: WholesaleInvoice;
  payments: readonly Payment[];
}

/** What a reconciliation by invoice number with thresholds GBP 0.05 and 30 days must find. Amounts as text. */
export interface ExpectedException {
  key: string;
  currency: string;
  type: 'missing_left' | 'missing_right' | 'amount' | 'currency' | 'duplicate' | 'timing';
  /** Sum of the invoice lines; null where there is no invoice. */
  invoiced: string | null;
  /** Sum of amount + fee of the payments; null where there is none. */
  paid: string | null;
  kind: DeviationKind;
}

const TYPE_OF_KIND = {
  partial: 'amount',
  short: 'amount',
  over: 'amount',
  paid_again: 'amount',
  late: 'timing',
  double: 'duplicate',
  missing: 'missing_right',
  foreign: 'currency',
} as const satisfies Partial<Record<DeviationKind, ExpectedException['type']>>;

const AMOUNT_KINDS: Partial<Record<DeviationKind, true>> = { partial: true, short: true, over: true };

/** The threshold of the reconciliation: 5 pence either way. */
function isWithinThreshold(difference: bigint): boolean {
  return difference >= -5n && difference <= 5n;
}

export function expectedExceptions(one: Case): ExpectedException[] {
  const { kind, invoice, payments } = one;
  const invoiced = fromMinor(invoice.total);
  const paid = payments.length === 0 ? null : fromMinor(sumOf(payments));
  const currency = 'GBP';
  if (kind === 'mistyped') {
    const reference = (payments[0] as Payment).reference;
    return [
      { key: invoice.number, currency, type: 'missing_right', invoiced, paid: null, kind },
      { key: reference, currency, type: 'missing_left', invoiced: null, paid, kind },
    ];
  }
  if (!(kind in TYPE_OF_KIND)) return [];
  if (kind in AMOUNT_KINDS && isWithinThreshold(invoice.total - sumOf(payments))) {
    throw new Error(`${kind} of ${invoice.number} is too small to show`);
  }
  return [
    {
      key: invoice.number,
      currency,
      type: TYPE_OF_KIND[kind as keyof typeof TYPE_OF_KIND],
      invoiced,
      paid,
      kind,
    },
  ];
}

function sumOf(payments: readonly Payment[]): bigint {
  return payments.reduce((sum, one) => sum + one.amount + one.fee, 0n);
}

/** The contents of truth.json: what is real, what was generated, and what must be found. */
export function wholesaleTruth(
  seed: number,
  invoices: readonly WholesaleInvoice[],
  cases: readonly Case[],
): object {
  const exceptions = cases.flatMap(expectedExceptions).sort((a, b) => (a.key < b.key ? -1 : 1));
  const payments = cases.flatMap((one) => one.payments);
  return {
    generator: 'examples/generate/payments.ts',
    seed,
    real: {
      invoice_lines: invoices.reduce((sum, one) => sum + one.lines, 0),
      invoice_lines_with_amount: invoices.reduce((sum, one) => sum + one.linesWithAmount, 0),
      invoices: invoices.length,
      cancellations: invoices.filter((one) => one.number.startsWith('C')).length,
      invoices_of_zero: invoices.filter((one) => one.total === 0n).length,
      total: { GBP: fromMinor(invoices.reduce((sum, one) => sum + one.total, 0n)) },
    },
    generated: {
      payments: payments.length,
      amounts: totals(payments, (one) => one.amount),
      fees: totals(payments, (one) => one.fee),
    },
    kinds: countBy(cases.map((one) => one.kind)),
    keys_by_kind: keysByKind(cases),
    reconciliation: {
      name: 'invoices-to-payments',
      groups_that_tie_out: cases.filter((one) => expectedExceptions(one).length === 0).length,
      exceptions: exceptions.length,
      by_type: countBy(exceptions.map((one) => one.type)),
    },
    exceptions,
  };
}

function totals(payments: readonly Payment[], of: (one: Payment) => bigint): Record<string, string> {
  const sums: Record<string, bigint> = {};
  for (const one of payments) sums[one.currency] = (sums[one.currency] ?? 0n) + of(one);
  return Object.fromEntries(
    Object.entries(sums)
      .sort()
      .map(([currency, sum]) => [currency, fromMinor(sum)]),
  );
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of [...names].sort()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** Exact payments are too many to list, and are what is left. */
function keysByKind(cases: readonly Case[]): Record<string, string[]> {
  const keys: Record<string, string[]> = {};
  for (const { kind, invoice } of cases)
    if (kind !== 'exact') keys[kind] = [...(keys[kind] ?? []), invoice.number];
  return Object.fromEntries(Object.entries(keys).sort());
}
