import type { EntryValues } from './columns.ts';

/** Tags of the Dutch banks (ABN AMRO, ING, Rabobank); those with an empty value group the ones that follow. */
const TAGS =
  'ADDR BENM BIC CHGS CNTP CSID EREF EXCH IBAN ID IREF ISDT MARF NAME OCMT ORDP PREF PURP REMI RREF RTRN SVCL TRCD TRTP ULTB ULTC ULTD'.split(
    ' ',
  );
const TAG = new RegExp(`/(${TAGS.join('|')})/`, 'g');

/** Field 86 with `/EREF/.../NAME/...` tags. Undefined for text that does not start with one. */
export function tagValues(text: string): EntryValues | undefined {
  const values = readTags(text.trimStart());
  if (!values) return undefined;
  const of = (...names: string[]) => names.map((name) => values.get(name)).find(Boolean) ?? null;
  // ING: account/BIC/name/city in one tag.
  const [account, bank, name] = (values.get('CNTP') ?? '').split('/').map((part) => part.trim() || null);
  return {
    end_to_end_id: of('EREF'),
    customer_reference: of('PREF'),
    mandate: of('MARF'),
    creditor_id: of('CSID'),
    purpose: of('PURP'),
    return_code: of('RTRN'),
    booking_text: of('TRTP'),
    counterparty: of('NAME') ?? name ?? null,
    counterparty_account: of('IBAN') ?? account ?? null,
    counterparty_bank: of('BIC') ?? bank ?? null,
    ultimate_counterparty: of('ULTD', 'ULTB', 'ULTC'),
    remittance: remittance(values.get('REMI')),
  };
}

function readTags(text: string): Map<string, string> | undefined {
  TAG.lastIndex = 0;
  let match = TAG.exec(text);
  if (match?.index !== 0) return undefined;
  const values = new Map<string, string>();
  while (match) {
    const name = match[1]!;
    const start = TAG.lastIndex;
    // The slash that closes a tag may open the next one: `/BENM//NAME/` and `/REMI//ISDT/`.
    TAG.lastIndex = start - 1;
    const next = TAG.exec(text);
    const value = text.slice(start, Math.max(start, next?.index ?? text.length)).trim();
    if (!values.has(name)) values.set(name, value.replace(/^\/+|\/+$/g, '').trim());
    match = next;
  }
  return values;
}

/** `USTD//text` and `STRD/CUR/reference` say which kind of remittance it is. */
function remittance(value: string | undefined): string | null {
  return (
    value
      ?.replace(/^USTD\/\//, '')
      .replace(/^STRD\/[A-Z]{3}\//, '')
      .replace(/\s+/g, ' ')
      .trim() || null
  );
}
