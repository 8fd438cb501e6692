import { BATCH_ROWS, type Format, isFull, type RawRow, type ReadFile, type ReadRequest } from '../reader.ts';
import { checkStatementColumns } from '../statement-columns.ts';
import { ENTRY_COLUMNS, STATEMENT_COLUMNS } from './columns.ts';
import { readFields } from './fields.ts';
import { Mt940Statements } from './statements.ts';

type Mt940Format = Extract<Format, { type: 'mt940' }>;

/**
 * Bank statements in SWIFT MT940, in the dialects of banks: with or without envelopes and headings, :86: as text, with
 * German subfields or Dutch tags. `record: entry` gives one row a :61:, `record: statement` one a message; columns are
 * those of `columns.ts`. An entry whose :61: cannot be read stays a row with the problem `entry` (or `encoding`,
 * `control_character`), and its statement is not proven.
 *
 * @throws InputRejected `empty_file`, `encoding`, `control_character`, `record_too_long`, `no_statement`, `truncated`,
 *   `field_missing`, `field_order`, `balance`, `missing_column`
 */
export function readMt940(request: ReadRequest, format: Mt940Format): ReadFile {
  const statements = new Mt940Statements(request, format.record);
  return { rows: rowsOf(request, format, statements), proofs: () => statements.proofs };
}

async function* rowsOf(
  request: ReadRequest,
  format: Mt940Format,
  statements: Mt940Statements,
): AsyncGenerator<RawRow[]> {
  const columns = format.record === 'entry' ? ENTRY_COLUMNS : STATEMENT_COLUMNS;
  checkStatementColumns(request.file, 'MT940', request.columns, columns);
  const { waiting } = statements;
  for await (const fields of readFields(request.file, request.bytes, format.encoding)) {
    for (const field of fields) statements.take(field);
    while (isFull(waiting)) yield waiting.splice(0, BATCH_ROWS);
  }
  statements.end();
  while (waiting.length > 0) yield waiting.splice(0, BATCH_ROWS);
}
