import { InputRejected } from '#core/failure/failure.ts';
import { openBytes } from '../byte-order-mark.ts';
import { LineSplitter } from '../line-splitter.ts';
import { isFull, MAX_RECORD_BYTES, type RawRow, type ReadRequest, type RowProblem } from '../reader.ts';
import { decodeText, findInvalid, invalidByte } from '../text-encoding.ts';
import { pathTree } from './json-path.ts';
import { JsonProblem, JsonRecord } from './json-record.ts';

/**
 * Rows of newline-delimited JSON: one object a line, UTF-8, lines ended by LF or CRLF. Columns are JSON paths.
 *
 * A line that cannot be taken stays one row with its `problem` and null values: `json_syntax` (with the column, from 1),
 * `json_duplicate_key` (a requested name twice in one object), `encoding`, `control_character`. Lines of nothing but
 * spaces are no records. A path that the record does not have is null.
 *
 * @throws InputRejected `empty_file`, `encoding`, `column_path`, `json_array`, `record_too_long`
 */
export async function* readNdjson(request: ReadRequest): AsyncGenerator<RawRow[]> {
  const { start, chunks } = await openBytes(request.file, request.bytes, 'utf-8');
  const lines = new LineSplitter(start, 'lf');
  const reader = new NdjsonLines(request, lines);
  let batch: RawRow[] = [];
  for await (const chunk of chunks) {
    lines.append(chunk);
    while (lines.next()) {
      const row = reader.take();
      if (row === undefined) continue;
      batch.push(row);
      if (isFull(batch)) {
        yield batch;
        batch = [];
      }
    }
    if (lines.pendingBytes > MAX_RECORD_BYTES) throw reader.tooLong(lines.line + 1);
  }
  const last = lines.finish() ? reader.take() : undefined;
  if (last) batch.push(last);
  reader.end();
  if (batch.length > 0) yield batch;
}

class NdjsonLines {
  private readonly record: JsonRecord;
  private rows = 0;

  constructor(
    private readonly request: ReadRequest,
    private readonly lines: LineSplitter,
  ) {
    this.record = new JsonRecord(pathTree(request.file, request.columns), request.columns.length);
  }

  /** The line under the splitter as a row; undefined for a blank one. */
  take(): RawRow | undefined {
    const { lines, request } = this;
    const { window, start, end, line } = lines;
    if (end - start > MAX_RECORD_BYTES) throw this.tooLong(line);
    if (isBlank(window.buffer, start, end)) return undefined;
    this.rows++;
    const place = { row: this.rows, line, byteStart: window.base + start, byteEnd: window.base + end };
    let problem = this.invalidText();
    if (problem === undefined) {
      try {
        return { ...place, values: this.record.read(decodeText(window.buffer, start, end, 'utf-8')) };
      } catch (error) {
        if (!(error instanceof JsonProblem)) throw error;
        this.refuseArray(error);
        problem = { rule: error.rule, detail: `column ${error.at + 1}: ${error.message}` };
      }
    }
    return { ...place, values: request.columns.map(() => null), problem };
  }

  end(): void {
    if (this.rows > 0) return;
    throw new InputRejected({
      file: this.request.file,
      rule: 'empty_file',
      detail: 'the file holds nothing but blank lines',
      hint: 'Have the source send it again.',
    });
  }

  tooLong(line: number): InputRejected {
    return new InputRejected({
      file: this.request.file,
      rule: 'record_too_long',
      detail: `the line is longer than ${MAX_RECORD_BYTES} bytes`,
      line,
      hint: 'NDJSON holds one object a line: is this one JSON document instead?',
    });
  }

  private invalidText(): RowProblem | undefined {
    const { window, start, end } = this.lines;
    const at = findInvalid(window.buffer, start, end, 'utf-8');
    if (at < 0) return undefined;
    const detail = invalidByte(window.buffer, start + at, window.base + start + at, 'utf-8');
    return { rule: 'encoding', detail };
  }

  /** A first line that opens an array and does not close it is another format; thousands of broken rows help nobody. */
  private refuseArray(problem: JsonProblem): void {
    const { window, start, line } = this.lines;
    if (this.rows > 1 || window.buffer[start] !== 0x5b || problem.at === 0) return;
    throw new InputRejected({
      file: this.request.file,
      rule: 'json_array',
      detail: 'the file is one JSON array, not one object a line',
      line,
      hint: "Have the source write NDJSON, or turn it with `jq -c '.[]'`.",
    });
  }
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return false;
  }
  return true;
}
