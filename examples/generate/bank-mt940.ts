import type { BankEntry, BankStatement } from './bank-files.ts';
import { toMinor } from './minor-units.ts';

const BALANCE = /^:6([02])[FM]:([CD])\d{6}([A-Z]{3})([\d,]+)/;
/** Value date, entry date, mark (R for a reversal), third letter of the currency, amount, type, references. */
const ENTRY = /^:61:(\d\d)(\d\d)(\d\d)(?:\d{4})?(R?)([CD])[A-Z]?([\d,]+)[A-Z]\w{3}(.*)/;

/** MT940: tags at the start of a line (SWIFT Standards MT, category 9). */
export function readMt940Statements(text: string): BankStatement[] {
  const statements: BankStatement[] = [];
  let header = { account: '', sequence: '' };
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith(':25:')) header = { account: line.slice(4), sequence: '' };
    else if (/^:28C?:/.test(line)) header = { ...header, sequence: line.replace(/^:28C?:/, '') };
    const balance = BALANCE.exec(line);
    const current = statements.at(-1);
    if (balance) {
      const amount = toMinor(balance[4] as string, ',') * (balance[2] === 'C' ? 1n : -1n);
      if (balance[1] === '2') (current as BankStatement).closing = amount;
      else
        statements.push({
          ...header,
          currency: balance[3] as string,
          opening: amount,
          closing: 0n,
          entries: [],
        });
    }
    const entry = ENTRY.exec(line);
    if (entry) current?.entries.push(entryOf(entry));
    else if (line.startsWith(':61:')) throw new Error(`unreadable entry: ${line}`);
  }
  return statements;
}

function entryOf(match: RegExpExecArray): BankEntry {
  const [, year, month, day, reversal, mark, amount, references] = match as unknown as string[];
  // A reversal of a credit takes money out, a reversal of a debit brings it back.
  const credit = (mark === 'C') !== (reversal === 'R');
  return {
    valueDate: `20${year}-${month}-${day}`,
    amount: toMinor(amount as string, ',') * (credit ? 1n : -1n),
    bankRef: /\/\/(\S+)/.exec(references as string)?.[1] ?? '',
  };
}
