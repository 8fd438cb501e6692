/**
 * Writes the ledger side of the banks: a cash book with one line for each real bank entry, with known deviations, in the
 * dialect of a German ERP (windows-1252, semicolons, decimal comma). `npx tsx examples/generate/ledger.ts [--seed N] [--out DIR]`
 */
import { BANKS, type Bank, type BankStatement, readBank } from './bank-files.ts';
import { type GeneratedFiles, jsonFile, runAsProgram } from './command-line.ts';
import { csvLine } from './csv.ts';
import { drawLedgerKind, LEDGER_DEVIATIONS, type Posting, postingOf } from './ledger-deviations.ts';
import { type LedgerCase, ledgerTruth } from './ledger-truth.ts';
import { fromMinor } from './minor-units.ts';
import { Prng } from './prng.ts';

export const LEDGER_SEED = 940053;

const HEADER = [
  'Beleg',
  'Konto',
  'Buchungsdatum',
  'Auszug',
  'Zuordnung',
  'Buchungstext',
  'Betrag',
  'Währung',
];
/** Postings that no bank shows: so many for the bank with the most entries. */
const LEDGER_ONLY = 3;

export function generateLedger(seed: number): GeneratedFiles {
  const random = new Prng(seed);
  const statements = new Map<Bank, BankStatement[]>(BANKS.map((bank) => [bank, readBank(bank)]));
  const cases = [...statements].flatMap(([bank, read]) => casesOf(bank, read, random));
  cases.push(...ledgerOnly(statements.get('508-800-50') as BankStatement[], random));
  return new Map([
    ['ledger/cash-book.csv', cashBook(cases.flatMap((one) => one.postings))],
    ['ledger/truth.json', jsonFile(ledgerTruth(seed, statements, cases))],
  ]);
}

function casesOf(bank: Bank, statements: readonly BankStatement[], random: Prng): LedgerCase[] {
  const entries = statements.flatMap((statement) => statement.entries.map((entry) => ({ statement, entry })));
  return entries.map(({ statement, entry }) => {
    const key = { account: statement.account, valueDate: entry.valueDate, bankRef: entry.bankRef };
    const alike = entries.filter(
      (other) =>
        other.statement.account === key.account &&
        other.entry.valueDate === key.valueDate &&
        other.entry.bankRef === key.bankRef,
    );
    const kind = drawLedgerKind(entry, alike.length === 1, random);
    return {
      bank,
      kind,
      key,
      entry: { amount: entry.amount, currency: statement.currency },
      postings: LEDGER_DEVIATIONS[kind](postingOf(statement, entry), random),
    };
  });
}

/** Booked from a payment advice; the money never came. */
function ledgerOnly(statements: readonly BankStatement[], random: Prng): LedgerCase[] {
  return Array.from({ length: LEDGER_ONLY }, (_, index) => {
    const statement = statements[random.integer(0, statements.length - 1)] as BankStatement;
    const key = {
      account: statement.account,
      valueDate: '2007-09-04',
      bankRef: `AVIS${String(index + 1).padStart(6, '0')}`,
    };
    const entry = { ...key, amount: BigInt(random.integer(10_000, 900_000)) };
    const posting = { ...postingOf(statement, entry), text: 'Zahlungsavis, Eingang erwartet' };
    return { bank: '508-800-50', kind: 'ledger_only', key, entry: null, postings: [posting] };
  });
}

function cashBook(postings: readonly Posting[]): Buffer {
  const lines = postings.map((one, index) =>
    csvLine(
      [
        `KB-${String(index + 1).padStart(5, '0')}`,
        one.account,
        one.postedOn.split('-').reverse().join('.'),
        one.statement,
        one.assignment,
        one.text,
        germanAmount(one.amount),
        one.currency,
      ],
      ';',
    ),
  );
  // Latin-1 and windows-1252 are the same for every character used here.
  return Buffer.from([csvLine(HEADER, ';'), ...lines, ''].join('\r\n'), 'latin1');
}

/** -123456789n -> "-1.234.567,89" */
function germanAmount(minor: bigint): string {
  const [whole, decimals] = fromMinor(minor).split('.') as [string, string];
  return `${whole.replace(/\B(?=(\d{3})+(?!\d))/g, '.')},${decimals}`;
}

runAsProgram(import.meta.url, LEDGER_SEED, generateLedger);
