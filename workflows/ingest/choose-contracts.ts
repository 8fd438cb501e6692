import { basename } from 'node:path';
import type { Contract } from '#core/contract/contract.ts';
import { Failure, UnknownName } from '#core/failure/failure.ts';
import type { Source, Workspace } from '#core/workspace/workspace.ts';

export class NoContractForFile extends Failure {
  readonly kind = 'usage';
  constructor(
    readonly source: string,
    readonly file: string,
    readonly contracts: readonly string[],
  ) {
    super(
      `no contract of source ${source} says that it reads ${file}`,
      `Name one with --dataset or --contract (${contracts.join(', ')}), or add a pattern under pull.files of the source.`,
    );
  }
}

export function sourceNamed(workspace: Workspace, name: string): Source {
  const source = workspace.sources.find((candidate) => candidate.source === name);
  if (!source)
    throw new UnknownName(
      'source',
      name,
      workspace.sources.map((candidate) => candidate.source),
    );
  return source;
}

/** The contracts that read a file: those asked for by name or dataset, else those whose pattern matches its name. */
export function contractsFor(
  workspace: Workspace,
  source: Source,
  file: string,
  asked: { dataset?: string; contract?: string },
): Contract[] {
  const own = workspace.contracts.filter((contract) => contract.source === source.source);
  if (asked.contract !== undefined) {
    const named = own.filter((contract) => contract.contract === asked.contract);
    if (named.length === 0)
      throw new UnknownName(
        'contract',
        asked.contract,
        own.map((contract) => contract.contract),
      );
    return named;
  }
  if (asked.dataset !== undefined) {
    const named = own.filter((contract) => contract.dataset === asked.dataset);
    if (named.length === 0)
      throw new UnknownName(
        'dataset',
        asked.dataset,
        own.map((contract) => contract.dataset),
      );
    return named;
  }
  const patterns = source.pull?.files ?? [];
  const matching = patterns
    .filter((entry) => matchesPattern(file, entry.pattern))
    .map((entry) => entry.contract);
  const chosen = own.filter((contract) => matching.includes(contract.contract));
  if (chosen.length > 0) return chosen;
  if (own.length === 1) return own;
  throw new NoContractForFile(
    source.source,
    file,
    own.map((contract) => contract.contract),
  );
}

/** `*` is any run of characters, `?` any one; the name of the file alone counts, not its folder. */
export function matchesPattern(file: string, pattern: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(basename(file));
}
