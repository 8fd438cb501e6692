import { InputRejected } from '#core/failure/failure.ts';
import { cutChunks } from '../byte-order-mark.ts';
import { decodeText, findInvalid, invalidByte, type TextEncoding } from '../text-encoding.ts';

/** Longer comments and declarations before the first element are refused. */
const MAX_PROLOG_BYTES = 64 * 1024;

type XmlEncoding = TextEncoding | 'utf-16be';

export interface XmlText {
  /** Offset in the file of the first byte of the text. */
  start: number;
  text: AsyncGenerator<string>;
  /** Bytes that a piece of the text takes up in the file. */
  byteLength(text: string): number;
}

/**
 * Text of an XML file by its byte order mark or its declaration (XML 1.0 appendix F). What stands before the first
 * element is looked at before any parser sees it: a document type declaration is refused, because entities declared in
 * one can make a small file expand without end or read other files, and no bank needs it.
 *
 * @throws InputRejected `empty_file`, `encoding`, `doctype`, `not_xml`
 */
export async function openXml(file: string, bytes: AsyncIterable<Uint8Array>): Promise<XmlText> {
  const source = cutChunks(bytes);
  try {
    const { head, encoding, markBytes } = await readHead(file, source);
    const text = decode(file, head.subarray(markBytes), source, encoding, markBytes);
    return { start: markBytes, text, byteLength: (piece) => byteLength(piece, encoding) };
  } catch (error) {
    await source.return(undefined);
    throw error;
  }
}

async function readHead(
  file: string,
  source: AsyncGenerator<Uint8Array>,
): Promise<{ head: Buffer; encoding: XmlEncoding; markBytes: number }> {
  let head = Buffer.alloc(0);
  for (;;) {
    const next = await source.next();
    if (!next.done) head = Buffer.concat([head, next.value]);
    const ended = next.done === true;
    if (head.length < 4 && !ended) continue;
    if (head.length === 0) throw empty(file);
    const { encoding, markBytes } = detectEncoding(file, head);
    const prolog = lookAtProlog(head.subarray(markBytes, markBytes + MAX_PROLOG_BYTES), encoding);
    if (prolog === 'more' && !ended && head.length < MAX_PROLOG_BYTES) continue;
    refuse(file, prolog, ended);
    return { head, encoding, markBytes };
  }
}

function byteLength(text: string, encoding: XmlEncoding): number {
  if (encoding === 'utf-8') return Buffer.byteLength(text);
  return encoding.startsWith('utf-16') ? text.length * 2 : text.length;
}

function detectEncoding(file: string, head: Buffer): { encoding: XmlEncoding; markBytes: number } {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', markBytes: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', markBytes: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', markBytes: 2 };
  if (head[0] === 0x3c && head[1] === 0) return { encoding: 'utf-16le', markBytes: 0 };
  if (head[0] === 0 && head[1] === 0x3c) return { encoding: 'utf-16be', markBytes: 0 };
  const declaration = /^<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"']*)["']/.exec(
    head.toString('latin1', 0, 256),
  );
  const name = declaration?.[1]?.toLowerCase() ?? 'utf-8';
  if (name === 'utf-8' || name === 'us-ascii' || name === 'ascii') return { encoding: 'utf-8', markBytes: 0 };
  if (name === 'iso-8859-1' || name === 'latin1') return { encoding: 'iso-8859-1', markBytes: 0 };
  if (name === 'windows-1252') return { encoding: 'windows-1252', markBytes: 0 };
  throw new InputRejected({
    file,
    rule: 'encoding',
    detail: `the XML declaration names the encoding ${JSON.stringify(name)}, which is not read`,
    line: 1,
    hint: 'Save it as UTF-8; UTF-16, ISO-8859-1 and windows-1252 are read too.',
  });
}

type Prolog = 'root' | 'doctype' | 'not_xml' | 'more';

