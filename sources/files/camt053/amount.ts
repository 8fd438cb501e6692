import { add, decimal, sum, ZERO } from '#core/money/decimal.ts';
import { isAmount, signed } from '../statement-proof.ts';
import { find, findAll, textAt, type XmlElement } from './element.ts';

export interface CamtAmount {
  /** Signed: CRDT positive, DBIT negative. */
  amount: string;
  currency: string;
  debit: boolean;
}

/**
 * Amount and direction of an entry, balance or transaction; or the rule that it breaks. A reversal does not turn the
 * sign: by ISO 20022 the indicator of a reversed debit says CRDT already.
 */
export function readAmount(element: XmlElement): CamtAmount | { rule: string; detail: string } {
  const direction = textAt(element, 'CdtDbtInd');
  if (direction !== 'CRDT' && direction !== 'DBIT') {
    return {
      rule: 'credit_debit',
      detail: `CdtDbtInd is ${JSON.stringify(direction)}, expected CRDT or DBIT`,
    };
  }
  const amount = find(element, 'Amt');
  const text = amount?.text ?? null;
  if (text === null || !isAmount(text)) {
    return { rule: 'amount', detail: `Amt is ${shown(text)}, expected digits with a decimal point` };
  }
  const currency = amount!.attributes.Ccy;
  if (!currency) return { rule: 'currency', detail: 'Amt has no Ccy' };
  const debit = direction === 'DBIT';
  return { amount: signed(text, debit), currency, debit };
}

function shown(text: string | null): string {
  return text === null ? 'missing' : JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text);
}

export interface Charges {
  amount: string | null;
  currency: string | null;
}

/** What was charged, positive. Version .02 has one `Chrgs` a charge, later ones records and a total inside. */
export function readCharges(element: XmlElement | undefined): Charges {
  const none = { amount: null, currency: null };
  const total = find(element, 'Chrgs/TtlChrgsAndTaxAmt');
  if (total && isAmount(total.text)) return { amount: total.text, currency: total.attributes.Ccy ?? null };
  const single = findAll(element, 'Chrgs').filter((charge) => find(charge, 'Amt'));
  const charges = [...single, ...findAll(element, 'Chrgs/Rcrd')];
  const currencies = new Set(charges.map((charge) => find(charge, 'Amt')?.attributes.Ccy ?? ''));
  const readable = charges.every((charge) => isAmount(textAt(charge, 'Amt') ?? ''));
  if (charges.length === 0 || currencies.size !== 1 || !readable) return none;
  const amounts = charges.map((charge) =>
    decimal(signed(textAt(charge, 'Amt')!, textAt(charge, 'CdtDbtInd') === 'CRDT')),
  );
  return { amount: add(ZERO, sum(amounts)).toFixed(), currency: [...currencies][0] || null };
}
