import type { BankEntry, BankStatement } from './bank-files.ts';
import { toMinor } from './minor-units.ts';

/** camt.053.001.02 as these files write it: no prefixes, no comments inside a statement. */
export function readCamtStatements(xml: string): BankStatement[] {
  return sections(xml, 'Stmt').map((statement) => {
    const account = (sections(statement, 'Acct')[0] as string).match(
      /<(?:IBAN|Id)>([^<\s]+)</,
    )?.[1] as string;
    const opening = balance(statement, 'OPBD');
    return {
      account,
      sequence: text(statement, 'Id'),
      currency: opening.currency,
      opening: opening.amount,
      closing: balance(statement, 'CLBD').amount,
      entries: sections(statement, 'Ntry').map(entryOf),
    };
  });
}

function entryOf(entry: string): BankEntry {
  return {
    valueDate: text(sections(entry, 'ValDt')[0] as string, 'Dt'),
    amount: signedAmount(entry).amount,
    bankRef: entry.match(/<AcctSvcrRef>([^<]*)</)?.[1] ?? '',
  };
}

function balance(statement: string, code: string): { amount: bigint; currency: string } {
  const found = sections(statement, 'Bal').find((one) => one.includes(`<Cd>${code}</Cd>`));
  if (!found) throw new Error(`no balance ${code}`);
  return signedAmount(found);
}

function signedAmount(section: string): { amount: bigint; currency: string } {
  const match = /<Amt Ccy="([A-Z]{3})">([\d.]+)<\/Amt>\s*<CdtDbtInd>(CRDT|DBIT)</.exec(section);
  if (!match) throw new Error('no amount');
  return {
    amount: toMinor(match[2] as string) * (match[3] === 'CRDT' ? 1n : -1n),
    currency: match[1] as string,
  };
}

function sections(xml: string, tag: string): string[] {
  return [...xml.matchAll(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, 'g'))].map(
    (match) => match[1] as string,
  );
}

function text(xml: string, tag: string): string {
  const found = new RegExp(`<${tag}>\\s*([^<\\s]+)\\s*</${tag}>`).exec(xml)?.[1];
  if (found === undefined) throw new Error(`no ${tag}`);
  return found;
}
