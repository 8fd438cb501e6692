import { ConfigurationInvalid, type ConfigurationProblem } from '../failure/failure.ts';
import type { ReconciliationRules } from '../reconcile/rules.ts';
import { parseYaml } from '../yaml/node.ts';
import { INVALID, reporter } from '../yaml/shape.ts';
import { checkReconciliation } from './check-reconciliation.ts';
import { reconciliationShape } from './rule-shapes.ts';
import type { Workspace } from './workspace.ts';

/**
 * A reconciliation in a file that is not part of the workspace, such as rules to be tried: checked as if it were, with the
 * same messages. It must be the one that is named.
 * @throws ConfigurationInvalid with every problem
 */
export function checkRulesFile(
  file: { path: string; text: string },
  named: string,
  workspace: Workspace,
): ReconciliationRules {
  const parsed = parseYaml(file.path, file.text);
  if ('problems' in parsed) throw new ConfigurationInvalid(parsed.problems);
  const problems: ConfigurationProblem[] = [];
  const report = reporter(problems);
  const { root } = parsed;
  const value = reconciliationShape.read(root, report);
  const rules = value === INVALID ? undefined : checkReconciliation({ value, root }, workspace, report);
  if (value !== INVALID && value.reconciliation !== named) {
    const message = `these are rules of ${value.reconciliation}, not of ${named}`;
    report(root.at('reconciliation'), message, `write ${named}, or name ${value.reconciliation}`);
  }
  const from = rules?.opening?.from;
  if (from !== undefined && !workspace.reconciliations.some((one) => one.reconciliation === from))
    report(root.at('opening', 'from'), `there is no reconciliation "${from}"`);
  if (problems.length > 0 || rules === undefined) throw new ConfigurationInvalid(problems);
  return rules;
}
