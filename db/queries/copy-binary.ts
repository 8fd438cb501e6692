const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
const HEADER_BYTES = SIGNATURE.length + 8;

/** A row of COPY ... (format binary): the bytes of each column, null for NULL. */
export type BinaryRow = (Buffer | null)[];

/**
 * Reads PostgreSQL's binary COPY format (PostgreSQL manual, COPY, "Binary Format") as it comes. Yields the rows of
 * each chunk together; they lie in the chunk's memory, so use them before you ask for the next.
 */
export async function* binaryRows(chunks: AsyncIterable<Buffer>): AsyncGenerator<BinaryRow[]> {
  let rest: Buffer = Buffer.alloc(0);
  let headerSeen = false;
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let offset = 0;
    if (!headerSeen) {
      if (bytes.length < HEADER_BYTES) {
        rest = bytes;
        continue;
      }
      offset = headerEnd(bytes);
      headerSeen = true;
    }
    const rows: BinaryRow[] = [];
    for (let row = readRow(bytes, offset); row; row = readRow(bytes, offset)) {
      rows.push(row.columns);
      offset = row.end;
    }
    rest = bytes.subarray(offset);
    if (rows.length > 0) yield rows;
  }
}

function headerEnd(bytes: Buffer): number {
  if (!bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE)) throw new Error('not the binary COPY format');
  return HEADER_BYTES + bytes.readInt32BE(SIGNATURE.length + 4);
}

/** Undefined when the row is not whole yet, or at the trailer (a column count of -1). */
function readRow(bytes: Buffer, start: number): { columns: BinaryRow; end: number } | undefined {
  if (start + 2 > bytes.length) return undefined;
  const count = bytes.readInt16BE(start);
  if (count < 0) return undefined;
  const columns: BinaryRow = new Array(count);
  let at = start + 2;
  for (let i = 0; i < count; i++) {
    if (at + 4 > bytes.length) return undefined;
    const size = bytes.readInt32BE(at);
    at += 4;
    if (size > 0 && at + size > bytes.length) return undefined;
    columns[i] = size < 0 ? null : bytes.subarray(at, at + size);
    at += Math.max(size, 0);
  }
  return { columns, end: at };
}
