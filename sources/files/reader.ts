/**
 * What every file format offers to the ingest: rows of text, aligned to the columns that the contract reads, with their
 * place in the raw bytes. Readers stream (memory does not grow with the file) and never interpret a value: numbers stay
 * the characters that the source wrote, also in JSON.
 */
export interface RawRow {
  /** Number of the record in the file, from 1, header not counted. */
  row: number;
  /** Line in the file on which it starts, from 1. */
  line: number;
  /** Half-open byte range of the record in the raw file. */
  byteStart: number;
  byteEnd: number;
  /** One value per requested column, in that order; null where the record has none. */
  values: (string | null)[];
  /** Set when the record itself is malformed (ragged row, unreadable JSON line): it goes to quarantine. */
  problem?: RowProblem;
}

export interface RowProblem {
  /** Stable name of the broken rule, such as `column_count` or `json_syntax`. */
  rule: string;
  detail: string;
}

/** opening + entries = closing, per statement and currency. Decimals as text. */
export interface StatementProof {
  account: string;
  sequence: string;
  currency: string;
  /** Null where the file does not state the balance. */
  opening: string | null;
  closing: string | null;
  entriesTotal: string;
  entryCount: number;
  /** closing - (opening + entries); "0" when proven. Null where the file does not state both balances. */
  difference: string | null;
  proven: boolean;
}

export interface ReadFile {
  /** Batches of rows, in file order. Ends early with InputRejected when the file as a whole cannot be taken. */
  rows: AsyncIterable<RawRow[]>;
  /** Complete once `rows` has ended; undefined for formats without statements. */
  proofs(): StatementProof[] | undefined;
}

export interface ReadRequest {
  /** Name for messages. */
  file: string;
  bytes: AsyncIterable<Uint8Array>;
  /** Columns (CSV header names, JSON paths `a.b[0].c`, statement field names) in the order `values` shall have. */
  columns: readonly string[];
  format: Format;
}

/** As declared in a contract. */
export type Format =
  | {
      type: 'csv';
      delimiter: string;
      quote: string;
      encoding: 'utf-8' | 'iso-8859-1' | 'windows-1252' | 'utf-16le';
      /** Names of the columns where the file has no header row. */
      header: 'first_row' | readonly string[];
    }
  | { type: 'ndjson' }
  | { type: 'camt053'; record: 'entry' | 'statement' }
  | { type: 'mt940'; record: 'entry' | 'statement'; encoding: 'utf-8' | 'iso-8859-1' | 'windows-1252' };

/** A limit on everything: longer records are rejected with their place, never read into memory. */
export const MAX_RECORD_BYTES = 16 * 1024 * 1024;
export const BATCH_ROWS = 2_000;
const BATCH_BYTES = 4 * 1024 * 1024;

/** Whether a batch is to be handed on: rows may be anything from ten bytes to sixteen million. */
export function isFull(batch: readonly RawRow[]): boolean {
  if (batch.length >= BATCH_ROWS) return true;
  const [first] = batch;
  const last = batch.at(-1);
  return first !== undefined && last !== undefined && last.byteEnd - first.byteStart >= BATCH_BYTES;
}
