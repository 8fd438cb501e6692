import type { Expression } from '../expression/expression.ts';

/**
 * As the last part of a key: 1 for the first row of a delivery with the same other key parts, 2 for the second, and so on
 * in file order. For sources that number no lines and repeat identical rows; such rows are then different records.
 */
export const OCCURRENCE_KEY = '#occurrence';

/**
 * The versioned map from the fields of a source to a dataset, as checked. `contract` is `<source>.<name>`.
 * See docs/contracts.md for the YAML.
 */
export interface Contract {
  contract: string;
  version: number;
  source: string;
  entity: string;
  dataset: string;
  format: ContractFormat;
  /** full: a record that a file no longer shows is gone; incremental: only what is sent changes. */
  mode: 'full' | 'incremental';
  /**
   * Source columns (or mapped fields) that identify a record, joined with U+001F... see `recordKey`. The last one may be
   * `#occurrence` (OCCURRENCE_KEY).
   */
  key: readonly string[];
  fields: Readonly<Record<string, FieldMap>>;
  /** Mapped extras, kept as JSON under `attributes`. */
  attributes: Readonly<Record<string, FieldMap>>;
  lookups: readonly Lookup[];
  checks: readonly Check[];
  /** SHA-256 of the canonical form, hex. */
  hash: string;
}

/** The file format plus how its numbers are written. Same shape as `Format` of sources/files/reader.ts. */
export type ContractFormat = (
  | {
      type: 'csv';
      delimiter: string;
      quote: string;
      encoding: 'utf-8' | 'iso-8859-1' | 'windows-1252' | 'utf-16le';
      header: 'first_row' | readonly string[];
    }
  | { type: 'ndjson' }
  | { type: 'camt053'; record: 'entry' | 'statement' }
  | { type: 'mt940'; record: 'entry' | 'statement'; encoding: 'utf-8' | 'iso-8859-1' | 'windows-1252' }
) & { decimalSeparator: '.' | ','; thousandsSeparator?: string };

export interface FieldMap {
  /** Source column. Exactly one of from, value, compute. */
  from?: string;
  /** A constant. */
  value?: string;
  /** Exact arithmetic over source columns and mapped fields; division needs `round`. */
  compute?: Expression;
  type: 'text' | 'code' | 'currency' | 'date' | 'timestamp' | 'money' | 'quantity' | 'rate' | 'integer' | 'boolean';
  /** For money: a currency code, or `{from: column}`. */
  currency?: { code: string } | { from: string };
  normalise: readonly Normalisation[];
  /** For date and timestamp: the zone of what the source wrote, and its pattern such as `dd.MM.yyyy HH:mm`. */
  zone?: string;
  pattern?: string;
  /** Exact renaming, e.g. SKU or warehouse aliases; a value that is not listed passes unless `aliasesClosed`. */
  aliases?: Readonly<Record<string, string>>;
  aliasesClosed?: boolean;
  optional: boolean;
  negate?: boolean;
  /** For money whose amounts have more decimals than the currency's minor unit. */
  scale?: number;
  /** What the source writes for absent, e.g. "NULL" or "-". */
  nulls: readonly string[];
}

export type Normalisation = 'trim' | 'upper' | 'lower' | 'collapse_spaces' | 'strip_leading_zeros' | 'alphanumeric' | 'nfc' | 'nfkc';

/** Columns of a second, smaller file of the same delivery, joined by an equal value. Names become `<name>.<column>`. */
export interface Lookup {
  name: string;
  /** File name pattern, beside the file that is read. */
  file: string;
  on: { column: string; lookupColumn: string };
  columns: readonly string[];
  format: ContractFormat;
}

export interface Check {
  name: string;
  expr: Expression;
  onFail: 'quarantine' | 'warn';
}

/** Why a row was quarantined: the field, what was there, the rule. */
export interface FieldProblem {
  field: string;
  column: string | null;
  value: string | null;
  rule: string;
  /** What would have been right, in words built from fields. */
  expected: string;
}
