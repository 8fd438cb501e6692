import { InputRejected } from '#core/failure/failure.ts';
import { openBytes } from '../byte-order-mark.ts';
import { isFull, MAX_RECORD_BYTES, type RawRow, type ReadRequest } from '../reader.ts';
import { type CsvFormat, dialectOf } from './dialect.ts';
import { bindColumns } from './header.ts';
import { CsvRecord } from './record.ts';
import { CsvSplitter } from './splitter.ts';

/** A wider table than any database holds is a file that is no table. */
const MAX_COLUMNS = 16_384;

/**
 * Rows of a CSV file in its declared dialect (RFC 4180 with other delimiters, quotes and encodings).
 *
 * - A record that is malformed (`column_count`, `encoding`, `quoting`, `control_character`) stays one row with its
 *   `problem`; its values are all null, because which text belongs to which column is not certain. The raw bytes tell.
 * - A blank line (no character between two line ends) is no record, wherever it stands: it holds no value. A line of
 *   spaces is one. In a table of one column an empty value is therefore written `""`.
 * - An empty field is the empty text, quoted or not; null does not occur in rows without a problem.
 *
 * @throws InputRejected `empty_file`, `encoding`, `dialect`, `header`, `missing_column`, `duplicate_column`,
 *   `too_many_columns`, `unterminated_quote`, `record_too_long`
 */
export async function* readCsv(request: ReadRequest, format: CsvFormat): AsyncGenerator<RawRow[]> {
  const { file } = request;
  const { start, chunks } = await openBytes(file, request.bytes, format.encoding);
  const splitter = new CsvSplitter(dialectOf(file, format), start, MAX_COLUMNS);
  const table = new CsvTable(request, format, splitter);
  let batch: RawRow[] = [];
  for await (const chunk of chunks) {
    splitter.append(chunk);
    while (splitter.next()) {
      const row = table.take();
      if (row === undefined) continue;
      batch.push(row);
      if (isFull(batch)) {
        yield batch;
        batch = [];
      }
    }
    if (splitter.pendingBytes > MAX_RECORD_BYTES) throw table.tooLong();
  }
  const last = table.end();
  if (last) batch.push(last);
  if (batch.length > 0) yield batch;
}

class CsvTable {
  private readonly record: CsvRecord;
  private columns = -1;
  private indexes: number[] = [];
  private rows = 0;

  constructor(
    private readonly request: ReadRequest,
    private readonly format: CsvFormat,
    private readonly splitter: CsvSplitter,
  ) {
    this.record = new CsvRecord(splitter, format.encoding, format.quote);
    if (format.header !== 'first_row') this.bind(format.header);
  }

  /** The record under the splitter as a row; undefined for the header. */
  take(): RawRow | undefined {
    const { splitter, record, indexes } = this;
    if (splitter.recordEnd - splitter.recordStart > MAX_RECORD_BYTES) throw this.tooLong();
    if (this.columns < 0) return this.takeHeader();
    this.rows++;
    const { byteStart, byteEnd } = record;
    const problem = record.problem(this.columns);
    if (problem) {
      const values = indexes.map(() => null);
      return { row: this.rows, line: splitter.recordLine, byteStart, byteEnd, values, problem };
    }
    const values: string[] = new Array(indexes.length);
    for (let i = 0; i < indexes.length; i++) values[i] = record.field(indexes[i]!);
    return { row: this.rows, line: splitter.recordLine, byteStart, byteEnd, values };
  }

  /** At the end of the file: the record without a line end, if there is one. */
  end(): RawRow | undefined {
    const { splitter } = this;
    if (splitter.insideQuotes) throw this.unterminated();
    if (splitter.oddBytes > 0) {
      throw this.rejected(
        'encoding',
        'the file ends in the middle of a UTF-16 character',
        splitter.pendingLine,
      );
    }
    const row = splitter.finish() ? this.take() : undefined;
    if (this.rows === 0 && (this.columns < 0 || this.format.header !== 'first_row')) {
      throw this.rejected('empty_file', 'the file holds no record, not even a header', 1);
    }
    return row;
  }

  tooLong(): InputRejected {
    const { splitter } = this;
    const since = splitter.insideQuotes ? `; a quote opened on line ${splitter.quoteLine} is not closed` : '';
    const detail = `the record is longer than ${MAX_RECORD_BYTES} bytes${since}`;
    return this.rejected(
      'record_too_long',
      detail,
      splitter.pendingLine,
      'Check the delimiter, the quotes and the line ends of the file.',
    );
  }

  private takeHeader(): undefined {
    const { splitter, record } = this;
    const problem = record.problem(-1);
    if (problem && problem.rule !== 'control_character') {
      throw this.rejected(problem.rule, `the header cannot be read: ${problem.detail}`, splitter.recordLine);
    }
    if (splitter.fieldCount > MAX_COLUMNS) {
      throw this.rejected(
        'too_many_columns',
        `the header has ${splitter.fieldCount} columns, more than ${MAX_COLUMNS}`,
        splitter.recordLine,
      );
    }
    this.bind(
      Array.from({ length: splitter.fieldCount }, (_, i) => record.field(i)),
      splitter.recordLine,
    );
  }

  private bind(names: readonly string[], line?: number): void {
    const { file, columns } = this.request;
    this.indexes = bindColumns(names, columns, { file, line, delimiter: this.format.delimiter });
    this.columns = names.length;
    this.splitter.maxFields = names.length;
  }

  private unterminated(): InputRejected {
    const { quoteLine } = this.splitter;
    const detail = `a quote opened on line ${quoteLine} is never closed`;
    return this.rejected(
      'unterminated_quote',
      detail,
      quoteLine,
      'The file may be cut off, or the declared quote may be wrong.',
    );
  }

  private rejected(rule: string, detail: string, line: number, hint?: string): InputRejected {
    return new InputRejected({ file: this.request.file, rule, detail, line, hint });
  }
}
