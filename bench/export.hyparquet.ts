import type { SchemaElement } from 'hyparquet';
import type { QueryColumn } from '#db/queries/export-column.ts';
import { toUnscaled } from '#exports/rows/unscaled.ts';

/** The columns as hyparquet-writer wants them: DECIMAL needs both the converted and the logical type. */
export function schemaElements(columns: readonly QueryColumn[]): SchemaElement[] {
  return [{ name: 'schema', num_children: columns.length } as SchemaElement, ...columns.map(element)];
}

function element({ name, type, precision, scale, nullable }: QueryColumn): SchemaElement {
  const repetition_type = nullable ? 'OPTIONAL' : 'REQUIRED';
  switch (type) {
    case 'money':
    case 'quantity':
    case 'rate':
      return {
        ...{ name, repetition_type, precision, scale, type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16 },
        converted_type: 'DECIMAL',
        logical_type: { type: 'DECIMAL', precision: precision ?? 38, scale: scale ?? 0 },
      };
    case 'date':
      return { name, repetition_type, type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } };
    case 'integer':
      return { name, repetition_type, type: 'INT64' };
    default:
      return { name, repetition_type, type: 'BYTE_ARRAY', converted_type: 'UTF8' };
  }
}

/** Text as the driver gives it, as the values hyparquet-writer takes. */
export function unscaledRow(
  row: Record<string, string | null>,
  columns: readonly QueryColumn[],
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const { name, type, scale } of columns) {
    const text = row[name] ?? null;
    if (text === null) values[name] = null;
    else if (scale !== undefined) values[name] = toUnscaled(text, scale);
    else if (type === 'integer') values[name] = BigInt(text);
    else values[name] = type === 'date' ? new Date(`${text}T00:00:00Z`) : text;
  }
  return values;
}
