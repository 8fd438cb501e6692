import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Actor } from '#core/access/actor.ts';
import type { Contract } from '#core/contract/contract.ts';
import { Failure, InputRejected } from '#core/failure/failure.ts';
import type { FolderPull, Source } from '#core/workspace/workspace.ts';
import { type TakenFile, takenFiles } from '#db/queries/ingestions.ts';
import { replacedFiles } from '#db/queries/rejected-deliveries.ts';
import { keepRaw, sweepPartials } from '#sources/raw/raw-store.ts';
import type { Context } from './context.ts';
import { defineWorkflow } from './define.ts';
import { matchesPattern, sourceNamed } from './ingest/choose-contracts.ts';
import { type IngestOutcome, takeFiles } from './ingest.ts';

export class SourceHasNoPull extends Failure {
  readonly kind = 'usage';
  constructor(readonly source: string) {
    super(`source ${source} declares no pull`, 'Add `pull` to its file, or use `tieout ingest`.');
  }
}

export class SourceUnreachable extends Failure {
  readonly kind = 'incomplete';
  constructor(
    readonly source: string,
    readonly place: string,
    readonly reason: string,
  ) {
    super(
      `source ${source} could not be read: ${place}: ${reason}`,
      'Mend the place or the path, then pull again.',
    );
  }
}

export interface PullOutcome extends IngestOutcome {
  /** Matching files that were taken in by an earlier pull. */
  alreadyTaken: number;
}

/** Takes in what a source has that Tieout has not, file by file in the order of their names. */
export const pullSource = defineWorkflow<{ source: string }, PullOutcome>({
  name: 'pull-source',
  permission: 'source.pull',
  entityOf: (context, input) => sourceNamed(context.workspace, input.source).entity,
  run: async (context, actor, input) => {
    const source = sourceNamed(context.workspace, input.source);
    if (!source.pull) throw new SourceHasNoPull(source.source);
    await sweepPartials(context.dataFolder, context.now());
    const names = await listFolder(source, source.pull);
    const outcome: PullOutcome = { source: source.source, deliveries: [], rejected: [], alreadyTaken: 0 };
    const within = source.pull.path;
    for (const { pattern, contract: contractName } of source.pull.files) {
      const files = names.filter((name) => matchesPattern(name, pattern)).map((name) => join(within, name));
      await pullContract(context, actor, source, { contractName, within }, files, outcome);
    }
    return outcome;
  },
});

async function listFolder(source: Source, pull: FolderPull): Promise<string[]> {
  try {
    const entries = await readdir(pull.path, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() || entry.isSymbolicLink())
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    throw new SourceUnreachable(
      source.source,
      pull.path,
      (error as NodeJS.ErrnoException).code ?? String(error),
    );
  }
}

async function pullContract(
  context: Context,
  actor: Actor,
  source: Source,
  { contractName, within }: { contractName: string; within: string },
  files: readonly string[],
  outcome: PullOutcome,
): Promise<void> {
  const contract = context.workspace.contracts.find((candidate) => candidate.contract === contractName);
  if (!contract || files.length === 0) return;
  const due = await filesDue(context, contract, files, within);
  outcome.alreadyTaken += files.length - due.length;
  for (const file of due) {
    const taken = await takeFiles(context, actor, source, {
      files: [file],
      contract: contractName,
      within,
    });
    outcome.deliveries.push(...taken.deliveries);
    outcome.rejected.push(...taken.rejected);
  }
}

/**
 * Files whose bytes this contract has not seen. When the contract itself changed, an incremental source is read again
 * from the start and a full one from its newest file, which says everything. A file that was refused is tried again
 * until it is taken or another speaks for it.
 */
async function filesDue(
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
