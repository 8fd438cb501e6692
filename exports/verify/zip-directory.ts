import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInflateRaw } from 'node:zlib';

/** Where the bytes of an entry lie. */
export interface ZipEntryPlace {
  offset: number;
  compressed: number;
}

const END_BYTES = 22;
const LOCAL_HEADER_BYTES = 30;

/** The entries of an archive by their names, from its central directory. @throws Error for what is no archive */
export async function zipDirectory(path: string): Promise<Map<string, ZipEntryPlace>> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const end = Buffer.alloc(END_BYTES);
    await file.read(end, 0, END_BYTES, Math.max(0, size - END_BYTES));
    if (end.readUInt32LE(0) !== 0x06054b50) throw new Error('the end of the archive is missing');
    const directory = Buffer.alloc(end.readUInt32LE(12));
    await file.read(directory, 0, directory.length, end.readUInt32LE(16));
    return entriesOf(directory, end.readUInt16LE(10));
  } finally {
    await file.close();
  }
}

function entriesOf(directory: Buffer, count: number): Map<string, ZipEntryPlace> {
  const entries = new Map<string, ZipEntryPlace>();
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (directory.readUInt32LE(at) !== 0x02014b50) throw new Error('the directory of the archive is broken');
    const nameLength = directory.readUInt16LE(at + 28);
    const name = directory.toString('utf8', at + 46, at + 46 + nameLength);
    entries.set(name, {
      offset: directory.readUInt32LE(at + 42),
      compressed: directory.readUInt32LE(at + 20),
    });
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/** The content of an entry, inflated as it is read. */
export async function* zipContent(path: string, entry: ZipEntryPlace): AsyncGenerator<Buffer> {
  const file = await open(path, 'r');
  const header = Buffer.alloc(LOCAL_HEADER_BYTES);
  await file.read(header, 0, header.length, entry.offset).finally(() => file.close());
  const start = entry.offset + LOCAL_HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
  const raw = createReadStream(path, {
    start,
    end: start + entry.compressed - 1,
    highWaterMark: 1024 * 1024,
  });
  const inflated = raw.pipe(createInflateRaw({ chunkSize: 1024 * 1024 }));
  raw.once('error', (error) => inflated.destroy(error));
  yield* inflated;
}
