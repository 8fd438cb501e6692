import { UnknownName } from '#core/failure/failure.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import type { ExportDeclaration, Source, Workspace } from '#core/workspace/workspace.ts';

/** What the workspace declares under a name. @throws UnknownName, which lists the names there are */
export function declaredSource(workspace: Workspace, name: string): Source {
  const found = workspace.sources.find(({ source }) => source === name);
  if (found) return found;
  throw new UnknownName(
    'source',
    name,
    workspace.sources.map(({ source }) => source),
  );
}

export function declaredReconciliation(workspace: Workspace, name: string): ReconciliationRules {
  const found = workspace.reconciliations.find(({ reconciliation }) => reconciliation === name);
  if (found) return found;
  throw new UnknownName(
    'reconciliation',
    name,
    workspace.reconciliations.map(({ reconciliation }) => reconciliation),
  );
}

export function declaredExport(workspace: Workspace, name: string, entity: string): ExportDeclaration {
  const found = workspace.exports.find((it) => it.export === name && it.entity === entity);
  if (found) return found;
  const known = workspace.exports.filter((it) => it.entity === entity).map((it) => it.export);
  throw new UnknownName(`export of entity ${entity}`, name, known);
}
