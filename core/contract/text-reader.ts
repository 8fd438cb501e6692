import type { Field } from '../dataset/field.ts';
import { currencyOf } from '../money/currencies.ts';
import type { FieldMap } from './contract.ts';
import { type ReadText, Refusal } from './refusal.ts';

/** A limit on everything, in UTF-16 units. */
export const TEXT_LIMITS = { text: 100_000, code: 1_000 } as const;

const LONE_SURROGATE = /[\uD800-\uDFFF]/u;

/** PostgreSQL's text holds no U+0000, and UTF-8 no half of a surrogate pair. */
export const isStorable = (text: string): boolean => !text.includes('\0') && !LONE_SURROGATE.test(text);

export function textReader(type: 'text' | 'code', values: Field['values']): ReadText {
  const most = TEXT_LIMITS[type];
  const tooLong = new Refusal('too_long', `at most ${most} characters`);
  const unstorable = new Refusal(
    'unstorable_character',
    'text without U+0000 and without halves of surrogate pairs',
  );
  const allowed = values === undefined ? undefined : new Set(values);
  const notListed = new Refusal('not_listed', `one of ${values?.join(', ')}`);
  return (text) => {
    if (text.length > most) return tooLong;
    if (!isStorable(text)) return unstorable;
    return allowed === undefined || allowed.has(text) ? text : notListed;
  };
}

export function currencyReader(map: Pick<FieldMap, 'allowWithdrawn'>): ReadText {
  const seen = new Map<string, string | Refusal>();
  return (text) => {
    let result = seen.get(text);
    if (result === undefined) {
      result = readCurrency(text, map.allowWithdrawn === true);
      if (seen.size < 1_000 && text.length <= 16) seen.set(text, result);
    }
    return result;
  };
}

function readCurrency(text: string, allowWithdrawn: boolean): string | Refusal {
  const currency = currencyOf(text);
  if (currency === undefined) return new Refusal('unknown_currency', 'an ISO 4217 code such as EUR');
  if (currency.withdrawn === null || allowWithdrawn) return text;
  return new Refusal(
    'withdrawn_currency',
    `a currency in use: ${currency.code} was withdrawn in ${currency.withdrawn} (declare allow_withdrawn to take it)`,
  );
}

export function booleanReader(): ReadText {
  const refused = new Refusal('not_a_boolean', 'true or false; declare aliases for other words');
  return (text) => {
    if (text === 'true' || text === 'false') return text;
    const folded = text.toLowerCase();
    return folded === 'true' || folded === 'false' ? folded : refused;
  };
}
