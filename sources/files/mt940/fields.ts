import { InputRejected } from '#core/failure/failure.ts';
import { openBytes } from '../byte-order-mark.ts';
import { LineSplitter } from '../line-splitter.ts';
import { MAX_RECORD_BYTES, type RowProblem } from '../reader.ts';
import { decodeText, findInvalid, invalidByte, type TextEncoding } from '../text-encoding.ts';

/** SWIFT allows six; banks write some more. */
export const MAX_FIELD_LINES = 10_000;

/** `:20:` and the like; `:940:` of Rabobank is a heading, no field. */
const FIELD = /^:(\d{2}[A-Z]?|NS):/;
/** `-` or `-}` ends a message; ING writes `-XXX`; a SWIFT envelope is in braces; the rest is headings of banks. */
const END = /^(-|-\}.*|-XXX|\{\d:.*|:\d{3}:.*)\s*$/;

export interface Mt940Field {
  /** Undefined for the end of a message. */
  tag: string | undefined;
  /** Content, without the tag; the lines it goes on in follow. */
  lines: string[];
  line: number;
  byteStart: number;
  byteEnd: number;
  /** First thing in the field that is no text. */
  problem: RowProblem | undefined;
}

/**
 * Fields of an MT940 file in order. Lines before the first field of a message are headings, which every bank writes its
 * own way; they are skipped. Line ends are CR, LF or CRLF.
 *
 * @throws InputRejected `empty_file`, `encoding`, `record_too_long`
 */
export async function* readFields(
  file: string,
  bytes: AsyncIterable<Uint8Array>,
  encoding: TextEncoding,
): AsyncGenerator<Mt940Field[]> {
  const { start, chunks } = await openBytes(file, bytes, encoding);
  const lines = new LineSplitter(start, 'any');
  const fields = new FieldCollector(file, lines, encoding);
  for await (const chunk of chunks) {
    lines.append(chunk);
    while (lines.next()) fields.take();
    if (lines.pendingBytes > MAX_RECORD_BYTES) throw fields.tooLong(lines.line + 1);
    yield fields.whole.splice(0);
  }
  if (lines.finish()) fields.take();
  fields.close();
  yield fields.whole;
}

class FieldCollector {
  readonly whole: Mt940Field[] = [];
  private open: Mt940Field | undefined;

  constructor(
    private readonly file: string,
    private readonly lines: LineSplitter,
    private readonly encoding: TextEncoding,
  ) {}

  take(): void {
    const { window, start, end, line } = this.lines;
    const text = decodeText(window.buffer, start, end, this.encoding);
    const place = { line, byteStart: window.base + start, byteEnd: window.base + end };
    const tag = FIELD.exec(text);
    if (tag) {
      this.close();
      const lines = [text.slice(tag[0].length)];
      this.open = { tag: tag[1]!, lines, ...place, problem: this.problem(text) };
    } else if (END.test(text)) {
      this.close();
      this.whole.push({ tag: undefined, lines: [], ...place, problem: undefined });
    } else if (this.open) {
      this.open.lines.push(text);
      this.open.problem ??= this.problem(text);
      if (text.trim() !== '') this.open.byteEnd = place.byteEnd;
      const long = place.byteEnd - this.open.byteStart > MAX_RECORD_BYTES;
      if (long || this.open.lines.length > MAX_FIELD_LINES) throw this.tooLong(this.open.line);
    }
  }

  close(): void {
    if (this.open) this.whole.push(this.open);
    this.open = undefined;
  }

  tooLong(line: number): InputRejected {
    return new InputRejected({
      file: this.file,
      rule: 'record_too_long',
      detail: `the field is longer than ${MAX_RECORD_BYTES} bytes or ${MAX_FIELD_LINES} lines`,
      line,
      hint: 'Is it an MT940 file?',
    });
  }

  private problem(text: string): RowProblem | undefined {
    const { window, start, end } = this.lines;
    const at = findInvalid(window.buffer, start, end, this.encoding);
    if (at >= 0) {
      const detail = invalidByte(window.buffer, start + at, window.base + start + at, this.encoding);
      return { rule: 'encoding', detail };
    }
    if (!text.includes('\0')) return undefined;
    return { rule: 'control_character', detail: 'a NUL character; no database text can hold it' };
  }
}
