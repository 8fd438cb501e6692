import { addDays } from './calendar-days.ts';
import { scaleHalfUp } from './minor-units.ts';
import type { Prng } from './prng.ts';
import type { WholesaleInvoice } from './wholesale-invoices.ts';

/** A movement at the payment provider. Amount in minor units, positive to us; the fee is what the provider kept. */
export interface Payment {
  reference: string;
  paidOn: string;
  amount: bigint;
  fee: bigint;
  currency: 'GBP' | 'EUR';
  method: 'bacs' | 'card' | 'refund';
  customer: string;
}

type Deviation = (invoice: WholesaleInvoice, random: Prng) => Payment[];

/** Payments are usual within 28 days; the reconciliation accepts 30, and a late one comes after 31 at the earliest. */
const USUAL_DAYS = 28;
const LATE_FROM_DAYS = 31;
const LATE_TO_DAYS = 75;
/** EUR per GBP, fixed for the generated data: 1.1849. */
const EUR_PER_GBP = [11849n, 10000n] as const;

function payment(invoice: WholesaleInvoice, random: Prng, changed: Partial<Payment> = {}): Payment {
  return {
    reference: invoice.number,
    paidOn: addDays(invoice.date, random.integer(0, USUAL_DAYS)),
    amount: invoice.total,
    fee: 0n,
    currency: 'GBP',
    method: invoice.total < 0n ? 'refund' : 'bacs',
    customer: invoice.customer,
    ...changed,
  };
}

/** What can happen to one invoice. Names are the kinds of truth.json. */
export const DEVIATIONS = {
  exact: (invoice, random) => [payment(invoice, random)],
  split: (invoice, random) => {
    const first = scaleHalfUp(invoice.total, BigInt(random.integer(20, 60)), 100n);
    const second = scaleHalfUp(invoice.total - first, BigInt(random.integer(30, 70)), 100n);
    const parts =
      random.integer(2, 3) === 2
        ? [first, invoice.total - first]
        : [first, second, invoice.total - first - second];
    return parts.map((amount) => payment(invoice, random, { amount }));
  },
  /** A card payment: the provider keeps 1.4 % and 20 pence, and says so. Amount + fee is the invoice. */
  fee: (invoice, random) => {
    const fee = scaleHalfUp(invoice.total, 14n, 1000n) + 20n;
    return [payment(invoice, random, { amount: invoice.total - fee, fee, method: 'card' })];
  },
  /** A few pence off: within the threshold. */
  rounding: (invoice, random) => [
    payment(invoice, random, {
      amount: invoice.total + BigInt(random.integer(1, 5) * (random.integer(0, 1) === 0 ? 1 : -1)),
    }),
  ],
  partial: (invoice, random) => [
    payment(invoice, random, { amount: scaleHalfUp(invoice.total, BigInt(random.integer(25, 75)), 100n) }),
  ],
  /** Short by more than the threshold: a bank kept its charge from what was sent. */
  short: (invoice, random) => [
    payment(invoice, random, { amount: invoice.total - BigInt(random.integer(6, 900)) }),
  ],
  over: (invoice, random) => [
    payment(invoice, random, { amount: invoice.total + BigInt(random.integer(100, 5000)) }),
  ],
  late: (invoice, random) => [
    payment(invoice, random, { paidOn: addDays(invoice.date, random.integer(LATE_FROM_DAYS, LATE_TO_DAYS)) }),
  ],
  /** Sent twice on one day: the second is a copy. */
  double: (invoice, random) => {
    const once = payment(invoice, random);
    return [once, once];
  },
  /** Paid once more days later: nothing but the amount tells. */
  paid_again: (invoice, random) => {
    const paidOn = addDays(invoice.date, random.integer(0, 20));
    return [paidOn, addDays(paidOn, random.integer(1, 8))].map((day) =>
      payment(invoice, random, { paidOn: day }),
    );
  },
  missing: () => [],
  foreign: (invoice, random) => [
    payment(invoice, random, { amount: scaleHalfUp(invoice.total, ...EUR_PER_GBP), currency: 'EUR' }),
  ],
  /** Paid in full under a number that nobody issued: the invoice stays open and the payment is a stranger. */
  mistyped: (invoice, random) => [payment(invoice, random, { reference: mistype(invoice.number) })],
} satisfies Record<string, Deviation>;

export type DeviationKind = keyof typeof DEVIATIONS;

/** Two digits changed places: 53xxxx becomes 35xxxx, which was never issued, so that it cannot meet another invoice. */
function mistype(number: string): string {
  if (!/^C?53/.test(number)) throw new Error(`no safe misspelling of ${number}`);
  return number.replace('53', '35');
}

/** Out of 1,000 invoices; every kind is possible only where the amount leaves room for it. */
const OF_AN_INVOICE: Record<DeviationKind, number> = {
  exact: 816,
  split: 45,
  fee: 60,
  rounding: 8,
  partial: 14,
  short: 12,
  over: 4,
  late: 12,
  double: 7,
  paid_again: 4,
  missing: 10,
  foreign: 5,
  mistyped: 3,
};
const OF_A_SMALL_INVOICE: Record<string, number> = { exact: 960, late: 20, missing: 20 };
const OF_A_CANCELLATION: Record<string, number> = {
  exact: 920,
  late: 15,
  double: 10,
  missing: 45,
  partial: 10,
};
/** Pence: below, a part or a shortfall could reach zero. */
const SMALL = 2_000n;

export function drawKind(invoice: WholesaleInvoice, random: Prng): DeviationKind {
  if (invoice.total < 0n) return random.weighted(OF_A_CANCELLATION) as DeviationKind;
  if (invoice.total < SMALL) return random.weighted(OF_A_SMALL_INVOICE) as DeviationKind;
  return random.weighted(OF_AN_INVOICE);
}
