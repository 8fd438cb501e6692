import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { Actor } from '#core/access/actor.ts';
import type { Role } from '#core/access/policy.ts';
import { checkWorkspace } from '#core/workspace/check-workspace.ts';
import type { Context } from '#workflows/context.ts';
import { useDatabase } from './database.ts';

/** Somebody with one role everywhere. */
export function actorWith(role: Role, entity = '*'): Actor {
  return { kind: 'person', id: `${role}@example.test`, grants: [{ entity, role }] };
}

export interface Bench {
  readonly context: Context;
  /** Writes a file of a delivery and returns its path. */
  deliver(name: string, content: string | Buffer): Promise<string>;
  /** Replaces the workspace: the files by their path. */
  declare(files: Record<string, string>): void;
  /** Moves the clock that workflows see. */
  setNow(iso: string): void;
}

/** A context on a database of this test file's own, with a temporary data folder and a clock that the test moves. */
export function useWorkflows(files: Record<string, string>): Bench {
  const database = useDatabase();
  const held: { context?: Context; folder?: string; now: Date } = { now: new Date('2026-01-31T12:00:00Z') };
  beforeAll(() => {
    held.folder = mkdtempSync(join(tmpdir(), 'tieout-workflow-'));
    held.context = {
      connection: database.connection,
      workspace: workspaceOf(files),
      dataFolder: join(held.folder, 'data'),
      now: () => held.now,
      newTraceId: () => randomUUID(),
      progress: () => {},
    };
  });
  afterAll(() => {
    if (held.folder) rmSync(held.folder, { recursive: true, force: true });
  });
  const context = () => {
    if (!held.context) throw new Error('the context is ready inside tests only');
    return held.context;
  };
  return {
    get context() {
      return context();
    },
    deliver: async (name, content) => {
      const path = join(held.folder as string, 'deliveries', name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
      return path;
    },
    declare: (changed) => {
      context().workspace = workspaceOf(changed);
    },
    setNow: (iso) => {
      held.now = new Date(iso);
    },
  };
}

function workspaceOf(files: Record<string, string>) {
  return checkWorkspace(Object.entries(files).map(([path, text]) => ({ path, text })));
}
