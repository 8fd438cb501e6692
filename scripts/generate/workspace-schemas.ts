import { FILE_KINDS, type FileKind, jsonSchemaOf } from '#core/workspace/file-kinds.ts';
import type { Generator } from './generator.ts';

const NAMES: Record<FileKind, string> = {
  workspace: 'tieout',
  sources: 'source',
  contracts: 'contract',
  reconciliations: 'reconciliation',
  exports: 'exports',
  schedules: 'schedules',
};

/** docs/schemas/*.schema.json, one for each kind of workspace file. */
export const workspaceSchemas: Generator = {
  name: 'workspace schemas',
  files: async () =>
    (Object.keys(FILE_KINDS) as FileKind[]).map((kind) => ({
      path: `docs/schemas/${NAMES[kind]}.schema.json`,
      text: `${JSON.stringify(jsonSchemaOf(kind), null, 2)}\n`,
    })),
};
