import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LoaderFunctionArgs } from '@remix-run/node';
import type { CommandModule } from '#cli/command.ts';
import type { Permission } from '#core/access/policy.ts';
import type { Workflow } from '#workflows/define.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Paths below a folder of the project, relative to it, with `/` on every system. */
export function filesBelow(folder: string, pattern: RegExp): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(join(ROOT, folder).length + 1)
        .replaceAll('\\', '/'),
    )
    .filter((path) => pattern.test(path))
    .sort();
}

export interface FoundWorkflow {
  name: string;
  permission: Permission;
  /** Files that export it. */
  files: string[];
  call: Workflow<unknown, unknown>;
}

/** Every workflow there is: whatever a file below `workflows/` exports that `defineWorkflow` made. */
export async function allWorkflows(): Promise<FoundWorkflow[]> {
  const found = new Map<unknown, FoundWorkflow>();
  for (const file of filesBelow('workflows', /\.ts$/)) {
    const exported: Record<string, unknown> = await import(join(ROOT, 'workflows', file));
    for (const value of Object.values(exported)) {
      if (!isWorkflow(value)) continue;
      const known = found.get(value);
      if (known) known.files.push(file);
      else found.set(value, { name: value.name, permission: value.permission, files: [file], call: value });
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function isWorkflow(value: unknown): value is Workflow<unknown, unknown> {
  return typeof value === 'function' && 'permission' in value;
}

export interface FoundRoute {
  /** Below `app/routes`. */
  file: string;
  module: { loader?(args: LoaderFunctionArgs): unknown; action?(args: LoaderFunctionArgs): unknown };
}

/** Every file below `app/routes` that the app serves. */
export async function allRoutes(): Promise<FoundRoute[]> {
  const files = filesBelow('app/routes', /(?<!\.test)\.tsx?$/);
  const found: FoundRoute[] = [];
  for (const file of files) found.push({ file, module: await import(join(ROOT, 'app/routes', file)) });
  return found;
}

export interface FoundCommand {
  name: string;
  command: CommandModule;
}

/** Every command that a file below `cli/commands` exports, listed in the program or not. */
export async function allCommands(): Promise<FoundCommand[]> {
  const found = new Map<string, CommandModule>();
  for (const file of filesBelow('cli/commands', /\.ts$/)) {
    const exported: Record<string, unknown> = await import(join(ROOT, 'cli/commands', file));
    for (const value of Object.values(exported).flat()) if (isCommand(value)) found.set(value.name, value);
  }
  return [...found].map(([name, command]) => ({ name, command })).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function isCommand(value: unknown): value is CommandModule {
  return typeof value === 'object' && value !== null && 'needs' in value && 'run' in value && 'name' in value;
}
