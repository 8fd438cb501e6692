import { CopyBinaryDecoder, type FieldHandler } from '../../rows/copy-binary.ts';
import { type FileSink, withFile } from '../file-sink.ts';
import { ColumnChunk } from './column-chunk.ts';
import { footerBytes, type WrittenRowGroup } from './footer.ts';
import type { EncodedChunk } from './pages.ts';
import type { ParquetColumn } from './physical-type.ts';

/** A row group is held in memory until it is whole: so many rows, or so many bytes of values. */
const GROUP_ROWS = 122_880;
const GROUP_BYTES = 32 * 1024 * 1024;

const MAGIC = Buffer.from('PAR1');

export interface ParquetRequest {
  columns: readonly ParquetColumn[];
  /** Key and value pairs of the footer; keys are namespaced by the caller. */
  metadata: Readonly<Record<string, string>>;
  createdBy: string;
  /** Called with the column and the number of the row, from 1, for a value that the column cannot hold; must throw. */
  onMisfit(column: ParquetColumn, row: number): never;
}

/**
 * Writes rows of binary COPY as a Parquet file: exact DECIMALs, DATE, TIMESTAMP (UTC, microseconds), UTF8; snappy;
 * dictionaries where values repeat; memory of one row group. No rows: a file with the schema alone. The same rows give
 * the same bytes.
 * @throws StorageFailed, and what `onMisfit` throws
 */
export async function writeParquetFile(
  path: string,
  copyBinary: AsyncIterable<Buffer>,
  request: ParquetRequest,
): Promise<void> {
  await withFile(path, async (sink) => {
    await sink.write(MAGIC);
    const groups = new RowGroups(request);
    const decoder = new CopyBinaryDecoder(request.columns.length, groups);
    for await (const chunk of copyBinary) {
      decoder.push(chunk);
      await groups.writeFinished(sink);
    }
    decoder.end();
    groups.finish();
    await groups.writeFinished(sink);
    const { columns, metadata, createdBy } = request;
    const footer = footerBytes({ columns, metadata, createdBy, rowGroups: groups.written });
    const size = Buffer.alloc(4);
    size.writeUInt32LE(footer.length);
    await sink.write(Buffer.concat([footer, size, MAGIC]));
  });
}

class RowGroups implements FieldHandler {
  readonly written: WrittenRowGroup[] = [];
  readonly #request: ParquetRequest;
  readonly #chunks: ColumnChunk[];
  #rows = 0;
  #rowsBefore = 0;
  #finished: { rows: number; chunks: EncodedChunk[] }[] = [];

  constructor(request: ParquetRequest) {
    this.#request = request;
    this.#chunks = request.columns.map((column) => new ColumnChunk(column, GROUP_ROWS));
  }

  field(column: number, bytes: Buffer, at: number, length: number): void {
    const chunk = this.#chunks[column] as ColumnChunk;
    if (chunk.append(bytes, at, length)) return;
    this.#request.onMisfit(chunk.column, this.#rowsBefore + this.#rows + 1);
  }

  endRow(): void {
    this.#rows++;
    // Sizes are looked at now and then: adding them up costs as much as a row.
    if (this.#rows === GROUP_ROWS || (this.#rows % 256 === 0 && this.#bufferedBytes() > GROUP_BYTES)) {
      this.finish();
    }
  }

  /** Closes the row group that is being filled, if it has rows. */
  finish(): void {
    if (this.#rows === 0) return;
    this.#finished.push({ rows: this.#rows, chunks: this.#chunks.map((chunk) => chunk.finish()) });
    this.#rowsBefore += this.#rows;
    this.#rows = 0;
  }

  async writeFinished(sink: FileSink): Promise<void> {
    for (const { rows, chunks } of this.#finished.splice(0)) {
      const group: WrittenRowGroup = { rows, chunks: [] };
      for (const { parts, ...chunk } of chunks) {
        group.chunks.push({ ...chunk, offset: sink.position });
        await sink.write(Buffer.concat(parts));
      }
      this.written.push(group);
    }
  }

  #bufferedBytes(): number {
    return this.#chunks.reduce((sum, chunk) => sum + chunk.bufferedBytes, 0);
  }
}
