import type { Contract } from '#core/contract/contract.ts';
import { InputRejected } from '#core/failure/failure.ts';
import { type TakenFile, takenFiles } from '#db/queries/ingestions.ts';
import { replacedFiles } from '#db/queries/rejected-deliveries.ts';
import { keepRaw } from '#sources/raw/raw-store.ts';
import type { Context } from '../context.ts';

/**
 * Files whose bytes this contract has not seen. When the contract itself changed, an incremental source is read again
 * from the start and a full one from its newest file, which says everything. A file that was refused is tried again
 * until it is taken or another speaks for it.
 */
export async function filesDue(
  context: Context,
  contract: Contract,
  files: readonly string[],
  within: string,
): Promise<string[]> {
  const taken = await takenFiles(context.connection.db, contract);
  const replaced = await replacedFiles(context.connection.db, contract);
  const due: string[] = [];
  for (const [index, file] of files.entries()) {
    const sha256 = await hashOf(context, file, within);
    const newest = index === files.length - 1;
    const sameContract = contract.mode === 'incremental' || newest;
    const done =
      sha256 !== undefined && (isTaken(taken, contract, sha256, sameContract) || replaced.has(sha256));
    if (!done) due.push(file);
  }
  return due;
}

/** Undefined where the file cannot be read: taking it in will tell why, and that it is missing. */
async function hashOf(context: Context, file: string, within: string): Promise<string | undefined> {
  try {
    return (await keepRaw(context.dataFolder, file, within)).sha256;
  } catch (error) {
    if (error instanceof InputRejected) return undefined;
    throw error;
  }
}

function isTaken(
  taken: readonly TakenFile[],
  contract: Contract,
  sha256: string,
  sameContract: boolean,
): boolean {
  return taken.some(
    (file) => file.sha256 === sha256 && (!sameContract || file.contractHash === contract.hash),
  );
}
