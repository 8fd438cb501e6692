import { readCharges } from './amount.ts';
import type { EntryValues } from './columns.ts';
import { find, findAll, textAt, type XmlElement } from './element.ts';

/** Columns of one transaction. `moneyIn` and `reversal` are those of its row: they tell which party is the other one. */
export function detailValues(detail: XmlElement, moneyIn: boolean, reversal: boolean): EntryValues {
  // A reversed debit is money in, but its parties are those of the payment that it takes back.
  const other = moneyIn !== reversal ? 'Dbtr' : 'Cdtr';
  return {
    ...references(detail),
    ...parties(detail, other),
    ...remittance(detail),
    ...amounts(detail),
    purpose: textAt(detail, 'Purp/Cd', 'Purp/Prtry'),
    additional_info: textAt(detail, 'AddtlTxInf'),
    return_reason: textAt(detail, 'RtrInf/Rsn/Cd', 'RtrInf/Rsn/Prtry'),
  };
}

function references(detail: XmlElement): EntryValues {
  const reference = (name: string) => textAt(detail, `Refs/${name}`);
  return {
    account_servicer_ref: reference('AcctSvcrRef'),
    end_to_end_id: reference('EndToEndId'),
    transaction_id: reference('TxId'),
    instruction_id: reference('InstrId'),
    uetr: reference('UETR'),
    payment_id: reference('PmtInfId'),
    message_ref: reference('MsgId'),
    mandate: reference('MndtId'),
    cheque_number: reference('ChqNb'),
    clearing_ref: reference('ClrSysRef'),
    proprietary_ref: reference('Prtry/Ref'),
  };
}

function parties(detail: XmlElement, other: 'Dbtr' | 'Cdtr'): EntryValues {
  const related = find(detail, 'RltdPties');
  // From version .08 a party is wrapped in Pty, and may be an agent.
  const name = (role: string) => textAt(related, `${role}/Nm`, `${role}/Pty/Nm`, `${role}/Agt/FinInstnId/Nm`);
  const account = (role: string) => textAt(related, `${role}Acct/Id/IBAN`, `${role}Acct/Id/Othr/Id`);
  const agent = `RltdAgts/${other}Agt/FinInstnId`;
  return {
    counterparty: name(other),
    counterparty_account: account(other),
    counterparty_bank: textAt(detail, `${agent}/BICFI`, `${agent}/BIC`, `${agent}/ClrSysMmbId/MmbId`),
    ultimate_counterparty: name(`Ultmt${other}`),
    debtor: name('Dbtr'),
    debtor_account: account('Dbtr'),
    creditor: name('Cdtr'),
    creditor_account: account('Cdtr'),
  };
}

function remittance(detail: XmlElement): EntryValues {
  const unstructured = joined(findAll(detail, 'RmtInf/Ustrd'));
  const structured = joined(
    findAll(detail, 'RmtInf/Strd').flatMap((block) => [
      ...findAll(block, 'CdtrRefInf/Ref'),
      ...findAll(block, 'RfrdDocInf/Nb'),
      ...findAll(block, 'AddtlRmtInf'),
    ]),
  );
  return {
    remittance: [unstructured, structured].filter(Boolean).join(' ') || null,
    remittance_unstructured: unstructured,
    remittance_structured: structured,
    creditor_reference: findAll(detail, 'RmtInf/Strd/CdtrRefInf/Ref')[0]?.text || null,
  };
}

/** Columns of amounts beside the booked one; also for an entry that states them itself. */
export function amounts(element: XmlElement): EntryValues {
  const charges = readCharges(element);
  const instructed = find(element, 'AmtDtls/InstdAmt/Amt');
  return {
    instructed_amount: instructed?.text || null,
    instructed_currency: instructed?.attributes.Ccy ?? null,
    exchange_rate: textAt(
      element,
      'AmtDtls/InstdAmt/CcyXchg/XchgRate',
      'AmtDtls/TxAmt/CcyXchg/XchgRate',
      'AmtDtls/CntrValAmt/CcyXchg/XchgRate',
    ),
    charges: charges.amount,
    charges_currency: charges.currency,
  };
}

/**
 * Columns of several transactions in one row: a value that all of them share, else none; remittances one below the
 * other, because what one row holds of many is text to read, not a key.
 */
export function combine(details: readonly EntryValues[]): EntryValues {
  if (details.length <= 1) return details[0] ?? {};
  const combined: Record<string, string | null> = {};
  for (const column of Object.keys(details[0]!) as (keyof EntryValues)[]) {
    const values = details.map((detail) => detail[column] ?? null);
    const isText = column.startsWith('remittance');
    const shared = values.every((value) => value === values[0]) ? values[0]! : null;
    combined[column] = isText ? values.filter(Boolean).join('\n') || null : shared;
  }
  // A charge or an instructed amount that each transaction states is not that of all of them together.
  for (const column of ['charges', 'charges_currency', 'instructed_amount', 'instructed_currency'] as const) {
    combined[column] = null;
  }
  return combined;
}

function joined(elements: readonly XmlElement[]): string | null {
  return (
    elements
      .map((element) => element.text)
      .filter(Boolean)
      .join(' ') || null
  );
}
