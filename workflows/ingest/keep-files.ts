import { basename } from 'node:path';
import { keepRaw, rawPath } from '#sources/raw/raw-store.ts';
import type { Context } from '../context.ts';
import type { Delivery, KeptFile } from './delivery.ts';
import { findCompanions } from './lookups.ts';

export interface FilesOnDisk {
  paths: readonly string[];
  /** The folder that they must not lead out of. */
  within: string | undefined;
}

async function keep(
  context: Context,
  path: string,
  within: string | undefined,
): Promise<{ path: string; sha256: string; sizeBytes: number }> {
  const kept = await keepRaw(context.dataFolder, path, within);
  return { ...kept, path: rawPath(context.dataFolder, kept.sha256) };
}

/** Copies the files of a delivery into the raw store. @throws InputRejected */
export async function keepFiles(context: Context, { paths, within }: FilesOnDisk): Promise<KeptFile[]> {
  const files: KeptFile[] = [];
  for (const path of paths)
    files.push({ name: basename(path), companions: [], ...(await keep(context, path, within)) });
  return files;
}

/** Finds and keeps the companions that the contract joins. @throws InputRejected */
export async function withCompanions(
  context: Context,
  delivery: Delivery,
  { paths, within }: FilesOnDisk,
): Promise<Delivery> {
  const files: KeptFile[] = [];
  for (const [index, file] of delivery.files.entries()) {
    const companions = [];
    const original = { name: file.name, path: paths[index] as string };
    for (const companion of await findCompanions(delivery.contract, original)) {
      companions.push({ ...companion, kept: await keep(context, companion.path, within) });
    }
    files.push({ ...file, companions });
  }
  return { ...delivery, files };
}
