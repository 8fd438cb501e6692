import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { RequestHandler } from 'express';

const TYPES: Record<string, string> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};
const NAME = /^\/[\w.$-]+\.(js|css)$/;

/** Scripts and styles of a build, compressed once and kept: they never change under their name. */
export function compressed(folder: string): RequestHandler {
  const kept = new Map<string, Promise<Buffer>>();
  return async (request, response, next) => {
    const kind = NAME.exec(request.path)?.[1];
    const encoding = request.acceptsEncodings(['br', 'gzip']);
    if (kind === undefined || (encoding !== 'br' && encoding !== 'gzip')) return next();
    const key = `${encoding} ${request.path}`;
    let bytes = kept.get(key);
    if (bytes === undefined) {
      bytes = readFile(join(folder, request.path)).then(encoding === 'br' ? brotli : promisify(gzip));
      kept.set(key, bytes);
      bytes.catch(() => kept.delete(key));
    }
    try {
      const body = await bytes;
      response
        .set('content-type', TYPES[kind] ?? 'text/plain')
        .set('content-encoding', encoding)
        .set('vary', 'accept-encoding')
        .set('cache-control', 'public, max-age=31536000, immutable')
        .send(body);
    } catch {
      next();
    }
  };
}

function brotli(bytes: Buffer): Promise<Buffer> {
  return promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 7 } });
}
