import { LOGICAL_TYPES, type LogicalType } from '../dataset/field.ts';
import {
  block,
  list,
  oneOrMore,
  optional,
  record,
  variants,
  withDefault,
  wordOr,
} from '../yaml/block-shapes.ts';
import { anyText, choice, flag, name, plainValue, text, whole, written } from '../yaml/scalar-shapes.ts';
import { described, type Shape } from '../yaml/shape.ts';
import { NORMALISATIONS, SIGN_STYLES } from './contract.ts';

const ENCODINGS = ['utf-8', 'iso-8859-1', 'windows-1252'] as const;

const numberMembers = {
  decimal_separator: withDefault(described(choice(['.', ',']), 'Between whole and decimals'), '.'),
  thousands_separator: optional(
    described(
      text(/^[^\d+()-]$/u, 'one character that separates groups of digits'),
      'Between groups of three digits; without it such a number is refused',
    ),
  ),
  sign: withDefault(described(choice(SIGN_STYLES), 'How negative numbers are written'), 'minus'),
};

const recordMember = withDefault(described(choice(['entry', 'statement']), 'What a row is'), 'entry');

/** How a file is written. */
export const formatShape = variants('type', {
  csv: block({
    type: choice(['csv']),
    delimiter: withDefault(anyText(), ','),
    quote: withDefault(described(anyText(), 'One character; "" where the file quotes nothing'), '"'),
    encoding: withDefault(choice([...ENCODINGS, 'utf-16le']), 'utf-8'),
    header: withDefault(described(headerShape(), 'first_row, or the names of the columns'), 'first_row'),
    ...numberMembers,
  }),
  ndjson: block({ type: choice(['ndjson']), ...numberMembers }),
  camt053: block({ type: choice(['camt053']), record: recordMember, ...numberMembers }),
  mt940: block({
    type: choice(['mt940']),
    record: recordMember,
    encoding: withDefault(choice(ENCODINGS), 'utf-8'),
    ...numberMembers,
  }),
});

function headerShape(): Shape<'first_row' | string[]> {
  const word = choice(['first_row']);
  const names = list(text(), 1, 2_000);
  return {
    schema: { anyOf: [word.schema, names.schema] },
    read: (node, report) => (node.kind === 'list' ? names.read(node, report) : word.read(node, report)),
  };
}

const currencyShape = wordOr(
  text(/^[A-Z]{3}$/, 'an ISO 4217 code such as EUR'),
  block({ from: text(), allow_withdrawn: withDefault(flag(), false) }),
);

const fieldBlock = block({
  from: optional(described(text(), 'Source column')),
  value: optional(described(plainValue(), 'A constant, numbers with a point and dates as YYYY-MM-DD')),
  compute: optional(described(text(), 'An expression over source columns and mapped fields')),
  type: optional(choice(Object.keys(LOGICAL_TYPES) as LogicalType[])),
  currency: optional(described(currencyShape, 'For money: a code, or {from: column}')),
  allow_withdrawn: optional(described(flag(), 'For currency: take codes that ISO 4217 has withdrawn')),
  zone: optional(described(text(), 'IANA zone of the local times that the source writes')),
  pattern: optional(
    described(text(), 'Such as dd.MM.yyyy HH:mm, epoch_seconds or epoch_milliseconds; none: ISO 8601'),
  ),
  ambiguous_time: optional(described(choice(['earlier', 'later']), 'Which of two, when clocks go back')),
  normalise: withDefault(oneOrMore(choice(NORMALISATIONS)), []),
  aliases: optional(described(record(/^[\s\S]+$/, 'text', plainValue()), 'Exact renaming, after normalise')),
  aliases_closed: optional(described(flag(), 'A value without an alias is refused')),
  optional: optional(described(flag(), 'May be empty; false by default where the dataset needs the field')),
  negate: optional(described(flag(), 'Turns the sign')),
  scale: optional(described(whole(0, 18), 'Most decimals')),
  minor_units: optional(described(flag(), 'The source counts cents')),
  nulls: withDefault(described(list(written()), 'What the source writes for absent'), []),
});

export type FieldDraft = ReadOf<typeof fieldBlock>;
type ReadOf<S> = S extends Shape<infer Value> ? Value : never;

/** A block, or in short the source column alone. */
const fieldShape: Shape<FieldDraft> = {
  schema: { anyOf: [{ type: 'string' }, fieldBlock.schema] },
  read: (node, report) =>
    node.kind === 'map' || node.kind === 'list' || node.text === ''
      ? fieldBlock.read(node, report)
      : { ...EMPTY_FIELD, from: node.text },
};

const EMPTY_FIELD = { normalise: [], nulls: [] } as unknown as FieldDraft;

const FIELD_NAME = /^[a-z][a-z0-9_]{0,62}$/;
const fieldsShape = record(FIELD_NAME, 'a field name: small letters, digits and _', fieldShape);

const lookupShape = block({
  name: text(/^[a-z][a-z0-9_]{0,30}$/, 'a name: small letters, digits and _'),
  file: described(text(), 'Name of a file beside the one that is read; * stands for any characters'),
  on: wordOr(text(), block({ column: text(), lookup_column: text() })),
  columns: list(text(), 1, 200),
  format: optional(formatShape),
});

const checkShape = block({
  name: text(/^[a-z][a-z0-9_-]{0,62}$/, 'a name: small letters, digits, - and _'),
  expr: described(text(), 'What must hold'),
  on_fail: withDefault(choice(['quarantine', 'warn']), 'quarantine'),
});

/** contracts/*.yaml */
export const contractShape = block({
  contract: described(name(), '<source>.<name>'),
  version: whole(1, 1_000_000),
  dataset: described(text(), 'The canonical record type'),
  format: formatShape,
  mode: described(
    choice(['full', 'incremental']),
    'full: absence means deleted; incremental: only what is sent changes',
  ),
  key: described(oneOrMore(text()), 'What identifies a record'),
  fields: fieldsShape,
  attributes: withDefault(described(fieldsShape, 'Extras that the dataset has no field for'), {}),
  lookups: withDefault(list(lookupShape, 0, 10), []),
  checks: withDefault(list(checkShape, 0, 100), []),
});

export type ContractDraft = ReadOf<typeof contractShape>;
export type FormatDraft = ReadOf<typeof formatShape>;
