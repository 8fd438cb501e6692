import { InputRejected } from '#core/failure/failure.ts';
import type { RawRow, ReadRequest, StatementProof } from '../reader.ts';
import { checkStatementCount } from '../statement-proof.ts';
import type { EntryColumn, EntryValues, StatementColumn, StatementValues } from './columns.ts';
import { Mt940Entry } from './entry.ts';
import { MAX_FIELD_LINES, type Mt940Field } from './fields.ts';
import { Mt940Statement } from './statement.ts';
import { parseBalance } from './values.ts';

/**
 * Follows the fields of MT940 through their order: 20, 21, 25, 28C, 60a, (61, 86)*, 62a, 64, 65, 86. What the proof of
 * a statement needs has to be there and in its place, or the file is refused; unknown fields are passed over.
 */
export class Mt940Statements {
  readonly waiting: RawRow[] = [];
  readonly proofs: StatementProof[] = [];
  private statement: Mt940Statement | undefined;
  private entry: Mt940Entry | undefined;
  private rows = 0;

  constructor(
    private readonly request: ReadRequest,
    private readonly record: 'entry' | 'statement',
  ) {}

  take(field: Mt940Field): void {
    const { tag } = field;
    if (tag === undefined || tag === '20') this.finishStatement();
    if (tag === undefined) return;
    if (field.problem && tag !== '61' && tag !== '86')
      throw this.rejected(field, field.problem.rule, field.problem.detail);
    if (tag === '20') this.statement = new Mt940Statement(field, content(field));
    else if (tag === '61') this.startEntry(field);
    else if (tag === '86') this.describe(field);
    else if (/^(21|25|28C?|60[FM]|62[FM]|64)$/.test(tag)) this.header(field, tag, this.statementAt(field));
  }

  end(): void {
    this.finishStatement();
    if (this.rows > 0 || this.proofs.length > 0) return;
    throw new InputRejected({
      file: this.request.file,
      rule: 'no_statement',
      detail: 'the file holds no MT940 statement: no line starts with :20:',
      hint: 'Is it the right file?',
    });
  }

  private header(field: Mt940Field, tag: string, statement: Mt940Statement): void {
    const inOrder = tag === '64' || (tag < '62' ? !statement.opening : !statement.closing);
    if (!inOrder) throw this.rejected(field, 'field_order', `a second :${tag}:, or one out of its place`);
    if (tag === '21') statement.relatedRef = content(field) || null;
    else if (tag === '25') statement.account = content(field);
    else if (tag.startsWith('28')) statement.sequence = content(field) || null;
    else if (tag.startsWith('60')) this.open(field, tag, statement);
    else if (tag.startsWith('62')) this.close(field, tag, statement);
    else statement.available = parseBalance(content(field));
  }

  private open(field: Mt940Field, tag: string, statement: Mt940Statement): void {
    if (!statement.account)
      throw this.rejected(field, 'field_missing', 'the opening balance stands before an account (:25:)');
    statement.opening = { ...this.balance(field), type: tag.slice(2) as 'F' | 'M' };
  }

  private close(field: Mt940Field, tag: string, statement: Mt940Statement): void {
    this.finishEntry();
    const closing = this.balance(field);
    if (!statement.opening)
      throw this.rejected(field, 'field_missing', 'a closing balance without an opening balance (:60F:)');
    if (closing.currency !== statement.opening.currency) {
      const detail = `the closing balance is in ${closing.currency}, the opening balance in ${statement.opening.currency}`;
      throw this.rejected(field, 'balance', detail);
    }
    statement.closing = { ...closing, type: tag.slice(2) as 'F' | 'M' };
  }

  private startEntry(field: Mt940Field): void {
    this.finishEntry();
    const statement = this.statementAt(field);
    if (!statement.opening || statement.closing) {
      const place = statement.closing ? 'after the closing balance' : 'before the opening balance';
      throw this.rejected(field, 'field_order', `an entry (:61:) ${place}`);
    }
    this.entry = new Mt940Entry(field, ++statement.entryCount);
  }

  private describe(field: Mt940Field): void {
    const { entry } = this;
    if (!entry && field.problem) throw this.rejected(field, field.problem.rule, field.problem.detail);
    const statement = this.statementAt(field);
    if (entry) entry.describe(field);
    else statement.information.push(field.lines.map((line) => line.trimEnd()).join('\n'));
    if ((entry?.lineCount ?? statement.information.length) > MAX_FIELD_LINES) {
      throw this.rejected(field, 'record_too_long', `more than ${MAX_FIELD_LINES} lines of :86:`);
    }
  }

  private finishEntry(): void {
    const { entry, statement } = this;
    if (!entry) return;
    this.entry = undefined;
    const reading = entry.read();
    const amount = reading.amount;
    if (amount === undefined) statement!.totals.addUnreadable();
    else statement!.totals.add(statement!.opening!.currency, amount);
    if (this.record === 'statement') return;
    this.push(entry, reading.problem ? {} : reading.values, reading.problem ? {} : statement!.shared());
    if (reading.problem) this.waiting.at(-1)!.problem = reading.problem;
  }

  private finishStatement(): void {
    const { statement } = this;
    if (!statement) return;
    if (!statement.closing) {
      const detail = 'the statement that starts here has no closing balance (:62F: or :62M:)';
      throw this.rejected(statement.start, 'truncated', detail);
    }
    this.statement = undefined;
    this.proofs.push(statement.prove());
    checkStatementCount(this.request.file, this.proofs.length, statement.start.line);
    if (this.record === 'statement') this.push(statement.start, {}, statement.values());
  }

  /** `place` of a statement is its :20:; of an entry all its fields. */
  private push(
    place: { line: number; byteStart: number; byteEnd: number },
    values: EntryValues,
    shared: StatementValues,
  ): void {
    const { line, byteStart, byteEnd } = place;
    const aligned = this.request.columns.map(
      (column) => values[column as EntryColumn] ?? shared[column as StatementColumn] ?? null,
    );
    this.waiting.push({ row: ++this.rows, line, byteStart, byteEnd, values: aligned });
  }

  private balance(field: Mt940Field) {
    const balance = parseBalance(content(field));
    if (balance) return balance;
    const detail = `:${field.tag}: is ${JSON.stringify(content(field).slice(0, 60))}, expected C or D, YYMMDD, currency, amount with a comma`;
    throw this.rejected(field, 'balance', detail);
  }

  private statementAt(field: Mt940Field): Mt940Statement {
    if (this.statement) return this.statement;
    throw this.rejected(
      field,
      'field_missing',
      `:${field.tag}: stands outside a statement: no :20: before it`,
    );
  }

  private rejected(field: Mt940Field, rule: string, detail: string): InputRejected {
    const hint = 'The file is damaged, cut off or no MT940: have the bank send it again.';
    return new InputRejected({
      file: this.request.file,
      rule,
      detail,
      line: field.line,
      byte: field.byteStart,
      hint,
    });
  }
}

function content(field: Mt940Field): string {
  return field.lines.join('\n').trim();
}
