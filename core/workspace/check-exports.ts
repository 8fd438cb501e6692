import { DATASETS } from '../dataset/datasets.ts';
import { didYouMean } from '../failure/did-you-mean.ts';
import type { Report } from '../yaml/shape.ts';
import type { Draft } from './check-workspace.ts';
import { Names } from './names.ts';
import type { Entity, ExportDeclaration } from './workspace.ts';
import type { ExportsDraft } from './workspace-shapes.ts';

/** What is made of results, beside one export for each dataset. */
const RESULT_EXPORTS = ['exceptions', 'matches', 'reconciliation_summary'];

export const EXPORT_NAMES: readonly string[] = [...RESULT_EXPORTS, ...DATASETS.map(({ name }) => name)];

export function checkExports(
  drafts: readonly Draft<ExportsDraft>[],
  entities: readonly Entity[],
  report: Report,
): ExportDeclaration[] {
  const names = new Names('export of this entity', report);
  const known = entities.map(({ entity }) => entity);
  return drafts.flatMap(({ value, root }) => {
    const { entity } = value;
    if (!known.includes(entity))
      report(root.at('entity'), `there is no entity "${entity}"`, didYouMean(entity, known));
    return value.exports.map((declared, at) => {
      const node = root.at('exports', at, 'export');
      names.declare(`${entity}/${declared.export}`, node);
      if (!EXPORT_NAMES.includes(declared.export)) {
        report(node, `there is no export "${declared.export}"`, didYouMean(declared.export, EXPORT_NAMES));
      }
      return { export: declared.export, entity, formats: [...new Set(declared.formats)] };
    });
  });
}
