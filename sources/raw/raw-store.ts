import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { checkReadable, checkWithin, rejected, unreadable } from './readable.ts';

/** Where the bytes as received are kept: one file per SHA-256, never changed. */
export interface KeptRaw {
  sha256: string;
  sizeBytes: number;
}

export function rawPath(dataFolder: string, sha256: string): string {
  return join(dataFolder, 'raw', sha256.slice(0, 2), sha256);
}

/**
 * Copies a file into the store. When this returns, the bytes are on the disk.
 * @throws InputRejected when the file cannot be read, or changed while it was read: what was copied may be no whole
 *   version of it
 * @param within the folder that the file must lie in, wherever links lead: whoever may put files into a folder that is
 *   pulled may not make Tieout read others
 */
export async function keepRaw(dataFolder: string, file: string, within?: string): Promise<KeptRaw> {
  await checkReadable(file);
  if (within !== undefined) await checkWithin(file, within);
  const source = await open(file, 'r').catch((error) => {
    throw unreadable(file, error);
  });
  try {
    const before = await source.stat({ bigint: true });
    return await keepRawBytes(dataFolder, chunksOf(file, source), async (copied) => {
      const after = await source.stat({ bigint: true });
      if (before.mtimeNs === after.mtimeNs && BigInt(copied) === after.size) return;
      throw rejected(
        file,
        'file_changed',
        `it changed while it was read (${before.size} bytes before, ${after.size} after)`,
        'Deliver it again when it is written to its end; write elsewhere, then move it into place.',
      );
    });
  } finally {
    await source.close();
  }
}

async function* chunksOf(file: string, source: FileHandle): AsyncGenerator<Uint8Array> {
  try {
    yield* source.createReadStream({ highWaterMark: 1 << 20, autoClose: false }) as AsyncIterable<Buffer>;
  } catch (error) {
    throw unreadable(file, error as NodeJS.ErrnoException);
  }
}

/** @param mayKeep told how many bytes were copied, before they count as received; throws when they shall not */
export async function keepRawBytes(
  dataFolder: string,
  bytes: AsyncIterable<Uint8Array>,
  mayKeep: (copied: number) => Promise<void> = async () => {},
): Promise<KeptRaw> {
  const folder = join(dataFolder, 'raw');
  await mkdir(folder, { recursive: true });
  const partial = join(folder, `${PARTIAL}${randomBytes(8).toString('hex')}`);
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const handle = await open(partial, 'wx');
  try {
    for await (const chunk of bytes) {
      hash.update(chunk);
      sizeBytes += chunk.length;
      await handle.writeFile(chunk); // all of it, or an error: write() alone may stop short on a full disk
    }
    await mayKeep(sizeBytes);
    await handle.sync();
    await handle.close();
    const sha256 = hash.digest('hex');
    const target = rawPath(dataFolder, sha256);
    await mkdir(dirname(target), { recursive: true });
    await rename(partial, target);
    await syncFolder(dirname(target));
    await syncFolder(folder); // a subfolder that was made now
    return { sha256, sizeBytes };
  } catch (error) {
    await handle.close();
    await rm(partial, { force: true });
    throw error;
  }
}

const PARTIAL = '.partial-';

/** Removes what killed processes left half copied. No copy takes a day. */
export async function sweepPartials(dataFolder: string, now: Date): Promise<void> {
  const folder = join(dataFolder, 'raw');
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((it) => it.startsWith(PARTIAL))) {
    const info = await stat(join(folder, name)).catch(() => undefined);
    if (info && info.mtimeMs < now.getTime() - DAY_MS) await rm(join(folder, name), { force: true });
  }
}

const DAY_MS = 24 * 60 * 60 * 1000;

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
