import { createReadableStreamFromReadable } from '@remix-run/node';
import { exportExceptionLines } from '#workflows/export-exception-lines.ts';
import type { Viewer } from './screen.server.ts';

/** Every line of an exception as a file. */
export async function downloadExceptionLines(viewer: Viewer): Promise<Response> {
  const exceptionId = viewer.params.exception ?? '';
  const lines = await exportExceptionLines(viewer.context, viewer.actor, { exceptionId });
  const headers = {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="exception-${exceptionId}-lines.csv"`,
    'cache-control': 'private, no-store',
  };
  return new Response(createReadableStreamFromReadable(lines), { headers });
}
