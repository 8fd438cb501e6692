import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCamtStatements } from './bank-camt.ts';
import { readMt940Statements } from './bank-mt940.ts';
import { DATA_FOLDER } from './command-line.ts';

/**
 * The real bank files, read by patterns that know just these files. It shares no code with `sources/files`, on purpose:
 * what both find alike is right for two reasons.
 */
export interface BankEntry {
  valueDate: string;
  /** Hundredths, credit positive. */
  amount: bigint;
  /** The bank's own reference, '' where it gives none. */
  bankRef: string;
}

export interface BankStatement {
  account: string;
  sequence: string;
  currency: string;
  opening: bigint;
  closing: bigint;
  entries: BankEntry[];
}

export const BANKS = ['508-800-50', 'wirecard', 'rabobank', 'sns', 'knab', 'vayb', 'ch-bank'] as const;
export type Bank = (typeof BANKS)[number];

export function readBank(bank: Bank): BankStatement[] {
  const folder = join(DATA_FOLDER, 'bank', bank);
  return readdirSync(folder)
    .filter((name) => /\.(sta|xml)$/.test(name))
    .sort()
    .flatMap((name) => {
      const text = readFileSync(join(folder, name), 'utf8');
      return name.endsWith('.xml') ? readCamtStatements(text) : readMt940Statements(text);
    });
}

/** closing - (opening + entries); 0 where the statement proves. */
export function proofDifference(statement: BankStatement): bigint {
  return statement.closing - statement.entries.reduce((sum, entry) => sum + entry.amount, statement.opening);
}
