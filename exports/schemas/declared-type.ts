import type { ExportColumn } from './schema.ts';

/** The type as documents and messages write it. */
export function declaredType(
  column: Pick<ExportColumn, 'type' | 'precision' | 'scale' | 'nullable'>,
): string {
  return `${TYPES[column.type] ?? `DECIMAL(${column.precision},${column.scale})`}${column.nullable ? '' : ' NOT NULL'}`;
}

const TYPES: Partial<Record<ExportColumn['type'], string>> = {
  text: 'UTF8',
  code: 'UTF8',
  currency: 'UTF8',
  date: 'DATE',
  timestamp: 'TIMESTAMP UTC',
  integer: 'INT64',
  boolean: 'BOOLEAN',
};
