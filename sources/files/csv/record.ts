import type { RowProblem } from '../reader.ts';
import { decodeText, findInvalid, invalidByte, type TextEncoding } from '../text-encoding.ts';
import { type CsvSplitter, HAS_DOUBLED_QUOTE, HAS_HIGH_UNIT } from './splitter.ts';

/** Turns the record under the splitter into text. */
export class CsvRecord {
  private readonly doubled: string;
  private readonly quoteText: string;
  private readonly unitBytes: number;

  constructor(
    private readonly splitter: CsvSplitter,
    private readonly encoding: TextEncoding,
    quote: string,
  ) {
    this.quoteText = quote;
    this.doubled = quote + quote;
    this.unitBytes = encoding === 'utf-16le' ? 2 : 1;
  }

  get byteStart(): number {
    return this.splitter.window.base + this.splitter.recordStart * this.unitBytes;
  }

  get byteEnd(): number {
    return this.splitter.window.base + this.splitter.recordEnd * this.unitBytes;
  }

  /** Text of one field, by its index. Only for records without a problem. */
  field(index: number): string {
    const { splitter } = this;
    const marks = splitter.marks[index]!;
    const start = splitter.starts[index]!;
    const end = splitter.ends[index]!;
    const plain = this.unitBytes === 1 && (marks & HAS_HIGH_UNIT) === 0;
    const text = plain
      ? splitter.window.characters.substring(start, end)
      : decodeText(splitter.window.buffer, start * this.unitBytes, end * this.unitBytes, this.encoding);
    return (marks & HAS_DOUBLED_QUOTE) === 0 ? text : text.replaceAll(this.doubled, this.quoteText);
  }

  /** What is wrong with the record as a whole, whichever columns are asked for. `columns` < 0: any number. */
  problem(columns: number): RowProblem | undefined {
    const { splitter } = this;
    if (splitter.unitsSeen > 0x7f) {
      const invalid = this.invalidText();
      if (invalid) return invalid;
    }
    if (splitter.malformedField > 0) {
      const detail = `field ${splitter.malformedField} goes on after its closing quote; a quote inside a quoted field is written twice`;
      return { rule: 'quoting', detail };
    }
    if (splitter.hasNul) return this.nulCharacter();
    if (columns >= 0 && splitter.fieldCount !== columns) {
      const detail = `the record has ${splitter.fieldCount} fields, the header has ${columns}`;
      return { rule: 'column_count', detail };
    }
    return undefined;
  }

  private invalidText(): RowProblem | undefined {
    const { splitter, unitBytes } = this;
    const { buffer, base } = splitter.window;
    const start = splitter.recordStart * unitBytes;
    const at = findInvalid(buffer, start, splitter.recordEnd * unitBytes, this.encoding);
    if (at < 0) return undefined;
    return { rule: 'encoding', detail: invalidByte(buffer, start + at, base + start + at, this.encoding) };
  }

  private nulCharacter(): RowProblem {
    const { splitter, unitBytes } = this;
    const { buffer, base } = splitter.window;
    let at = splitter.recordStart * unitBytes;
    while (buffer[at] !== 0 || (unitBytes === 2 && buffer[at + 1] !== 0)) at += unitBytes;
    const detail = `a NUL character at byte ${base + at}; no database text can hold it`;
    return { rule: 'control_character', detail };
  }
}
