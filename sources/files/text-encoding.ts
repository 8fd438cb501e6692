import { isUtf8 } from 'node:buffer';

export type TextEncoding = 'utf-8' | 'iso-8859-1' | 'windows-1252' | 'utf-16le';

/** Windows-1252 where it differs from ISO 8859-1: bytes 0x80 to 0x9F. U+FFFD marks the five that stand for nothing. */
const WINDOWS_1252 =
  '\u20AC\uFFFD\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\uFFFD\u017D\uFFFD' +
  '\uFFFD\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\uFFFD\u017E\u0178';

/** Text of bytes that `findInvalid` has passed. Own table for windows-1252: TextDecoder's differs between Node versions. */
export function decodeText(bytes: Buffer, start: number, end: number, encoding: TextEncoding): string {
  if (encoding === 'utf-8') return bytes.toString('utf8', start, end);
  if (encoding === 'utf-16le') return bytes.toString('utf16le', start, end);
  const text = bytes.toString('latin1', start, end);
  return encoding === 'windows-1252' ? fromWindows1252(text) : text;
}

/** `text` is windows-1252 that was decoded as ISO 8859-1. */
export function fromWindows1252(text: string): string {
  return text.replace(/[\x80-\x9F]/g, (c) => WINDOWS_1252[c.charCodeAt(0) - 0x80]!);
}

/**
 * Offset from `start` of the first byte that is no text in the encoding, or -1. UTF-8 by RFC 3629 (no overlong forms, no
 * surrogates); UTF-16 may hold no lone surrogate. ISO 8859-1 gives its bytes 0x80 to 0x9F to control characters, which
 * no business text holds: such a file is really windows-1252, and reading it on would turn each euro sign into U+0080.
 */
export function findInvalid(bytes: Buffer, start: number, end: number, encoding: TextEncoding): number {
  if (encoding === 'utf-8') {
    return isUtf8(bytes.subarray(start, end)) ? -1 : findInvalidUtf8(bytes, start, end) - start;
  }
  if (encoding === 'utf-16le') return findLoneSurrogate(bytes, start, end);
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte < 0x80 || byte > 0x9f) continue;
    if (encoding === 'iso-8859-1' || WINDOWS_1252[byte - 0x80] === '\uFFFD') return at - start;
  }
  return -1;
}

function findInvalidUtf8(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const lead = bytes[at]!;
    const length =
      lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    if (length === 0 || at + length > end || !isUtf8(bytes.subarray(at, at + length))) return at;
    at += length;
  }
  return end;
}

function findLoneSurrogate(bytes: Buffer, start: number, end: number): number {
  for (let at = start; at + 1 < end; at += 2) {
    const unit = bytes.readUInt16LE(at);
    if (unit < 0xd800 || unit > 0xdfff) continue;
    const next = at + 3 < end ? bytes.readUInt16LE(at + 2) : 0;
    if (unit > 0xdbff || next < 0xdc00 || next > 0xdfff) return at - start;
    at += 2;
  }
  return -1;
}

/** What the rule `encoding` says of one byte. */
export function invalidByte(bytes: Buffer, at: number, fileOffset: number, encoding: TextEncoding): string {
  const hex = bytes[at]!.toString(16).toUpperCase().padStart(2, '0');
  const what = `byte 0x${hex} at byte ${fileOffset} is no ${encoding} text`;
  const likely = encoding === 'windows-1252' ? 'another encoding' : 'windows-1252';
  return encoding === 'utf-16le' ? `${what}: half of a surrogate pair` : `${what}; the file may be ${likely}`;
}
