import { hash } from 'node:crypto';
import type { RowMapper } from '#core/contract/compile.ts';
import type { FieldProblem } from '#core/contract/contract.ts';
import type { RawRow } from '#sources/files/reader.ts';
import type { CheckWarning } from './delivery.ts';
import type { LookupTable } from './lookups.ts';

/**
 * Rows as read -> rows of `incoming` in COPY's text format. This is the hot path of ingest: one string per row, one
 * buffer per batch. `row_hash` covers the canonical fields exactly as written to the database, so that a record is
 * unchanged when and only when its stored text is.
 */
export async function* stageRows(
  batches: AsyncIterable<RawRow[]>,
  options: {
    mapper: RowMapper;
    fileNo: number;
    fieldCount: number;
    lookups: readonly LookupTable[];
    /** Only these rows of the file, for replay. */
    only?: ReadonlySet<number>;
    onBatch(rows: number): void;
    /** Checks that only warn add to it. */
    warnings: Warnings;
  },
): AsyncIterable<Buffer> {
  const { mapper, fileNo, lookups, only } = options;
  const emptyFields = '\t\\N'.repeat(options.fieldCount);
  for await (const batch of batches) {
    let chunk = '';
    let taken = 0;
    for (const row of batch) {
      if (only && !only.has(row.row)) continue;
      taken += 1;
      const place = `${fileNo}\t${row.row}\t${row.line}\t${row.byteStart}\t${row.byteEnd}\t`;
      if (row.problem) {
        chunk += `${place}\\N\t\\N\t${problemsText([rowProblem(row)])}\t\\N${emptyFields}\n`;
        continue;
      }
      for (const lookup of lookups) lookup.extend(row.values);
      const mapped = mapper.map(row.values);
      if ('problems' in mapped) {
        const key = mapped.recordKey === null ? '\\N' : escaped(mapped.recordKey);
        chunk += `${place}${key}\t\\N\t${problemsText(mapped.problems)}\t\\N${emptyFields}\n`;
        continue;
      }
      for (const warning of mapped.warnings) options.warnings.add(warning, row.row);
      let content = mapped.attributes === null ? '\\N' : escaped(JSON.stringify(mapped.attributes));
      for (const field of mapped.fields) content += field === null ? '\t\\N' : `\t${escaped(field)}`;
      const rowHash = hash('sha256', content, 'hex').slice(0, 32);
      chunk += `${place}${escaped(mapped.recordKey)}\t${rowHash}\t\\N\t${content}\n`;
    }
    options.onBatch(taken);
    if (chunk !== '') yield Buffer.from(chunk);
  }
}

const SPECIAL = /[\\\t\n\r]/;
const ALL_SPECIAL = /[\\\t\n\r]/g;
const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function escaped(text: string): string {
  return SPECIAL.test(text) ? text.replace(ALL_SPECIAL, (character) => ESCAPES[character] as string) : text;
}

function problemsText(problems: readonly FieldProblem[]): string {
  // PostgreSQL's jsonb cannot hold U+0000: it is shown by its symbol instead.
  return escaped(JSON.stringify(problems).replaceAll('\\u0000', '\u2400'));
}

function rowProblem(row: RawRow): FieldProblem {
  const { rule, detail } = row.problem as { rule: string; detail: string };
  return { field: '', column: null, value: null, rule, expected: detail };
}

/** Counts what checks warn of, by check: bounded by the number of checks, not of rows. */
export class Warnings {
  readonly #byRule = new Map<string, CheckWarning>();

  add({ rule, field }: FieldProblem, row: number): void {
    const id = `${rule} ${field}`;
    const known = this.#byRule.get(id);
    if (known) known.count += 1;
    else this.#byRule.set(id, { rule, field, count: 1, firstRow: row });
  }

  list(): CheckWarning[] {
    return [...this.#byRule.values()];
  }
}
