import { zoneNamed } from '../calendar/zone.ts';
import type { Field, LogicalType } from '../dataset/field.ts';
import { currencyOf } from '../money/currencies.ts';
import { tryDecimal } from '../money/decimal.ts';
import type { YamlNode } from '../yaml/node.ts';
import type { Report } from '../yaml/shape.ts';
import type { FieldMap } from './contract.ts';
import { CANONICAL_NUMBERS } from './contract.ts';
import type { FieldDraft } from './contract-shape.ts';
import { integerReader } from './decimal-reader.ts';
import { Refusal } from './refusal.ts';
import { booleanReader, currencyReader, textReader } from './text-reader.ts';
import { datePattern, dateReader, timestampReader } from './time-reader.ts';

const TIMES: readonly LogicalType[] = ['date', 'timestamp'];
const DECIMALS: readonly LogicalType[] = ['money', 'quantity', 'rate'];

/** Which settings a type has. Those that are not listed go with every type. */
const APPLIES: readonly [option: keyof FieldDraft, types: readonly LogicalType[]][] = [
  ['zone', TIMES],
  ['pattern', TIMES],
  ['ambiguous_time', TIMES],
  ['currency', ['money']],
  ['allow_withdrawn', ['currency']],
  ['minor_units', ['money']],
  ['scale', DECIMALS],
  ['negate', [...DECIMALS, 'integer']],
];

/** Settings that contradict the type of their field, and values of settings that mean nothing. */
export function checkOptions(
  map: FieldMap,
  draft: FieldDraft,
  field: Field | undefined,
  node: YamlNode,
  refuse: Report,
): void {
  for (const [option, types] of APPLIES) {
    if (draft[option] !== undefined && !types.includes(map.type)) {
      refuse(
        node.keyAt(option),
        `${option} does not go with ${map.type}`,
        `it goes with ${types.join(', ')}`,
      );
    }
  }
  if (map.currency !== undefined && 'code' in map.currency)
    checkCode(map.currency.code, map, node.at('currency'), refuse);
  if (TIMES.includes(map.type)) checkTime(map, node, refuse);
  if (map.aliasesClosed !== undefined && map.aliases === undefined)
    refuse(node.keyAt('aliases_closed'), 'there are no aliases to be closed');
  if (map.minorUnits && map.scale !== undefined)
    refuse(node.keyAt('scale'), 'minor units have the scale of their currency');
  for (const [from, to] of Object.entries(map.aliases ?? {})) {
    checkConstant(to, map, field, node.at('aliases', from), refuse);
  }
  if (map.value !== undefined) checkConstant(map.value, map, field, node.at('value'), refuse);
}

function checkCode(code: string, map: FieldMap, node: YamlNode, refuse: Report): void {
  const result = currencyReader(map)(code);
  if (result instanceof Refusal) refuse(node, `"${code}" is not a currency: ${result.expected} was expected`);
  else if (currencyOf(code)?.minorUnits === null && map.scale === undefined) {
    refuse(node, `ISO 4217 gives ${code} no minor unit`, 'declare a scale');
  }
}

function checkTime(map: FieldMap, node: YamlNode, refuse: Report): void {
  if (map.zone !== undefined && zoneNamed(map.zone) === null) {
    refuse(node.at('zone'), `"${map.zone}" is not an IANA time zone`, 'such as Europe/Berlin');
  }
  const pattern = datePattern(map.pattern);
  if ('message' in pattern) {
    refuse(node.at('pattern'), pattern.message, pattern.hint);
    return;
  }
  if (map.type === 'timestamp' && !pattern.hasTime)
    refuse(node.at('pattern'), 'a timestamp needs a time in its pattern');
  if (map.pattern !== undefined && pattern.hasTime && !pattern.hasOffset && map.zone === undefined) {
    refuse(
      node.at('pattern'),
      'the pattern has a time but no offset, so its zone must be declared',
      'zone: Europe/Berlin',
    );
  }
  if (map.ambiguousTime !== undefined && map.zone === undefined)
    refuse(node.keyAt('ambiguous_time'), 'without a zone no time happens twice');
}

/** Constants and what aliases stand for must be readable as the type. */
function checkConstant(
  value: string,
  map: FieldMap,
  field: Field | undefined,
  node: YamlNode,
  refuse: Report,
): void {
  const result = readConstant(value, map, field);
  if (result !== null) refuse(node, `"${value}" is not ${result}`);
}

function readConstant(value: string, map: FieldMap, field: Field | undefined): string | null {
  if (value === '') return 'a value: leave the field out instead';
  if (DECIMALS.includes(map.type)) return tryDecimal(value) === null ? 'a decimal such as -1234.50' : null;
  const read = {
    text: () => textReader('text', field?.values),
    code: () => textReader('code', field?.values),
    currency: () => currencyReader(map),
    date: () => dateReader({}, 'UTC'),
    timestamp: () => timestampReader({}, 'UTC'),
    integer: () => integerReader(false, CANONICAL_NUMBERS),
    boolean: booleanReader,
  }[map.type as Exclude<LogicalType, 'money' | 'quantity' | 'rate'>]();
  const result = read(value);
  return result instanceof Refusal ? result.expected : null;
}