function lookAtProlog(head: Buffer, encoding: XmlEncoding): Prolog {
  // Markup is ASCII in every encoding here, so a lossy decoding is enough to find it.
  const bytes = encoding === 'utf-16be' ? swapped(head) : head;
  const text = bytes.toString(encoding.startsWith('utf-16') ? 'utf16le' : 'latin1');
  let at = 0;
  for (;;) {
    while (/\s/.test(text[at] ?? '')) at++;
    const rest = text.slice(at, at + 9);
    if (
      rest.length < 9 &&
      ['<!DOCTYPE', '<!--'].some((m) => m.length > rest.length && m.startsWith(rest.toUpperCase()))
    )
      return 'more';
    if (rest.toUpperCase() === '<!DOCTYPE') return 'doctype';
    const end = rest.startsWith('<?') ? '?>' : rest.startsWith('<!--') ? '-->' : undefined;
    if (end === undefined) return /^<[^!?\s]/.test(rest) ? 'root' : 'not_xml';
    const closed = text.indexOf(end, at + 2);
    if (closed < 0) return 'more';
    at = closed + end.length;
  }
}

function refuse(file: string, prolog: Prolog, ended: boolean): void {
  if (prolog === 'root') return;
  if (prolog === 'doctype') {
    throw new InputRejected({
      file,
      rule: 'doctype',
      detail: 'the file holds a document type declaration (DOCTYPE), which is refused unread',
      hint: 'Bank statements have none; entities declared in one can exhaust memory or read other files.',
    });
  }
  const long = prolog === 'more' && !ended;
  throw new InputRejected({
    file,
    rule: 'not_xml',
    detail: long
      ? `no element within the first ${MAX_PROLOG_BYTES} bytes`
      : prolog === 'more'
        ? 'the file ends before its first element'
        : 'the file is no XML',
    line: 1,
    hint: 'Is it the right file, and unpacked?',
  });
}

function empty(file: string): InputRejected {
  return new InputRejected({
    file,
    rule: 'empty_file',
    detail: 'the file is empty',
    hint: 'Have the bank send it again.',
  });
}

/** Text before an invalid byte is still given: what is wrong first in the file is what its reader is told. */
async function* decode(
  file: string,
  head: Buffer,
  rest: AsyncGenerator<Uint8Array>,
  encoding: XmlEncoding,
  start: number,
): AsyncGenerator<string> {
  const unswapped: TextEncoding = encoding === 'utf-16be' ? 'utf-16le' : encoding;
  let offset = start;
  let pending: Buffer = head;
  const take = function* (): Generator<string> {
    const whole = wholeLength(pending, encoding);
    const piece = encoding === 'utf-16be' ? swapped(pending.subarray(0, whole)) : pending.subarray(0, whole);
    const invalid = findInvalid(piece, 0, whole, unswapped);
    yield decodeText(piece, 0, invalid < 0 ? whole : invalid, unswapped);
    if (invalid >= 0) throw invalidText(file, piece, invalid, offset + invalid, unswapped);
    offset += whole;
    pending = pending.subarray(whole);
  };
  try {
    yield* take();
    for await (const chunk of rest) {
      pending = Buffer.concat([pending, chunk]);
      yield* take();
    }
  } finally {
    await rest.return(undefined);
  }
  if (pending.length > 0) throw invalidText(file, pending, 0, offset, unswapped);
}

function invalidText(
  file: string,
  bytes: Buffer,
  at: number,
  byte: number,
  encoding: TextEncoding,
): InputRejected {
  return new InputRejected({
    file,
    rule: 'encoding',
    detail: invalidByte(bytes, at, byte, encoding),
    byte,
    hint: 'The declaration on the first line of the file names its encoding; have the bank correct it.',
  });
}

/** Length of the whole characters at the start: the rest waits for the next chunk. */
function wholeLength(bytes: Buffer, encoding: XmlEncoding): number {
  if (encoding === 'utf-8') {
    for (let back = 1; back <= Math.min(3, bytes.length); back++) {
      const byte = bytes[bytes.length - back]!;
      if (byte < 0x80) break;
      if (byte < 0xc0) continue;
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? bytes.length - back : bytes.length;
    }
    return bytes.length;
  }
  if (!encoding.startsWith('utf-16')) return bytes.length;
  const even = bytes.length & ~1;
  const last = even >= 2 ? bytes[encoding === 'utf-16le' ? even - 1 : even - 2]! : 0;
  return last >= 0xd8 && last <= 0xdb ? even - 2 : even;
}

function swapped(bytes: Buffer): Buffer {
  return Buffer.from(bytes.subarray(0, bytes.length & ~1)).swap16();
}
