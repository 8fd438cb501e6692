import type { Command } from 'commander';
import type { Permission } from '#core/access/policy.ts';
import type { ExitCode } from '#workflows/failure-map.ts';
import { withDiskInMind } from './database.ts';
import { createOutput, type Output, type Streams } from './output.ts';
import { dataFolder } from './places.ts';
import { type CommonOptions, openRuntime, type Runtime } from './runtime.ts';

/** What a command is given beside its own arguments and options. */
export interface Invocation<Options> {
  args: string[];
  options: Options & CommonOptions;
  output: Output;
  signal: AbortSignal;
}

interface Described<Options> {
  /** As typed, such as `export verify`. */
  name: string;
  summary: string;
  /** Positional arguments in commander's words: `<source> <files...>`. */
  args?: string;
  options?: (command: Command) => Command;
  /** Longer help, with an example. */
  help?: string;
  /** Bound to this command so that a reader sees which options its `run` expects. */
  readonly example?: Options;
}

/** A command that works on the database. `needs` lists what its workflows ask for. */
export interface RuntimeCommand<Options> extends Described<Options> {
  needs: readonly Permission[];
  run(runtime: Runtime, invocation: Invocation<Options>): Promise<ExitCode>;
}

/** A command that needs no database, and so nobody's permission. */
export interface PlainCommand<Options> extends Described<Options> {
  needs: 'nothing';
  run(invocation: Invocation<Options>): Promise<ExitCode>;
}

/** As the list of commands holds them: what their options are, only they know. */
// biome-ignore lint/suspicious/noExplicitAny: each command names the shape of its own options
export type CommandModule = RuntimeCommand<any> | PlainCommand<any>;

export function runtimeCommand<Options>(command: RuntimeCommand<Options>): RuntimeCommand<Options> {
  return command;
}

export function plainCommand<Options>(command: PlainCommand<Options>): PlainCommand<Options> {
  return command;
}

export interface Host extends Streams {
  signal: AbortSignal;
  /** Told the exit code when a command is done. */
  finish(code: ExitCode): void;
  /** Told of a failure, which ends the process otherwise than `finish`. */
  fail(error: unknown, json: boolean): void;
}

/** Adds the command, and the group it belongs to, to the program. */
export function addCommand(program: Command, module: CommandModule, host: Host): void {
  const [group, name] = module.name.includes(' ')
    ? (module.name.split(' ') as [string, string])
    : [undefined, module.name];
  const parent = group === undefined ? program : groupNamed(program, group);
  const command = parent.command(module.args ? `${name} ${module.args}` : name).description(module.summary);
  module.options?.(command);
  command
    .option('--workspace <dir>', 'folder of tieout.yaml (TIEOUT_WORKSPACE)')
    .option('--data <dir>', 'folder for data and the embedded database (TIEOUT_DATA)')
    .option('--json', 'print the result as JSON');
  if (module.help) command.addHelpText('after', `\n${module.help}`);
  command.action(async () => {
    const options = command.opts();
    const output = createOutput(options.json === true, host);
    const invocation = { args: command.args, options, output, signal: host.signal };
    try {
      host.finish(await runModule(module, invocation));
    } catch (error) {
      const folder = dataFolder(options.data, process.env, process.cwd());
      host.fail(await withDiskInMind(error, folder), output.json);
    }
  });
}

// biome-ignore lint/suspicious/noExplicitAny: see CommandModule
async function runModule(module: CommandModule, invocation: Invocation<any>): Promise<ExitCode> {
  if (module.needs === 'nothing') return module.run(invocation);
  const { options, output, signal } = invocation;
  const runtime = await openRuntime({ ...options, output, signal });
  try {
    return await module.run(runtime, invocation);
  } finally {
    await runtime.close();
  }
}

function groupNamed(program: Command, name: string): Command {
  return (
    program.commands.find((it) => it.name() === name) ?? program.command(name).description(GROUPS[name] ?? '')
  );
}

const GROUPS: Record<string, string> = {
  audit: 'the audit log',
  user: 'people and what they may do',
  token: 'tokens for programs',
  job: 'the queue',
  rules: 'versions of the rules of a reconciliation',
  db: 'the database',
};
