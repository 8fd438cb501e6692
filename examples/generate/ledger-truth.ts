import { type Bank, type BankStatement, proofDifference } from './bank-files.ts';
import type { LedgerKind, Posting } from './ledger-deviations.ts';
import { fromMinor } from './minor-units.ts';

/** One entry of a bank and what the cash book says of it; `bank` is null for a posting that no bank shows. */
export interface LedgerCase {
  bank: Bank;
  kind: LedgerKind | 'ledger_only';
  /** What both sides would carry: account, day and reference of the bank. */
  key: { account: string; valueDate: string; bankRef: string };
  entry: { amount: bigint; currency: string } | null;
  postings: readonly Posting[];
}

const TYPE_OF_KIND: Partial<Record<LedgerCase['kind'], string>> = {
  not_posted: 'missing_right',
  ledger_only: 'missing_left',
  posted_twice: 'duplicate',
  transposed: 'amount',
  wrong_side: 'amount',
  late: 'timing',
  wrong_currency: 'currency',
};

interface ExpectedBreak {
  account: string;
  value_date: string;
  bank_ref: string;
  currency: string;
  type: string;
  kind: string;
  bank: string | null;
  ledger: string | null;
}

export function ledgerTruth(
  seed: number,
  statements: ReadonlyMap<Bank, BankStatement[]>,
  cases: readonly LedgerCase[],
): object {
  const banks = Object.fromEntries(
    [...statements].map(([bank, read]) => [
      bank,
      bankTruth(
        read,
        cases.filter((one) => one.bank === bank),
      ),
    ]),
  );
  return {
    generator: 'examples/generate/ledger.ts',
    seed,
    postings: cases.flatMap((one) => one.postings).length,
    banks,
  };
}

function bankTruth(statements: readonly BankStatement[], cases: readonly LedgerCase[]): object {
  const unproven = statements.filter((one) => proofDifference(one) !== 0n);
  const exceptions = cases.flatMap(expectedBreak);
  return {
    statements: statements.length,
    statements_proven: statements.length - unproven.length,
    unproven: unproven.map((one) => ({
      account: one.account,
      sequence: one.sequence,
      difference: fromMinor(proofDifference(one)),
    })),
    entries: statements.reduce((sum, one) => sum + one.entries.length, 0),
    entries_total: totalsOf(statements),
    postings: cases.flatMap((one) => one.postings).length,
    kinds: countBy(cases.map((one) => one.kind)),
    exceptions: exceptions.length,
    by_type: countBy(exceptions.map((one) => one.type)),
    keys: exceptions,
  };
}

function expectedBreak(one: LedgerCase): ExpectedBreak[] {
  const type = TYPE_OF_KIND[one.kind];
  if (type === undefined) return [];
  const posted = one.postings.reduce((sum, posting) => sum + posting.amount, 0n);
  return [
    {
      account: one.key.account,
      value_date: one.key.valueDate,
      bank_ref: one.key.bankRef,
      currency: one.entry?.currency ?? (one.postings[0] as Posting).currency,
      type,
      kind: one.kind,
      bank: one.entry === null ? null : fromMinor(one.entry.amount),
      ledger: one.postings.length === 0 ? null : fromMinor(posted),
    },
  ];
}

function totalsOf(statements: readonly BankStatement[]): Record<string, string> {
  const sums: Record<string, bigint> = {};
  for (const { currency, entries } of statements) {
    sums[currency] = entries.reduce((sum, entry) => sum + entry.amount, sums[currency] ?? 0n);
  }
  return Object.fromEntries(Object.entries(sums).map(([currency, sum]) => [currency, fromMinor(sum)]));
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of [...names].sort()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
