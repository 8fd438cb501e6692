import type { Field } from '../dataset/field.ts';
import { CANONICAL_NUMBERS, type Contract, type FieldMap, type NumberFormat } from './contract.ts';
import { decimalReader, integerReader } from './decimal-reader.ts';
import { normaliser } from './normalise.ts';
import { type ReadText, Refusal } from './refusal.ts';
import { booleanReader, currencyReader, textReader } from './text-reader.ts';
import { dateReader, timestampReader } from './time-reader.ts';

/** What a source wrote, or what Tieout itself wrote (constants and results of expressions are canonical). */
export type Origin = 'source' | 'canonical';

/** Reads everything but money, whose reader depends on the currency of the row. */
export function valueReader(
  contract: Contract,
  map: FieldMap,
  field: Field | undefined,
  origin: Origin,
): ReadText {
  const numbers: NumberFormat = origin === 'source' ? contract.format : CANONICAL_NUMBERS;
  switch (map.type) {
    case 'text':
    case 'code':
      return textReader(map.type, field?.values);
    case 'currency':
      return currencyReader(map);
    case 'date':
      return dateReader(origin === 'source' ? map : {}, contract.accountingZone);
    case 'timestamp':
      return timestampReader(origin === 'source' ? map : {}, contract.accountingZone);
    case 'quantity':
    case 'rate':
      return decimalReader(map.type, map, numbers);
    case 'integer':
      return integerReader(map.negate === true, numbers);
    case 'boolean':
      return booleanReader();
    case 'money':
      throw new Error('money is read with its currency');
  }
}

/** What comes before the type is looked at: normalisation, words for absent, aliases. Null means absent. */
export function preparation(map: FieldMap): ReadText | null {
  const { aliases } = map;
  if (map.normalise.length === 0 && map.nulls.length === 0 && aliases === undefined) return null;
  const normalise = normaliser(map.normalise);
  const nulls = new Set(map.nulls);
  const renamed = aliases === undefined ? undefined : new Map(Object.entries(aliases));
  const notListed = new Refusal(
    'not_listed',
    `one of ${[...(renamed?.keys() ?? [])].slice(0, 20).join(', ')}`,
  );
  return (text) => {
    const normal = normalise(text);
    if (normal === '' || nulls.has(normal)) return null;
    if (renamed === undefined) return normal;
    return renamed.get(normal) ?? (map.aliasesClosed === true ? notListed : normal);
  };
}

/** Preparation, then the type. */
export function prepared(map: FieldMap, read: ReadText): ReadText {
  const prepare = preparation(map);
  if (prepare === null) return read;
  return (text) => {
    const ready = prepare(text);
    return typeof ready === 'string' && ready !== '' ? read(ready) : ready === '' ? null : ready;
  };
}
