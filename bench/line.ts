import { cpus, totalmem } from 'node:os';

/** What every benchmark is asked for. */
export interface BenchOptions {
  /** Size of the input. */
  rows: number;
  /** How often each step is measured; the median is reported. */
  runs: number;
  json: boolean;
  /** Where chance made the input: the same seed gives the same. */
  seed: number;
}

/** One measured step, beside the least that the same work can cost. Field names are part of the published figures. */
export interface BenchLine {
  step: string;
  rows: number;
  /** Median over the runs. */
  seconds: number;
  /** What the step is compared with: `bare COPY`, `target 20000/s`. */
  limit: string | null;
  limit_seconds: number | null;
  /** seconds / limit_seconds */
  ratio: number | null;
  /** Of this Node process while the step ran; PostgreSQL is not in it. */
  peak_rss_mb: number;
  machine: string;
  /** What else was found out, by name. */
  figures?: Readonly<Record<string, number>>;
}

export function benchLine(measured: {
  step: string;
  rows: number;
  seconds: number;
  peakRssMb: number;
  limit?: { name: string; seconds: number };
  figures?: Readonly<Record<string, number>>;
}): BenchLine {
  const { step, rows, seconds, peakRssMb, limit, figures } = measured;
  return {
    step,
    rows,
    seconds: round(seconds, 6),
    limit: limit?.name ?? null,
    limit_seconds: limit ? round(limit.seconds, 6) : null,
    ratio: limit && limit.seconds > 0 ? round(seconds / limit.seconds, 2) : null,
    peak_rss_mb: Math.round(peakRssMb),
    machine: machine(),
    ...(figures && { figures }),
  };
}

export function machine(): string {
  const [cpu] = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return `${cpu?.model.trim() ?? 'unknown'}, ${cpus().length} cores, ${gigabytes} GB, Node ${process.versions.node}`;
}

const COLUMNS = [
  'step',
  'rows',
  'seconds',
  'rows_per_second',
  'limit',
  'limit_seconds',
  'ratio',
  'peak_rss_mb',
];
const WIDTHS = [34, 10, 10, 16, 26, 14, 8, 12];

/** One JSON object a line, or an aligned table whose header comes with the first line. */
export function lineWriter(json: boolean, write: (text: string) => void): (line: BenchLine) => void {
  if (json) return (line) => write(`${JSON.stringify(line)}\n`);
  let first = true;
  return (line) => {
    if (first) write(`${line.machine}\n${row(COLUMNS)}\n`);
    first = false;
    const perSecond = line.seconds > 0 ? Math.round(line.rows / line.seconds) : null;
    const cells = [line.step, line.rows, line.seconds, perSecond, line.limit, line.limit_seconds, line.ratio];
    write(`${row([...cells, line.peak_rss_mb].map((cell) => (cell === null ? '-' : String(cell))))}\n`);
    for (const [name, figure] of Object.entries(line.figures ?? {}))
      write(`  ${name.padEnd(40)} ${figure}\n`);
  };
}

function row(cells: readonly string[]): string {
  return cells
    .map((cell, i) => (isText(i) ? cell.padEnd(WIDTHS[i] ?? 0) : cell.padStart(WIDTHS[i] ?? 0)))
    .join('  ')
    .trimEnd();
}

function isText(column: number): boolean {
  return COLUMNS[column] === 'step' || COLUMNS[column] === 'limit';
}

function round(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
