/**
 * The logical types of a canonical field. Everything that depends on a type (the database column, the contract's
 * reader, the export column, the cell on a screen) reads it from here.
 */
export const LOGICAL_TYPES = {
  /** Free text, as normalised by the contract. */
  text: { sql: 'text' },
  /** An identifier or code: text that is never shown as a number. */
  code: { sql: 'text' },
  /** ISO 4217 alphabetic code. */
  currency: { sql: 'text' },
  /** A calendar date in the entity's zone, YYYY-MM-DD. */
  date: { sql: 'date' },
  /** An instant, UTC, to the microsecond. */
  timestamp: { sql: 'timestamptz' },
  /** Exact money of the currency that `currency` names; at most 30 digits before and 8 after the point. */
  money: { sql: 'numeric' },
  /** Exact price per unit or quantity; at most 29 digits before and 9 after the point. */
  quantity: { sql: 'numeric' },
  /** Exact rate or coordinate; at most 20 digits before and 18 after the point. */
  rate: { sql: 'numeric' },
  integer: { sql: 'bigint' },
  boolean: { sql: 'boolean' },
} as const;

export type LogicalType = keyof typeof LOGICAL_TYPES;

/** The largest values that are stored and exported exactly: digits before and after the decimal point. */
export const DECIMAL_LIMITS = {
  money: { integerDigits: 30, scale: 8 },
  quantity: { integerDigits: 29, scale: 9 },
  rate: { integerDigits: 20, scale: 18 },
} as const;

export type DecimalType = keyof typeof DECIMAL_LIMITS;

export interface Field {
  name: string;
  type: LogicalType;
  meaning: string;
  /** For money: the field that names its currency. */
  currency?: string;
  /** A contract that does not fill it is refused. */
  required?: boolean;
  /** For codes with a closed list. */
  values?: readonly string[];
}

export interface Dataset {
  name: string;
  meaning: string;
  fields: readonly Field[];
  /** The field a control total sums, per currency. */
  controlField?: string;
  /** The date by which a record falls into a period. */
  dateField?: string;
}

export function isDecimal(type: LogicalType): type is DecimalType {
  return type in DECIMAL_LIMITS;
}
