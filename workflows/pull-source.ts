import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Actor } from '#core/access/actor.ts';
import { Failure } from '#core/failure/failure.ts';
import type { FolderPull, Source } from '#core/workspace/workspace.ts';
import { sweepPartials } from '#sources/raw/raw-store.ts';
import type { Context } from './context.ts';
import { defineWorkflow } from './define.ts';
import { matchesPattern, sourceNamed } from './ingest/choose-contracts.ts';
import { type IngestOutcome, takeFiles } from './ingest.ts';
import { filesDue } from './pull-source/files-due.ts';
import { keepUnreachable, resolveUnreachable } from './pull-source/unreachable.ts';

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
    const names = await listFolder(source, source.pull).catch(async (error: unknown) => {
      if (error instanceof SourceUnreachable) await keepUnreachable(context, actor, source, error);
      throw error;
    });
    await resolveUnreachable(context, source, source.pull.path);
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
