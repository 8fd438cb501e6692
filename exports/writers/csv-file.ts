import { BYTE_ORDER_MARK, type CsvDialect } from './csv.ts';
import { withFile } from './file-sink.ts';

/** Small chunks from the network become writes of this size. */
const WRITE_BYTES = 1024 * 1024;

/** Writes CSV bytes that PostgreSQL made, as they come. @throws StorageFailed */
export async function writeCsvFile(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  dialect: CsvDialect,
): Promise<void> {
  await withFile(path, async (sink) => {
    if (dialect.byteOrderMark) await sink.write(Buffer.from(BYTE_ORDER_MARK));
    let waiting: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of bytes) {
      waiting.push(chunk);
      size += chunk.length;
      if (size < WRITE_BYTES) continue;
      await sink.write(Buffer.concat(waiting, size));
      waiting = [];
      size = 0;
    }
    if (size > 0) await sink.write(Buffer.concat(waiting, size));
  });
}
