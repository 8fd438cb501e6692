import { compileContract, type MappedRow, type RejectedRow, type RowMapper } from '#core/contract/compile.ts';
import type { Contract } from '#core/contract/contract.ts';
import { ConfigurationInvalid, type ConfigurationProblem } from '#core/failure/failure.ts';
import { checkWorkspace } from '#core/workspace/check-workspace.ts';

const TIEOUT = `workspace: test
entities:
  - {entity: acme, name: ACME, base_currency: EUR, zone: ZONE}
`;

export interface Setting {
  dataset?: string;
  format?: string;
  key?: string;
  fields: string;
  rest?: string;
  zone?: string;
}

/** The YAML of a contract of source `shop`; `fields` are lines without indentation. */
export function contractText(setting: Setting): string {
  const indented = setting.fields
    .trim()
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
  return `contract: shop.x
version: 1
dataset: ${setting.dataset ?? 'payments'}
format: ${setting.format ?? '{type: csv}'}
mode: full
key: ${setting.key ?? '[id]'}
fields:
${indented}
${setting.rest ?? ''}
`;
}

export function contractOf(setting: Setting): Contract {
  return workspaceOf(contractText(setting), setting.zone).contracts[0] as Contract;
}

export function workspaceOf(contract: string, zone = 'Europe/Berlin') {
  return checkWorkspace([
    { path: 'tieout.yaml', text: TIEOUT.replace('ZONE', zone) },
    { path: 'sources/shop.yaml', text: 'source: shop\nentity: acme\n' },
    { path: 'contracts/shop.x.yaml', text: contract },
  ]);
}

export function problemsOf(check: () => unknown): readonly ConfigurationProblem[] {
  try {
    check();
  } catch (error) {
    if (error instanceof ConfigurationInvalid) return error.problems;
    throw error;
  }
  return [];
}

/** Maps one row given by column name. */
export function mapOne(mapper: RowMapper, row: Record<string, string | null>): MappedRow | RejectedRow {
  return mapper.map(mapper.columns.map((column) => row[column] ?? null));
}

export function mapperOf(setting: Setting): (row: Record<string, string | null>) => MappedRow | RejectedRow {
  const mapper = compileContract(contractOf(setting));
  return (row) => mapOne(mapper, row);
}

/** Rules of what was refused, or the canonical values by field. */
export function outcome(
  result: MappedRow | RejectedRow,
  fieldNames: readonly string[],
): Record<string, string | null> | string[] {
  if ('problems' in result) return result.problems.map((problem) => `${problem.field}: ${problem.rule}`);
  return Object.fromEntries(
    fieldNames
      .map((name, index) => [name, result.fields[index] ?? null])
      .filter(([, value]) => value !== null),
  );
}
