import { InputRejected } from '#core/failure/failure.ts';
import type { TextEncoding } from './text-encoding.ts';

/** What is decoded at once stays small. */
const MAX_CHUNK = 256 * 1024;

const MARKS = [
  { bytes: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { bytes: [0xff, 0xfe], encoding: 'utf-16le' },
  { bytes: [0xfe, 0xff], encoding: 'utf-16be' },
] as const;

export interface OpenedBytes {
  /** Offset in the file of the first byte of `chunks`: the length of the mark that was dropped. */
  start: number;
  chunks: AsyncIterable<Uint8Array>;
}

/**
 * Drops a byte order mark that agrees with the declared encoding. One that contradicts it is refused: the text would be
 * read wrongly from the first byte to the last. A file without a byte after its mark is refused as `empty_file`: a
 * source that has nothing to say still sends a header, and a transfer that broke at once sends nothing.
 */
export async function openBytes(
  file: string,
  bytes: AsyncIterable<Uint8Array>,
  encoding: TextEncoding,
): Promise<OpenedBytes> {
  const source = cutChunks(bytes);
  try {
    const { head, ended } = await readHead(source);
    const start = markLength(file, head, encoding);
    if (ended && head.length === start) throw empty(file, start);
    return { start, chunks: resume(head.subarray(start), source) };
  } catch (error) {
    await source.return(undefined);
    throw error;
  }
}

async function readHead(source: AsyncGenerator<Uint8Array>): Promise<{ head: Buffer; ended: boolean }> {
  let head = Buffer.alloc(0);
  while (head.length < 4) {
    const next = await source.next();
    if (next.done) return { head, ended: true };
    head = Buffer.concat([head, next.value]);
  }
  return { head, ended: false };
}

function empty(file: string, start: number): InputRejected {
  return new InputRejected({
    file,
    rule: 'empty_file',
    detail: start === 0 ? 'the file is empty' : 'the file holds nothing but a byte order mark',
    hint: 'Have the source send it again; a file without records still needs its header.',
  });
}

function markLength(file: string, head: Buffer, encoding: TextEncoding): number {
  const mark = MARKS.find((m) => m.bytes.every((byte, i) => head[i] === byte));
  if (!mark) return 0;
  if (mark.encoding === encoding) return mark.bytes.length;
  throw new InputRejected({
    file,
    rule: 'encoding',
    detail: `the file starts with the byte order mark of ${mark.encoding}, but is declared as ${encoding}`,
    byte: 0,
    hint:
      mark.encoding === 'utf-16be'
        ? 'Save it as UTF-8: UTF-16 is read in little-endian order only.'
        : `Declare \`encoding: ${mark.encoding}\` in the format of the contract, where the format offers it, or save the file as ${encoding}.`,
  });
}

/** Chunks of a bounded size, whatever the caller reads by. */
export async function* cutChunks(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.length; at += MAX_CHUNK) yield chunk.subarray(at, at + MAX_CHUNK);
  }
}

async function* resume(head: Uint8Array, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (head.length > 0) yield head;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}
