import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Anchor, anchorLine } from '#core/audit/anchors.ts';

/** Where this installation keeps its own anchors. Copy the file to a place that the database's owner cannot write. */
export function anchorFile(dataFolder: string): string {
  return join(dataFolder, 'anchors', 'audit.ndjson');
}

/** Undefined when there is no such file. */
export async function readAnchorText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Appends one line and waits until it is on the disk. A line that a crash left half written is cut off first. */
export async function appendAnchor(file: string, anchor: Anchor): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const present = (await readAnchorText(file)) ?? '';
  const whole = Buffer.byteLength(present.slice(0, present.lastIndexOf('\n') + 1));
  const handle = await open(file, 'a+', 0o644);
  try {
    if (whole < Buffer.byteLength(present)) await handle.truncate(whole);
    await handle.writeFile(anchorLine(anchor));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await syncFolder(dirname(file));
}

/** A new file is only there after a power cut when its folder was written too. Windows knows no such sync. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
