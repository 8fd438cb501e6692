/**
 * Text in a cell: XML's own characters as entities, characters that XML 1.0 does not know as `_xHHHH_` (ECMA-376 part 1,
 * 22.9.2.19, ST_Xstring), and so is the underscore of a text that only looks like that.
 */

const AMPERSAND = 0x26;
const LESS = 0x3c;
const GREATER = 0x3e;
const UNDERSCORE = 0x5f;
const TAB = 0x09;
const LINE_FEED = 0x0a;

const ENTITIES: Readonly<Record<number, Buffer>> = {
  [AMPERSAND]: Buffer.from('&amp;'),
  [LESS]: Buffer.from('&lt;'),
  [GREATER]: Buffer.from('&gt;'),
};
const ESCAPED_UNDERSCORE = Buffer.from('_x005F_');

/** A byte becomes at most this many. */
export const XML_GROWTH = 7;

/** Writes UTF-8 text to `out`, escaped. @returns the end of what was written */
export function writeXmlText(
  bytes: Uint8Array,
  start: number,
  end: number,
  out: Buffer,
  outStart: number,
): number {
  let at = outStart;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number;
    if (
      byte > GREATER ? byte !== UNDERSCORE && byte !== 0xef : byte >= 0x20 && ENTITIES[byte] === undefined
    ) {
      out[at++] = byte;
    } else if (byte === UNDERSCORE) {
      if (looksEscaped(bytes, i, end)) at += ESCAPED_UNDERSCORE.copy(out, at);
      else out[at++] = byte;
    } else if (byte === 0xef) {
      // U+FFFE and U+FFFF are EF BF BE and EF BF BF.
      if (i + 2 < end && bytes[i + 1] === 0xbf && (bytes[i + 2] as number) >= 0xbe) {
        at += out.write(bytes[i + 2] === 0xbe ? '_xFFFE_' : '_xFFFF_', at, 'latin1');
        i += 2;
      } else out[at++] = byte;
    } else if (byte === TAB || byte === LINE_FEED) {
      out[at++] = byte;
    } else if (byte < 0x20) {
      at += out.write(`_x00${byte.toString(16).toUpperCase().padStart(2, '0')}_`, at, 'latin1');
    } else {
      at += (ENTITIES[byte] as Buffer).copy(out, at);
    }
  }
  return at;
}

/** True for white space at either end, which XML readers may drop unless told not to. */
export function needsPreserving(bytes: Uint8Array, start: number, end: number): boolean {
  return end > start && (isSpace(bytes[start] as number) || isSpace(bytes[end - 1] as number));
}

export function escapedXml(text: string): string {
  const bytes = Buffer.from(text);
  const out = Buffer.allocUnsafe(bytes.length * XML_GROWTH);
  return out.toString('utf8', 0, writeXmlText(bytes, 0, bytes.length, out, 0)).replaceAll('"', '&quot;');
}

/** What `writeXmlText` was given. */
export function unescapedXml(text: string): string {
  const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text
    .replace(/&(amp|lt|gt|quot|apos);/g, (_all, name: string) => named[name] as string)
    .replace(/_x([0-9A-Fa-f]{4})_/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === TAB || byte === LINE_FEED;
}

/** `_xHHHH` before an underscore, or before a character that is going to be written with one. */
function looksEscaped(bytes: Uint8Array, at: number, end: number): boolean {
  if (at + 6 >= end || bytes[at + 1] !== 0x78) return false;
  for (let i = at + 2; i < at + 6; i++) if (!isHexDigit(bytes[i] as number)) return false;
  const next = bytes[at + 6] as number;
  return next === UNDERSCORE || next === 0xef || (next < 0x20 && next !== TAB && next !== LINE_FEED);
}

function isHexDigit(byte: number): boolean {
  const letter = byte | 0x20;
  return (byte >= 0x30 && byte <= 0x39) || (letter >= 0x61 && letter <= 0x66);
}
