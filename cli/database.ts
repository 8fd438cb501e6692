import { statfs } from 'node:fs/promises';
import { type Connection, connect } from '#db/connection.ts';
import { startEmbedded } from '#db/embedded/cluster.ts';
import { migrate } from '#db/migrate.ts';
import { serverVersion } from '#db/queries/probe.ts';
import { toProblem } from '#workflows/failure-map.ts';
import { DatabaseTooOld, DatabaseUnreachable, DatabaseUrlInvalid, DiskFull } from './failures.ts';

export interface OpenDatabase {
  connection: Connection;
  /** Shown to people: never holds a password. */
  description: string;
  migrations: string[];
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** DATABASE_URL; absent: the embedded server of the data folder. */
  url: string | undefined;
  dataFolder: string;
  connections?: number;
  /** Told before what may take a while. */
  announce?(text: string): void;
}

const OLDEST_VERSION = 150_000;

/** Opens the database and brings it to this version. */
export async function openDatabase(options: DatabaseOptions): Promise<OpenDatabase> {
  return options.url ? openYours(options, options.url) : openEmbedded(options);
}

async function openEmbedded(options: DatabaseOptions): Promise<OpenDatabase> {
  options.announce?.('Starting PostgreSQL');
  const server = await startEmbedded({ dataFolder: options.dataFolder });
  const connection = connect(server.url, { max: options.connections });
  const close = async () => {
    await connection.close();
    await server.stop();
  };
  try {
    const description = `embedded PostgreSQL in ${server.folder}${server.adopted ? ' (was running)' : ''}`;
    return { connection, description, migrations: await migrate(connection.db), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openYours(options: DatabaseOptions, url: string): Promise<OpenDatabase> {
  const target = describe(url);
  options.announce?.(`Connecting to ${target}`);
  const connection = connect(url, { max: options.connections });
  try {
    const version = await serverVersion(connection).catch((error: unknown) => {
      throw new DatabaseUnreachable(target, reasonOf(error));
    });
    if (version.number < OLDEST_VERSION) throw new DatabaseTooOld(target, version.text);
    const migrations = await migrate(connection.db);
    return {
      connection,
      description: `PostgreSQL ${version.text} at ${target}`,
      migrations,
      close: connection.close,
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

const HARDLY_ANY_BYTES = 32 * 2 ** 20;

/** A full disk takes the embedded server down, and then all that shows is that it does not answer. */
export async function withDiskInMind(error: unknown, dataFolder: string): Promise<unknown> {
  if (toProblem(error).code !== 'database_unreachable') return error;
  const space = await statfs(dataFolder).catch(() => undefined);
  return space && space.bavail * space.bsize < HARDLY_ANY_BYTES ? new DiskFull(dataFolder) : error;
}

/** Host, port and database, without user and password. @throws DatabaseUrlInvalid */
function describe(url: string): string {
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) throw new DatabaseUrlInvalid();
  const { hostname, port, pathname } = new URL(url);
  return `${hostname || 'localhost'}:${port || 5432}${pathname}`;
}

function reasonOf(error: unknown): string {
  const { code = '', message, errors } = error as { code?: string; message?: string; errors?: unknown[] };
  if (errors?.[0]) return reasonOf(errors[0]);
  return REASONS[code] ?? REASONS[message ?? ''] ?? (message || code || String(error));
}

/** What the system and the driver call by names of their own. */
const REASONS: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'it hung up',
  EHOSTUNREACH: 'that host cannot be reached',
  ENETUNREACH: 'that network cannot be reached',
  ENOTFOUND: 'there is no host of that name',
  ETIMEDOUT: 'no answer',
  'timeout expired': 'no answer',
  'Connection terminated unexpectedly': 'it hung up; is it a PostgreSQL?',
};
