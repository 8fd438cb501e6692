/**
 * Derives, from the real tables alone, what the journals say of each bank transaction of the Meridian books: the API
 * delivers bank transactions without date and amount. No seed: nothing is invented. `npx tsx examples/generate/bank-postings.ts [--out DIR]`
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DATA_FOLDER, type GeneratedFiles, runAsProgram } from './command-line.ts';
import { csvLine, parseCsv } from './csv.ts';
import { fromMinor, toMinor } from './minor-units.ts';

const HEADER = ['bank_transaction_id', 'account_name', 'posted_on', 'net_amount', 'journals'];

interface Posted {
  account: string;
  on: string;
  amount: bigint;
  journals: number;
}

const table = (name: string) =>
  parseCsv(readFileSync(join(DATA_FOLDER, 'xero-books', `xero_${name}_data.csv`), 'utf8'));

/** One row a bank transaction that has a journal. Several journals of one (original, reversal, new) are summed. */
export function generateBankPostings(): GeneratedFiles {
  const transactions = new Set(table('bank_transaction').map((row) => row.bank_transaction_id as string));
  const journals = new Map(
    table('journal')
      .filter((row) => transactions.has(row.source_id as string))
      .map((row) => [row.journal_id as string, row]),
  );
  const posted = new Map<string, Posted>();
  for (const line of table('journal_line')) {
    const journal = journals.get(line.journal_id as string);
    if (journal && line.account_type === 'BANK') addLine(posted, journal, line);
  }
  const rows = [...posted]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, one]) => csvLine([id, one.account, one.on, fromMinor(one.amount), String(one.journals)]));
  return new Map([
    ['xero-books/derived_bank_posting.csv', Buffer.from([csvLine(HEADER), ...rows, ''].join('\n'))],
  ]);
}

function addLine(
  posted: Map<string, Posted>,
  journal: Record<string, string>,
  line: Record<string, string>,
): void {
  const id = journal.source_id as string;
  const on = journal.journal_date as string;
  const known = posted.get(id);
  if (known && known.account !== line.account_name) throw new Error(`${id} moves two bank accounts`);
  posted.set(id, {
    account: line.account_name as string,
    on: known && known.on < on ? known.on : on,
    amount: (known?.amount ?? 0n) + toMinor(line.net_amount as string),
    journals: (known?.journals ?? 0) + 1,
  });
}

runAsProgram(import.meta.url, 0, generateBankPostings);
