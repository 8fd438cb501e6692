import { Failure, UnknownName } from '#core/failure/failure.ts';
import type { Workspace } from '#core/workspace/workspace.ts';
import { EXPORT_FORMATS, type ExportFormat } from '#exports/manifest.ts';
import { CSV_PROFILES, type CsvDialect } from '#exports/writers/csv.ts';
import type { PublishExportInput } from '../publish-export.ts';

/** Several entities could be meant, and none was named. */
export class EntityNotNamed extends Failure {
  readonly kind = 'usage';
  constructor(
    readonly exportName: string,
    readonly entities: readonly string[],
  ) {
    super(`which entity's ${exportName}?`, `Name one of: ${entities.join(', ')}.`);
  }
}

/** The options contradict each other or RFC 4180. */
export class DialectInvalid extends Failure {
  readonly kind = 'usage';
  constructor(readonly detail: string) {
    super(`the CSV cannot be written like this: ${detail}`, 'Use the profile "machine" or "excel".');
  }
}

/** The entity that is asked for, or the only one that can be meant. @throws UnknownName, EntityNotNamed */
export function exportedEntity(workspace: Workspace, input: PublishExportInput): string {
  const all = workspace.entities.map(({ entity }) => entity);
  if (input.entity !== undefined) {
    if (all.includes(input.entity)) return input.entity;
    throw new UnknownName('entity', input.entity, all);
  }
  const declared = workspace.exports.filter((it) => it.export === input.export).map(({ entity }) => entity);
  const candidates = declared.length > 0 ? [...new Set(declared)] : all;
  const [only] = candidates;
  if (only !== undefined && candidates.length === 1) return only;
  throw new EntityNotNamed(input.export, candidates);
}

/** @throws UnknownName for a format that there is not */
export function chosenFormats(
  workspace: Workspace,
  input: PublishExportInput,
  entity: string,
): ExportFormat[] {
  const declared = workspace.exports.find((it) => it.export === input.export && it.entity === entity);
  const asked = input.formats && input.formats.length > 0 ? input.formats : (declared?.formats ?? ['csv']);
  for (const format of asked) {
    if (!EXPORT_FORMATS.includes(format)) throw new UnknownName('format', format, EXPORT_FORMATS);
  }
  // Each once, in one order: the manifest does not depend on how the call was written.
  return EXPORT_FORMATS.filter((format) => asked.includes(format));
}

/** @throws UnknownName, DialectInvalid */
export function chosenDialect({ csv = 'machine' }: PublishExportInput): CsvDialect {
  if (typeof csv === 'string') {
    const profile = CSV_PROFILES[csv];
    if (profile) return profile;
    throw new UnknownName('CSV profile', csv, Object.keys(CSV_PROFILES));
  }
  if (![',', ';', '\t', '|'].includes(csv.delimiter)) {
    throw new DialectInvalid(`"${csv.delimiter}" is no delimiter (comma, semicolon, tab or bar)`);
  }
  if (csv.decimalSeparator !== '.' && csv.decimalSeparator !== ',') {
    throw new DialectInvalid(`"${csv.decimalSeparator}" is no decimal separator`);
  }
  return csv;
}
