import { InputRejected } from '#core/failure/failure.ts';
import {
  BATCH_ROWS,
  type Format,
  isFull,
  type RawRow,
  type ReadFile,
  type ReadRequest,
  type StatementProof,
} from '../reader.ts';
import { checkStatementColumns } from '../statement-columns.ts';
import { checkStatementCount } from '../statement-proof.ts';
import {
  ENTRY_COLUMNS,
  type EntryColumn,
  type EntryValues,
  STATEMENT_COLUMNS,
  type StatementColumn,
  type StatementValues,
} from './columns.ts';
import { CamtDocument, type DocumentSink } from './document.ts';
import type { XmlElement, XmlPlace } from './element.ts';
import { readEntry } from './entry.ts';
import { CamtStatement } from './statement.ts';
import { openXml } from './xml-text.ts';

type Camt053Format = Extract<Format, { type: 'camt053' }>;

/**
 * Bank statements of ISO 20022 camt.053.001, any version. `record: entry` gives the entries (or the transactions inside,
 * see `splitEntry`), `record: statement` one row a statement; columns are those of `columns.ts`. An entry whose amount,
 * currency or direction cannot be read stays a row with a problem (`amount`, `currency`, `credit_debit`), and its
 * statement is not proven. Only booked entries count in the proof.
 *
 * @throws InputRejected `empty_file`, `encoding`, `doctype`, `not_xml`, `xml_syntax`, `xml_too_deep`, `record_too_long`,
 *   `wrong_message`, `no_statement`, `missing_column`
 */
export function readCamt053(request: ReadRequest, format: Camt053Format): ReadFile {
  const columns = format.record === 'entry' ? ENTRY_COLUMNS : STATEMENT_COLUMNS;
  const statements = new StatementRows(request, format.record);
  return {
    rows: rowsOf(request, columns, statements),
    proofs: () => statements.proofs,
  };
}

async function* rowsOf(
  request: ReadRequest,
  columns: Readonly<Record<string, string>>,
  statements: StatementRows,
): AsyncGenerator<RawRow[]> {
  checkStatementColumns(request.file, 'camt.053', request.columns, columns);
  const xml = await openXml(request.file, request.bytes);
  const document = new CamtDocument(request.file, xml.start, xml.byteLength, statements);
  for await (const text of xml.text) {
    document.write(text);
    while (isFull(statements.waiting)) yield statements.waiting.splice(0, BATCH_ROWS);
  }
  document.end();
  statements.end();
  while (statements.waiting.length > 0) yield statements.waiting.splice(0, BATCH_ROWS);
}

class StatementRows implements DocumentSink {
  readonly waiting: RawRow[] = [];
  readonly proofs: StatementProof[] = [];
  private rows = 0;
  private statements = 0;
  private messageId: string | null = null;
  private statement = new CamtStatement(null);

  constructor(
    private readonly request: ReadRequest,
    private readonly record: 'entry' | 'statement',
  ) {}

  groupHeader(element: XmlElement): void {
    this.messageId = element.children.find((child) => child.name === 'MsgId')?.text || null;
  }

  statementStart(place: XmlPlace): void {
    checkStatementCount(this.request.file, ++this.statements, place.line);
    this.statement = new CamtStatement(this.messageId);
  }

  statementPart(element: XmlElement): void {
    this.statement.part(element);
  }

  entry(element: XmlElement): void {
    const reading = readEntry(element, this.statement.entryCount + 1);
    this.statement.add(reading);
    if (this.record === 'statement') return;
    if ('problem' in reading) {
      this.waiting.push({ ...this.row(element.place!, {}, {}), problem: reading.problem });
      return;
    }
    const shared = this.statement.shared();
    for (const { place, values } of reading.rows) this.waiting.push(this.row(place, values, shared));
  }

  statementEnd(place: XmlPlace): void {
    this.proofs.push(...this.statement.proofs());
    if (this.record === 'statement') this.waiting.push(this.row(place, {}, this.statement.values()));
  }

  end(): void {
    if (this.statements > 0) return;
    throw new InputRejected({
      file: this.request.file,
      rule: 'no_statement',
      detail: 'the message holds no statement (Stmt)',
      hint: 'A bank that has nothing to report still sends a statement with its balances: have it sent again.',
    });
  }

  /** The two are not merged: for a hundred thousand entries that costs more than all the rest. */
  private row(place: XmlPlace, values: EntryValues, shared: StatementValues): RawRow {
    const { line, byteStart, byteEnd } = place;
    const aligned = this.request.columns.map(
      (column) => values[column as EntryColumn] ?? shared[column as StatementColumn] ?? null,
    );
    return { row: ++this.rows, line, byteStart, byteEnd, values: aligned };
  }
}
