import { InputRejected } from '#core/failure/failure.ts';
import { readFile } from '#sources/files/read-file.ts';
import type { Format, RawRow, ReadRequest, StatementProof } from '#sources/files/reader.ts';

export type CsvFormat = Extract<Format, { type: 'csv' }>;

export const CSV: CsvFormat = {
  type: 'csv',
  delimiter: ',',
  quote: '"',
  encoding: 'utf-8',
  header: 'first_row',
};

/** Cuts content into chunks: of one size, or at the given places. */
export async function* chunked(content: string | Uint8Array, cuts: number | readonly number[] = 65_536) {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  let at = 0;
  while (at < bytes.length) {
    const next = typeof cuts === 'number' ? at + cuts : (cuts.find((cut) => cut > at) ?? bytes.length);
    yield bytes.subarray(at, Math.min(next, bytes.length));
    at = next;
  }
}

export interface Reading {
  rows: RawRow[];
  proofs: StatementProof[] | undefined;
  rejected?: InputRejected['problem'] & { hint: string | undefined };
}

/** Reads to the end. A rejection is returned with what was read before it; any other error is thrown. */
export async function readAll(
  content: string | Uint8Array | AsyncIterable<Uint8Array>,
  format: Format,
  columns: readonly string[],
  cuts?: number | readonly number[],
): Promise<Reading> {
  const bytes =
    typeof content === 'string' || content instanceof Uint8Array ? chunked(content, cuts) : content;
  const request: ReadRequest = { file: 'input', bytes, columns, format };
  const rows: RawRow[] = [];
  try {
    const file = readFile(request);
    for await (const batch of file.rows) rows.push(...batch);
    return { rows, proofs: file.proofs() };
  } catch (error) {
    if (!(error instanceof InputRejected)) throw error;
    return { rows, proofs: undefined, rejected: { ...error.problem, hint: error.hint } };
  }
}

export function valuesOf(reading: Reading): (string | null)[][] {
  if (reading.rejected) throw new Error(`rejected: ${JSON.stringify(reading.rejected)}`);
  return reading.rows.map((row) => row.values);
}
