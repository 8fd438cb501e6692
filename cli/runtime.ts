import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { type Actor, EVERY_ENTITY } from '#core/access/actor.ts';
import type { Workspace } from '#core/workspace/workspace.ts';
import { registerEntities } from '#db/queries/streams.ts';
import type { Context } from '#workflows/context.ts';
import { loadWorkspace } from '#workflows/load-workspace.ts';
import { actorOfToken } from '#workflows/token-actor.ts';
import { type OpenDatabase, openDatabase } from './database.ts';
import type { Output } from './output.ts';
import { dataFolder, workspaceFolder } from './places.ts';

/** What every command may be given, whichever it is. */
export interface CommonOptions {
  workspace?: string;
  data?: string;
  json?: boolean;
}

export interface Runtime {
  context: Context;
  actor: Actor;
  database: OpenDatabase;
  close(): Promise<void>;
}

export interface RuntimeOptions extends CommonOptions {
  output: Output;
  signal: AbortSignal;
  connections?: number;
  announce?(text: string): void;
}

export function findWorkspace(options: CommonOptions): Promise<Workspace> {
  return loadWorkspace(workspaceFolder(options.workspace, process.env, process.cwd()));
}

/** The workspace first: a mistake in it must not cost the start of a database. */
export async function openRuntime(options: RuntimeOptions): Promise<Runtime> {
  const workspace = await findWorkspace(options);
  const folder = dataFolder(options.data, process.env, process.cwd());
  const { connections, announce, output, signal } = options;
  const database = await openDatabase({
    url: process.env.DATABASE_URL || undefined,
    dataFolder: folder,
    connections,
    announce,
  });
  const context: Context = {
    connection: database.connection,
    workspace,
    dataFolder: folder,
    now: () => new Date(),
    newTraceId: randomUUID,
    progress: output.progress,
    signal,
  };
  try {
    await registerWorkspace(context);
    return { context, actor: await commandLineActor(context), database, close: database.close };
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function registerWorkspace({ connection, workspace }: Context): Promise<void> {
  const entities = workspace.entities.map(({ entity, name, baseCurrency, zone }) => ({
    entity,
    name,
    base_currency: baseCurrency,
    zone,
  }));
  await registerEntities(connection.db, entities);
}

/**
 * Who runs the command line. Whoever can open the database owns what is in it, so the system's user is admin of every
 * entity; with TIEOUT_TOKEN the command has just the rights of that token. @throws TokenInvalid
 */
async function commandLineActor(context: Context): Promise<Actor> {
  const token = process.env.TIEOUT_TOKEN;
  return token ? actorOfToken(context, token) : localActor();
}

export function localActor(): Actor {
  return { kind: 'person', id: `cli:${systemUser()}`, grants: [{ entity: EVERY_ENTITY, role: 'admin' }] };
}

/** Containers may run as a number that has no name. */
function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}
