import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type BenchLine, type BenchOptions, lineWriter } from './line.ts';

/** `npm run bench -- NAME --rows N [--runs K] [--seed S] [--json]`: runs `bench/NAME.ts`, which exports `run(options)`. */
interface Benchmark {
  run(options: BenchOptions): AsyncIterable<BenchLine>;
}

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const PARTS = ['main', 'line', 'measure', 'server'];
const USAGE = 'npm run bench -- NAME --rows N [--runs K] [--seed S] [--json]';

async function main(): Promise<number> {
  const asked = read();
  if (typeof asked === 'string') return refuse(asked);
  const benchmark = (await import(`./${asked.name}.ts`)) as Partial<Benchmark>;
  if (typeof benchmark.run !== 'function') return refuse(`bench/${asked.name}.ts exports no run(options)`);
  const print = lineWriter(asked.json, (text) => process.stdout.write(text));
  for await (const line of benchmark.run(asked)) print(line);
  return 0;
}

function read(): (BenchOptions & { name: string }) | string {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        rows: { type: 'string', default: '100000' },
        runs: { type: 'string', default: '3' },
        seed: { type: 'string', default: '1' },
        json: { type: 'boolean', default: false },
      },
    });
    const [name] = positionals;
    if (name === undefined || !/^[a-z][a-z-]*$/.test(name) || !benchmarks().includes(name)) {
      return `there is no benchmark named "${name ?? ''}"; known: ${benchmarks().join(', ')}`;
    }
    if (!isCount(values.rows) || !isCount(values.runs))
      return '--rows and --runs are whole numbers above zero';
    if (!isCount(values.seed)) return '--seed is a whole number above zero';
    return {
      name,
      rows: Number.parseInt(values.rows, 10),
      runs: Number.parseInt(values.runs, 10),
      seed: Number.parseInt(values.seed, 10),
      json: values.json,
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function benchmarks(): string[] {
  if (!existsSync(FOLDER)) return [];
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -3))
    .filter((name) => !PARTS.includes(name))
    .filter((name) => !name.includes('.'))
    .sort();
}

function isCount(text: string): boolean {
  return /^[1-9]\d{0,9}$/.test(text);
}

function refuse(why: string): number {
  process.stderr.write(`${why}\nUsage: ${USAGE}\n`);
  return 2;
}

process.exitCode = await main();
