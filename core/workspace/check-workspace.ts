import { checkContract, type SourceFacts } from '../contract/check-contract.ts';
import type { Contract } from '../contract/contract.ts';
import { ConfigurationInvalid, type ConfigurationProblem } from '../failure/failure.ts';
import type { ReconciliationRules } from '../reconcile/rules.ts';
import { parseYaml, type YamlNode } from '../yaml/node.ts';
import { INVALID, type Report, reporter, type Shape } from '../yaml/shape.ts';
import { checkEntities } from './check-entities.ts';
import { checkExports } from './check-exports.ts';
import { checkOpenings } from './check-openings.ts';
import { checkReconciliation } from './check-reconciliation.ts';
import { checkSchedules } from './check-schedules.ts';
import { checkPulls, checkSources } from './check-sources.ts';
import { FILE_KINDS, type FileKind, fileKindOf } from './file-kinds.ts';
import { Names } from './names.ts';
import type { Entity, Source, Workspace } from './workspace.ts';

/** A file of the workspace; the path is relative to its folder, with `/`. */
export interface WorkspaceFile {
  path: string;
  text: string;
}

/** Where the workspace lies; core knows no file system. */
export interface WorkspacePlace {
  folder: string;
  /** A path as declared, relative to the folder, to an absolute one. */
  resolve(path: string): string;
}

const NOWHERE: WorkspacePlace = { folder: '', resolve: (path) => path };

/** A file that was read to its shape, with the node that its messages point into. */
export interface Draft<Value> {
  value: Value;
  root: YamlNode;
}

/**
 * Reads all files of a workspace and checks them against each other.
 * @throws ConfigurationInvalid with every problem that can be found, in the order of files and lines
 */
export function checkWorkspace(files: readonly WorkspaceFile[], place: WorkspacePlace = NOWHERE): Workspace {
  const problems: ConfigurationProblem[] = [];
  const report = reporter(problems);
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const drafts = readAll(sorted, problems, report);
  const workspace = assemble(drafts, place, report);
  if (problems.length === 0 && workspace !== undefined) return workspace;
  throw new ConfigurationInvalid(inOrder(problems));
}

type ReadOf<S> = S extends Shape<infer Value> ? Value : never;
type Drafts = { [Kind in FileKind]: Draft<ReadOf<(typeof FILE_KINDS)[Kind]['shape']>>[] } & {
  /** Kinds of which a file could not be read: what it would have declared cannot be missed with certainty. */
  broken: Set<FileKind>;
};

function readAll(files: readonly WorkspaceFile[], problems: ConfigurationProblem[], report: Report): Drafts {
  const drafts: Drafts = {
    workspace: [],
    sources: [],
    contracts: [],
    reconciliations: [],
    exports: [],
    schedules: [],
    broken: new Set(),
  };
  for (const file of files) {
    const kind = fileKindOf(file.path);
    if (kind === undefined) continue;
    const parsed = parseYaml(file.path, file.text);
    if ('problems' in parsed) problems.push(...parsed.problems);
    const value =
      'problems' in parsed ? INVALID : (FILE_KINDS[kind].shape as Shape<unknown>).read(parsed.root, report);
    if ('problems' in parsed || value === INVALID) drafts.broken.add(kind);
    else (drafts[kind] as Draft<unknown>[]).push({ value, root: parsed.root });
  }
  if (drafts.workspace.length === 0 && !drafts.broken.has('workspace')) {
    const message = 'the workspace has no tieout.yaml';
    problems.push({
      file: 'tieout.yaml',
      line: 1,
      column: 1,
      path: '',
      message,
      hint: '`tieout init DIR` makes one',
    });
  }
  return drafts;
}

/** Checks that need more than one file. Undefined when the workspace itself could not be read. */
function assemble(drafts: Drafts, place: WorkspacePlace, report: Report): Workspace | undefined {
  const [workspace] = drafts.workspace;
  if (workspace === undefined) return undefined;
  const { broken } = drafts;
  const entities = checkEntities(workspace, report);
  const sources = checkSources(drafts.sources, entities, place, report);
  const contracts = broken.has('sources')
    ? []
    : checkContracts(drafts.contracts, factsOf(sources, entities), report);
  if (contracts.length < drafts.contracts.length) broken.add('contracts');
  if (!broken.has('contracts')) checkPulls(drafts.sources, contracts, report);
  const isWhole = !broken.has('sources') && !broken.has('contracts');
  const reconciliations = isWhole
    ? checkReconciliations(drafts.reconciliations, { entities, sources, contracts }, report)
    : [];
  checkOpenings(drafts.reconciliations, !broken.has('reconciliations'), report);
  if (!isWhole || reconciliations.length < drafts.reconciliations.length) broken.add('reconciliations');
  const exports = checkExports(drafts.exports, entities, report);
  const schedules = checkSchedules(drafts.schedules, { sources, reconciliations, exports }, broken, report);
  const { workspace: name, rules } = workspace.value;
  return {
    ...{ folder: place.folder, name, entities, sources, contracts, reconciliations, exports, schedules },
    ruleActivation: rules.activation,
  };
}

function factsOf(sources: readonly Source[], entities: readonly Entity[]): Map<string, SourceFacts> {
  const facts = new Map<string, SourceFacts>();
  for (const { source, entity: owner } of sources) {
    const entity = entities.find((candidate) => candidate.entity === owner);
    if (entity) facts.set(source, { entity: owner, zone: entity.zone, baseCurrency: entity.baseCurrency });
  }
  return facts;
}

function checkContracts(
  drafts: Drafts['contracts'],
  facts: ReadonlyMap<string, SourceFacts>,
  report: Report,
): Contract[] {
  const names = new Names('contract', report);
  return drafts.flatMap(({ value, root }) => {
    names.declare(value.contract, root.at('contract'));
    return checkContract(value, root, facts, report) ?? [];
  });
}

function checkReconciliations(
  drafts: Drafts['reconciliations'],
  known: Pick<Workspace, 'entities' | 'sources' | 'contracts'>,
  report: Report,
): ReconciliationRules[] {
  const names = new Names('reconciliation', report);
  return drafts.flatMap(({ value, root }) => {
    names.declare(value.reconciliation, root.at('reconciliation'));
    return checkReconciliation({ value, root }, known, report) ?? [];
  });
}

function inOrder(problems: readonly ConfigurationProblem[]): ConfigurationProblem[] {
  return [...problems].sort((a, b) =>
    a.file !== b.file ? (a.file < b.file ? -1 : 1) : a.line - b.line || a.column - b.column,
  );
}
