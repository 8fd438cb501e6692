import { randomUUID } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { storing, withFile } from '#exports/writers/file-sink.ts';

/**
 * Through a file that has no name any more: what is read from the database is read at its speed, so that a slow or
 * vanished reader holds no connection and no snapshot. @throws StorageFailed
 */
export async function spooled(dataFolder: string, parts: AsyncIterable<string>): Promise<Readable> {
  const folder = join(dataFolder, 'spool');
  const path = join(folder, randomUUID());
  await storing(folder, () => mkdir(folder, { recursive: true }));
  try {
    await withFile(path, async (sink) => {
      for await (const part of parts) await sink.write(Buffer.from(part));
    });
    return (await storing(path, () => open(path, 'r'))).createReadStream();
  } finally {
    await rm(path, { force: true });
  }
}
