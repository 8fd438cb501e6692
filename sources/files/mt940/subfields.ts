import type { EntryValues } from './columns.ts';

/** Three digits of the transaction code, then `?00`-like subfields; some banks use another separator than `?`. */
const STRUCTURED = /^(\d{3})([^\dA-Za-z\s])(?=\d{2})/;
/** A subfield of remittance text is full at 27 characters: only a full one goes on in the next without a break. */
const SUBFIELD_LENGTH = 27;
const KEYS = 'EREF KREF MREF BREF RREF CRED DEBT COAM OAMT SVWZ ABWA ABWE SQTP PURP IBAN BIC'.split(' ');
const KEY = new RegExp(`^(${KEYS.join('|')})\\+`);
/** References are one word after all; text is what people write. */
const TEXT_KEYS = new Set(['SVWZ', 'ABWA', 'ABWE']);

/**
 * Field 86 as the German banks structure it (DK, Anlage 3 of the DFÜ-Abkommen, section 8.2), with the SEPA keys
 * `EREF+`, `SVWZ+` ... in its remittance subfields. Undefined for text of another form.
 */
export function subfieldValues(text: string): EntryValues | undefined {
  const match = STRUCTURED.exec(text);
  if (!match) return undefined;
  const [, code, separator] = match as unknown as [string, string, string];
  const subfields = split(text.slice(3), separator);
  const of = (...numbers: string[]) =>
    subfields
      .filter(([number]) => numbers.includes(number))
      .map(([, value]) => value)
      .join('')
      .trim() || null;
  const keyed = readKeys(
    subfields.filter(([number]) => /^(2\d|6[0-3])$/.test(number)).map(([, value]) => value),
  );
  const key = (...names: string[]) => names.map((name) => keyed.get(name)).find(Boolean) ?? null;
  return {
    transaction_code: code,
    booking_text: of('00'),
    // Triodos puts the account of the other side where others number the journal.
    prima_nota: separator === '>' ? null : of('10'),
    return_code: of('34'),
    end_to_end_id: key('EREF'),
    customer_reference: key('KREF'),
    mandate: key('MREF'),
    creditor_id: key('CRED'),
    purpose: key('PURP'),
    counterparty: of('32', '33'),
    counterparty_account: separator === '>' ? of('10') : (of('31') ?? key('IBAN')),
    counterparty_bank: of('30') ?? key('BIC'),
    ultimate_counterparty: key('ABWA', 'ABWE'),
    remittance: key('SVWZ', ''),
  };
}

function split(text: string, separator: string): [string, string][] {
  const escaped = separator.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const parts = text.split(new RegExp(`${escaped}(\\d{2})`));
  const subfields: [string, string][] = [];
  for (let i = 1; i < parts.length; i += 2) subfields.push([parts[i]!, parts[i + 1]!]);
  return subfields;
}

/** Values by key; under '' the text that stands behind no key. Where there is a SVWZ, that text is appended to it. */
function readKeys(segments: readonly string[]): Map<string, string> {
  const values = new Map<string, string>();
  let key = '';
  let full = false;
  for (const segment of segments) {
    const match = KEY.exec(segment);
    if (match) key = match[1]!;
    else if (!full && !TEXT_KEYS.has(key)) key = '';
    const value = match ? segment.slice(match[0].length) : segment;
    const before = values.get(key);
    values.set(key, before === undefined ? value : `${before}${full ? '' : ' '}${value}`);
    full = segment.length >= SUBFIELD_LENGTH;
  }
  for (const [name, value] of values) values.set(name, value.replace(/\s+/g, ' ').trim());
  const loose = values.get('');
  const remittance = values.get('SVWZ');
  if (loose && remittance) values.set('SVWZ', `${remittance} ${loose}`);
  return values;
}
