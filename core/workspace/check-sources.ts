import type { Contract } from '../contract/contract.ts';
import { didYouMean } from '../failure/did-you-mean.ts';
import type { Report } from '../yaml/shape.ts';
import type { Draft, WorkspacePlace } from './check-workspace.ts';
import { Names } from './names.ts';
import type { Entity, Source } from './workspace.ts';
import type { SourceDraft } from './workspace-shapes.ts';

export function checkSources(
  drafts: readonly Draft<SourceDraft>[],
  entities: readonly Entity[],
  place: WorkspacePlace,
  report: Report,
): Source[] {
  const names = new Names('source', report);
  return drafts.map(({ value, root }) => {
    names.declare(value.source, root.at('source'));
    const known = entities.map(({ entity }) => entity);
    if (!known.includes(value.entity)) {
      report(root.at('entity'), `there is no entity "${value.entity}"`, didYouMean(value.entity, known));
    }
    const source: Source = { source: value.source, entity: value.entity, title: value.title ?? value.source };
    if (value.owner !== undefined) source.owner = value.owner;
    if (value.freshness_hours !== undefined) source.freshnessHours = value.freshness_hours;
    if (value.pull !== undefined) source.pull = { ...value.pull, path: place.resolve(value.pull.path) };
    return source;
  });
}

/** A source pulls for its own contracts. */
export function checkPulls(
  drafts: readonly Draft<SourceDraft>[],
  contracts: readonly Contract[],
  report: Report,
): void {
  for (const { value, root } of drafts) {
    const known = contracts.filter(({ source }) => source === value.source).map(({ contract }) => contract);
    for (const [at, { contract, pattern }] of (value.pull?.files ?? []).entries()) {
      const node = root.at('pull', 'files', at);
      if (!known.includes(contract)) {
        report(
          node.at('contract'),
          `source ${value.source} has no contract "${contract}"`,
          didYouMean(contract, known),
        );
      }
      if (/[/\\]/.test(pattern))
        report(node.at('pattern'), 'a pattern is of file names in the folder, without / or \\');
    }
  }
}
