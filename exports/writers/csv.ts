/** How a CSV is written. */
export interface CsvDialect {
  delimiter: string;
  decimalSeparator: '.' | ',';
  /** A text that a spreadsheet would run as a formula gets an apostrophe in front; numbers are left alone. */
  guardFormulas: boolean;
  /** Excel takes a file for UTF-8 only when it starts with one. */
  byteOrderMark: boolean;
}

export type CsvProfile = 'machine' | 'excel';

/** machine: plain RFC 4180 in UTF-8; excel: for people who open it by a double click. */
export const CSV_PROFILES: Readonly<Record<CsvProfile, CsvDialect>> = {
  machine: { delimiter: ',', decimalSeparator: '.', guardFormulas: false, byteOrderMark: false },
  excel: { delimiter: ',', decimalSeparator: '.', guardFormulas: true, byteOrderMark: true },
};

export const BYTE_ORDER_MARK = '\uFEFF';

/** Characters that make a spreadsheet run a cell as a formula, full-width forms included (OWASP, CSV Injection). */
const FORMULA_START = /^[=+\-@\t\r\n＝＋－＠]/;

/** The text with an apostrophe in front where a spreadsheet would run it. Only for text: never give it a number. */
export function guardFormula(text: string): string {
  return FORMULA_START.test(text) ? `'${text}` : text;
}

/** What `guardFormula` was given. */
export function unguardFormula(text: string): string {
  return text.startsWith("'") && FORMULA_START.test(text.slice(1)) ? text.slice(1) : text;
}

/**
 * One record of RFC 4180 with its line feed. Null is an empty field, an empty text is "". Values are text already;
 * guarding and decimal separators are the caller's, who knows the types.
 */
export function csvLine(values: readonly (string | null)[], delimiter = ','): string {
  return `${values.map((value) => csvField(value, delimiter)).join(delimiter)}\n`;
}

function csvField(value: string | null, delimiter: string): string {
  if (value === null) return '';
  const plain = value !== '' && !/["\r\n]/.test(value) && !value.includes(delimiter);
  return plain ? value : `"${value.replaceAll('"', '""')}"`;
}
