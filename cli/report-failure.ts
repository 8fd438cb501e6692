import { toProblem } from '#workflows/failure-map.ts';

/** One paragraph on stderr: what failed and what to do. With --json the same as one object on stdout. */
export function reportFailure(
  error: unknown,
  json: boolean,
  streams: { stdout: NodeJS.WritableStream; stderr: NodeJS.WritableStream },
): number {
  const { code, kind, message, hint, fields, exitCode } = toProblem(error);
  if (json) streams.stdout.write(`${JSON.stringify({ error: { code, kind, message, hint, fields } })}\n`);
  streams.stderr.write(`tieout: ${inWords(error)}\n`);
  // Only what nobody foresaw is shown as it was thrown: this terminal belongs to whoever runs the program.
  if (kind === 'internal') streams.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return exitCode;
}

/** Message and hint as sentences; where there are several problems, a line each. */
export function inWords(error: unknown): string {
  const { message, hint } = toProblem(error);
  if (hint === undefined) return message;
  return message.includes('\n') ? `${message}\n${hint}` : `${message.replace(/\.$/, '')}. ${hint}`;
}
