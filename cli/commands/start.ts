import { once } from 'node:events';
import type { Context } from '#workflows/context.ts';
import type { ExitCode } from '#workflows/failure-map.ts';
import { type LoadReport, loadMissing } from '#workflows/load-missing.ts';
import { type Invocation, plainCommand } from '../command.ts';
import { OptionInvalid } from '../failures.ts';
import type { Output } from '../output.ts';
import { findWorkspace, localActor, openRuntime, type Runtime } from '../runtime.ts';
import { DEFAULT_HOST, DEFAULT_PORT, originOf, signInAddress } from '../sign-in-address.ts';
import { adminLink, FIRST_ADMIN } from '../start/admin.ts';
import { BUILD_FOLDER, buildAppIfStale } from '../start/app-build.ts';
import { type Listener, listen } from '../start/listener.ts';
import { startServices } from '../start/services.ts';

interface Options {
  port?: string;
  host: string;
  origin?: string;
  slots: string;
  load: boolean;
  serve: boolean;
}

const CONNECTIONS = 20;

export const start = plainCommand<Options>({
  name: 'start',
  summary: 'start everything: database, worker, scheduler and the app',
  needs: 'nothing', // what it does, it does as the system's user who owns the database
  options: (command) =>
    command
      .option('--port <port>', `where the app listens (PORT, else ${DEFAULT_PORT}; 0 for any)`)
      .option('--host <address>', 'on which address', DEFAULT_HOST)
      .option('--origin <origin>', 'how browsers reach it, behind a proxy (ORIGIN)')
      .option('--slots <n>', 'jobs at the same time', '2')
      .option('--no-load', 'do not take in what was never taken in')
      .option('--no-serve', 'load, then end'),
  async run(invocation) {
    const { options, output, signal } = invocation;
    const port = wholeNumber('--port', options.port ?? (process.env.PORT || String(DEFAULT_PORT)), 65_535);
    const slots = wholeNumber('--slots', options.slots, 64);
    await findWorkspace(options); // a mistake in it shows before anything is started
    const listener = options.serve ? await listen(options.host, port) : undefined;
    try {
      const runtime = await open(invocation);
      try {
        const loaded = options.load ? await load(runtime, output) : [];
        if (!listener) return summarise(loaded, output);
        if (!signal.aborted) await serve(runtime, listener, slots, invocation);
        return 0;
      } finally {
        await runtime.close();
      }
    } catch (error) {
      if (signal.aborted && isAbort(error)) return 0; // asked to stop while it was starting
      throw error;
    } finally {
      await listener?.close();
    }
  },
});

async function open({ options, output, signal }: Invocation<Options>): Promise<Runtime> {
  const announce = (text: string) => output.note(text);
  const built = options.serve ? buildAppIfStale(announce) : Promise.resolve(false);
  built.catch(() => {}); // awaited below; the database is started meanwhile
  const runtime = await openRuntime({ ...options, output, signal, connections: CONNECTIONS, announce });
  try {
    output.note(`${runtime.context.workspace.name}: ${runtime.context.workspace.folder}`);
    output.note(runtime.database.description);
    await built;
    return runtime;
  } catch (error) {
    await runtime.close();
    throw error;
  }
}

async function load({ context }: Runtime, output: Output): Promise<LoadReport[]> {
  return loadMissing(context, localActor(), ({ step, number, of, seconds, outcome, failure }) => {
    const what = `[${number}/${of}] ${step.kind} ${step.name} (${step.entity})`;
    output.note(`${what}: ${failure ? 'failed: ' : ''}${outcome} (${seconds.toFixed(1)} s)`);
  });
}

async function serve(
  runtime: Runtime,
  listener: Listener,
  slots: number,
  { options, output, signal }: Invocation<Options>,
): Promise<void> {
  const origin = options.origin ?? (process.env.ORIGIN || originOf(options.host, listener.port));
  const context: Context = { ...runtime.context, progress: () => {}, signal: undefined };
  const { createApp } = await import('#app/server.ts');
  listener.serve(await createApp({ context, buildFolder: BUILD_FOLDER, origin }));
  const services = await startServices(context, slots, (text) => output.note(text));
  try {
    const secret = await adminLink(context, localActor());
    const url = secret === undefined ? undefined : signInAddress(origin, secret);
    output.result({ origin, signIn: url ?? null, user: url ? FIRST_ADMIN : null }, () =>
      greeting(origin, url),
    );
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    await Promise.all([services.stop(), listener.close()]);
  }
}

function greeting(origin: string, url: string | undefined): string {
  const how = url
    ? `Sign in as ${FIRST_ADMIN}, once, within 15 minutes:\n  ${url}`
    : 'Sign in with a link from: tieout user link EMAIL';
  return `\nTieout is at ${origin}\n${how}\nCtrl-C stops it.\n`;
}

function summarise(loaded: readonly LoadReport[], output: Output): ExitCode {
  const failed = loaded.filter(({ failure }) => failure !== undefined);
  const steps = loaded.map(({ step, seconds, outcome, failure }) => ({
    ...step,
    seconds,
    outcome,
    failed: failure !== undefined,
  }));
  output.result(
    { loaded: loaded.length, failed: failed.length, steps },
    `${loaded.length} steps done, ${failed.length} failed`,
  );
  return failed.length > 0 ? 4 : 0;
}

function wholeNumber(option: string, text: string, most: number): number {
  const value = Number(text);
  if (!/^\d{1,5}$/.test(text) || value > most)
    throw new OptionInvalid(option, text, `a whole number up to ${most}`);
  return value;
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
