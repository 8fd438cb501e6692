import type { Progress } from '#workflows/context.ts';

/** Results go to stdout, everything about the way there to stderr. */
export interface Output {
  json: boolean;
  /** The result: an object for --json, or what a person reads. */
  result(value: unknown, text: string | (() => string)): void;
  /** Raw bytes of a result, such as CSV. */
  write(text: string): void;
  note(text: string): void;
  progress(step: Progress): void;
}

export interface Streams {
  stdout: NodeJS.WritableStream;
  stderr: NodeJS.WritableStream & { isTTY?: boolean };
}

const REDRAW_MS = 100;
const QUIET_MS = 1_000;
const CLEAR_LINE = '\r\u001b[2K';

export function createOutput(json: boolean, { stdout, stderr }: Streams): Output {
  const progress = progressLine(stderr);
  return {
    json,
    result(value, text) {
      progress.clear();
      stdout.write(json ? `${JSON.stringify(value)}\n` : ended(typeof text === 'function' ? text() : text));
    },
    write(text) {
      progress.clear();
      stdout.write(text);
    },
    note(text) {
      progress.clear();
      stderr.write(`${text}\n`);
    },
    progress: progress.show,
  };
}

/** On a terminal one line that changes; elsewhere, where every line is kept, one when a second passed without any. */
function progressLine(stderr: Streams['stderr']): { show(step: Progress): void; clear(): void } {
  let shown = false;
  let writtenAt = performance.now();
  let step = '';
  return {
    show(progress) {
      const now = performance.now();
      const soon = now - writtenAt < (stderr.isTTY ? REDRAW_MS : QUIET_MS);
      if (soon && !(stderr.isTTY && progress.step !== step)) return;
      step = progress.step;
      writtenAt = now;
      const text = describeProgress(progress);
      stderr.write(stderr.isTTY ? `${CLEAR_LINE}${text.slice(0, 120)}` : `${text}\n`);
      shown = true;
    },
    clear() {
      if (shown && stderr.isTTY) stderr.write(CLEAR_LINE);
      shown = false;
      writtenAt = performance.now();
    },
  };
}

export function describeProgress({ step, done, of, detail }: Progress): string {
  const count = done === undefined ? '' : of === undefined ? ` ${done}` : ` ${done} of ${of}`;
  return `${step}${count}${detail ? `: ${detail}` : ''}`;
}

function ended(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

/** Columns aligned by spaces; numbers (decimal text) to the right. Control characters of data are shown, not obeyed. */
export function table(
  header: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  const cells = [header, ...rows].map((row) =>
    row.map((cell) => printable(cell === null ? '' : String(cell))),
  );
  const widths = header.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const numeric = header.map((_, column) => rows.length > 0 && rows.every((row) => isNumeric(row[column])));
  return cells
    .map((row) =>
      row
        .map((cell, column) =>
          numeric[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function isNumeric(cell: string | number | null | undefined): boolean {
  return cell === null || cell === '' || /^-?\d+(\.\d+)?$/.test(String(cell));
}

function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
