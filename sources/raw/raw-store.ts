import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputRejected } from '#core/failure/failure.ts';

/** Where the bytes as received are kept: one file per SHA-256, never changed. */
export interface KeptRaw {
  sha256: string;
  sizeBytes: number;
}

export function rawPath(dataFolder: string, sha256: string): string {
  return join(dataFolder, 'raw', sha256.slice(0, 2), sha256);
}

/** Copies a file into the store. When this returns, the bytes are on the disk. */
export async function keepRaw(dataFolder: string, file: string): Promise<KeptRaw> {
  const info = await stat(file).catch(() => undefined);
  if (!info?.isFile()) {
    throw new InputRejected({
      file,
      rule: 'file_missing',
      detail: 'there is no such file',
      hint: 'Check the path.',
    });
  }
  return keepRawBytes(dataFolder, createReadStream(file, { highWaterMark: 1 << 20 }));
}

export async function keepRawBytes(dataFolder: string, bytes: AsyncIterable<Uint8Array>): Promise<KeptRaw> {
  const folder = join(dataFolder, 'raw');
  await mkdir(folder, { recursive: true });
  const partial = join(folder, `.partial-${randomBytes(8).toString('hex')}`);
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const handle = await open(partial, 'wx');
  try {
    for await (const chunk of bytes) {
      hash.update(chunk);
      sizeBytes += chunk.length;
      await handle.write(chunk);
    }
    await handle.sync();
  } catch (error) {
    await handle.close();
    await rm(partial, { force: true });
    throw error;
  }
  await handle.close();
  const sha256 = hash.digest('hex');
  const target = rawPath(dataFolder, sha256);
  await mkdir(dirname(target), { recursive: true });
  await rename(partial, target);
  await syncFolder(dirname(target));
  return { sha256, sizeBytes };
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return; // NTFS journals the rename; a folder cannot be opened there
  const handle = await open(folder, 'r');
  await handle.sync();
  await handle.close();
}

/** A byte range of a kept file, for showing a row as it was received. */
export async function readRawRange(
  dataFolder: string,
  sha256: string,
  start: number,
  end: number,
): Promise<Buffer> {
  const handle = await open(rawPath(dataFolder, sha256), 'r');
  try {
    const buffer = Buffer.alloc(end - start);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, start);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
