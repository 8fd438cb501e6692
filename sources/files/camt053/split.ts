import { add, compare, decimal, ZERO } from '#core/money/decimal.ts';
import { isAmount, signed } from '../statement-proof.ts';
import type { CamtAmount } from './amount.ts';
import { find, textAt, type XmlElement } from './element.ts';

export type Split =
  | { into: 'entry'; reason: string | null }
  /** One amount a transaction, in their order. */
  | { into: 'details'; amounts: CamtAmount[] };

/**
 * Whether an entry becomes one row or one a transaction. It is split when it has at least two transactions, each states
 * an amount in the currency of the entry (`Amt` of the transaction, else `AmtDtls/TxAmt`, else `AmtDtls/InstdAmt`), and
 * the signed amounts add up to the entry exactly. Otherwise it stays one row with the reason, so that the rows of an
 * entry always sum to the entry.
 */
export function splitEntry(entry: CamtAmount, details: readonly XmlElement[]): Split {
  if (details.length < 2) return { into: 'entry', reason: null };
  const amounts: CamtAmount[] = [];
  for (const detail of details) {
    const stated = statedAmounts(detail);
    if (stated.length === 0) return { into: 'entry', reason: 'details_without_amount' };
    const own = stated.find((amount) => amount.currency === entry.currency);
    if (!own) return { into: 'entry', reason: 'details_in_other_currency' };
    const direction = textAt(detail, 'CdtDbtInd');
    const debit = direction === null ? entry.debit : direction === 'DBIT';
    amounts.push({ amount: signed(own.text, debit), currency: own.currency, debit });
  }
  const total = amounts.reduce((sum, { amount }) => add(sum, decimal(amount)), ZERO);
  if (compare(total, decimal(entry.amount)) !== 0) return { into: 'entry', reason: 'details_do_not_add_up' };
  return { into: 'details', amounts };
}

function statedAmounts(detail: XmlElement): { text: string; currency: string }[] {
  return ['Amt', 'AmtDtls/TxAmt/Amt', 'AmtDtls/InstdAmt/Amt'].flatMap((path) => {
    const element = find(detail, path);
    const currency = element?.attributes.Ccy;
    return element && currency && isAmount(element.text) ? [{ text: element.text, currency }] : [];
  });
}
