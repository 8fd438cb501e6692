import { contractShape } from '../contract/contract-shape.ts';
import type { JsonSchema } from '../yaml/shape.ts';
import { reconciliationShape } from './rule-shapes.ts';
import { exportsShape, schedulesShape, sourceShape, workspaceShape } from './workspace-shapes.ts';

/** The kinds of workspace files: where they lie and what they hold. Checking and the schemas for editors start here. */
export const FILE_KINDS = {
  workspace: { files: 'tieout.yaml', title: 'Tieout workspace', shape: workspaceShape },
  sources: { files: 'sources/*.yaml', title: 'Tieout source', shape: sourceShape },
  contracts: { files: 'contracts/*.yaml', title: 'Tieout contract', shape: contractShape },
  reconciliations: {
    files: 'reconciliations/*.yaml',
    title: 'Tieout reconciliation',
    shape: reconciliationShape,
  },
  exports: { files: 'exports/*.yaml', title: 'Tieout exports', shape: exportsShape },
  schedules: { files: 'schedules.yaml', title: 'Tieout schedules', shape: schedulesShape },
} as const;

export type FileKind = keyof typeof FILE_KINDS;

/** The kind of a file by its path, relative to the workspace. Anything else in the folder is none of ours. */
export function fileKindOf(path: string): FileKind | undefined {
  const kinds = Object.keys(FILE_KINDS) as FileKind[];
  return kinds.find((kind) => {
    const { files } = FILE_KINDS[kind];
    const [folder] = files.split('*');
    return files.includes('*') ? path.startsWith(folder as string) && /\.ya?ml$/.test(path) : path === files;
  });
}

/** JSON Schema (draft 07, which editors know) of a kind of file. */
export function jsonSchemaOf(kind: FileKind): JsonSchema {
  const { files, title, shape } = FILE_KINDS[kind];
  return { $schema: 'http://json-schema.org/draft-07/schema#', title, description: files, ...shape.schema };
}
