import { hash } from 'node:crypto';
import type { RowMapper } from '#core/contract/compile.ts';
import type { FieldProblem } from '#core/contract/contract.ts';
import { isStorable } from '#core/contract/text-reader.ts';
import type { Dataset } from '#core/dataset/field.ts';
import type { RawRow } from '#sources/files/reader.ts';
import type { CheckWarning } from './delivery.ts';
import type { LookupTable } from './lookups.ts';

/**
 * Rows as read -> rows of `incoming` in COPY's text format. This is the hot path of ingest: one string per row, one
 * buffer per batch. `row_hash` covers the key and the canonical fields exactly as written to the database, so that a
 * record is unchanged when and only when its stored text is.
 */
export async function* stageRows(
  batches: AsyncIterable<RawRow[]>,
  options: {
    mapper: RowMapper;
    dataset: Dataset;
    lookups: readonly LookupTable[];
    /** Only these rows of the file, for replay. */
    only?: ReadonlySet<number>;
    /** Counted up with every row. */
    tally: Tally;
    onBatch(): void;
  },
): AsyncIterable<Buffer> {
  const { mapper, lookups, only, tally } = options;
  const { fields: layout } = options.dataset;
  const emptyFields = '\t\\N'.repeat(layout.length);
  const isText = layout.map(({ type }) => type === 'text' || type === 'code');
  for await (const batch of batches) {
    let chunk = '';
    for (const row of batch) {
      if (only && !only.has(row.row)) continue;
      tally.read += 1;
      if (row.problem) {
        tally.rejected += 1;
        chunk += `${placeOf(row)}\\N\t\\N\t${problemsText([rowProblem(row)])}\t\\N${emptyFields}\n`;
        continue;
      }
      for (const lookup of lookups) lookup.extend(row.values);
      const mapped = mapper.map(row.values);
      if ('problems' in mapped) {
        tally.rejected += 1;
        const key = mapped.recordKey === null ? '\\N' : escaped(mapped.recordKey);
        chunk += `${placeOf(row)}${key}\t\\N\t${problemsText(mapped.problems)}\t\\N${emptyFields}\n`;
        continue;
      }
      for (const warning of mapped.warnings) tally.warn(warning, row.row);
      let content = mapped.attributes === null ? '\\N' : escaped(JSON.stringify(mapped.attributes));
      for (let index = 0; index < layout.length; index++) {
        const field = mapped.fields[index] as string | null;
        content += field === null ? '\t\\N' : `\t${isText[index] ? escaped(field) : field}`;
      }
      const key = escaped(mapped.recordKey);
      const rowHash = hash('sha256', `${key}\t${content}`, 'hex').slice(0, 32);
      // The line is kept for rejected rows only: an accepted row is found by its bytes.
      chunk += `${row.row}\t\\N\t${row.byteStart}\t${row.byteEnd}\t${key}\t${rowHash}\t\\N\t${content}\n`;
    }
    options.onBatch();
    if (chunk !== '') yield Buffer.from(chunk);
  }
}

const SPECIAL = /[\\\t\n\r]/;
const ALL_SPECIAL = /[\\\t\n\r]/g;
const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function escaped(text: string): string {
  return SPECIAL.test(text) ? text.replace(ALL_SPECIAL, (character) => ESCAPES[character] as string) : text;
}

function placeOf(row: RawRow): string {
  return `${row.row}\t${row.line}\t${row.byteStart}\t${row.byteEnd}\t`;
}

function problemsText(problems: readonly FieldProblem[]): string {
  return escaped(JSON.stringify(problems, asStorable));
}

/** PostgreSQL's jsonb holds no U+0000 and no half of a surrogate pair: what a message quotes is shown without them. */
function asStorable(_name: string, value: unknown): unknown {
  return typeof value === 'string' && !isStorable(value)
    ? value.replaceAll('\0', '\u2400').replace(/\p{Surrogate}/gu, '\uFFFD')
    : value;
}

function rowProblem(row: RawRow): FieldProblem {
  const { rule, detail } = row.problem as { rule: string; detail: string };
  return { field: '', column: null, value: null, rule, expected: detail };
}

/** What was seen of one file. Warnings are counted by check: bounded by the number of checks, not of rows. */
export class Tally {
  read = 0;
  rejected = 0;
  readonly #warnings = new Map<string, CheckWarning>();

  warn({ rule, field }: FieldProblem, row: number): void {
    const id = `${rule} ${field}`;
    const known = this.#warnings.get(id);
    if (known) known.count += 1;
    else this.#warnings.set(id, { rule, field, count: 1, firstRow: row });
  }

  warnings(): CheckWarning[] {
    return [...this.#warnings.values()];
  }
}
