import type { Dataset } from '../dataset/field.ts';
import type { YamlNode } from '../yaml/node.ts';
import type { Report } from '../yaml/shape.ts';
import type { SourceFacts } from './check-contract.ts';
import type { FieldMap } from './contract.ts';

/**
 * Money without a currency does not exist: a money field's `currency` fills the currency field that the dataset has for
 * it. Where that is mapped already, from elsewhere, both are read and must agree in every row. The base currency is the
 * entity's where the contract says nothing.
 */
export function fillCurrencies(
  fields: Readonly<Record<string, FieldMap>>,
  attributes: Readonly<Record<string, FieldMap>>,
  dataset: Dataset,
  facts: SourceFacts,
  root: YamlNode,
  refuse: Report,
): Record<string, FieldMap> {
  const filled: Record<string, FieldMap> = {};
  for (const field of dataset.fields) {
    const map = fields[field.name];
    if (map === undefined || field.currency === undefined) continue;
    const implied = impliedMap(map, field.currency, facts);
    const present = fields[field.currency] ?? filled[field.currency];
    if (present === undefined && implied === undefined) {
      const hint = `currency: EUR, or currency: {from: column}, or map the field ${field.currency}`;
      refuse(root.keyAt('fields', field.name), `${field.name} has no currency`, hint);
    } else if (present === undefined && implied !== undefined) {
      filled[field.currency] = implied;
    } else if (map.currency !== undefined && present !== undefined && !isSameOrigin(present, implied)) {
      checkConstants(field.name, map, present, root, refuse);
    }
  }
  const all = { ...fields, ...filled };
  for (const [name, map] of Object.entries(attributes)) {
    if (map.type === 'money' && map.currency === undefined && all.currency === undefined) {
      refuse(
        root.keyAt('attributes', name),
        `${name} has no currency`,
        'currency: EUR, or currency: {from: column}',
      );
    }
  }
  return all;
}

function impliedMap(map: FieldMap, currencyField: string, facts: SourceFacts): FieldMap | undefined {
  const base = { type: 'currency', normalise: [], nulls: [], optional: true } as const;
  const { currency } = map;
  if (currency === undefined)
    return currencyField === 'base_currency' ? { ...base, value: facts.baseCurrency } : undefined;
  const withdrawn = map.allowWithdrawn ? { allowWithdrawn: true } : {};
  return 'code' in currency
    ? { ...base, ...withdrawn, value: currency.code }
    : { ...base, ...withdrawn, from: currency.from };
}

export const isSameOrigin = (
  present: FieldMap,
  implied: Pick<FieldMap, 'from' | 'value'> | undefined,
): boolean =>
  implied !== undefined &&
  present.from === implied.from &&
  present.value === implied.value &&
  present.compute === undefined;

/** Two columns are compared row by row; two constants that differ never agree. */
function checkConstants(
  name: string,
  map: FieldMap,
  present: FieldMap,
  root: YamlNode,
  refuse: Report,
): void {
  if (map.currency === undefined || !('code' in map.currency) || present.value === undefined) return;
  const message = `${name} is in ${map.currency.code}, but its currency is ${present.value}`;
  refuse(root.at('fields', name, 'currency'), message, 'the money of a record is in one currency');
}
