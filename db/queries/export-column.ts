import type { LogicalType } from '#core/dataset/field.ts';

/** What a query has to know about a column of a published file. */
export interface QueryColumn {
  name: string;
  type: LogicalType;
  precision?: number;
  scale?: number;
  nullable: boolean;
}

/** The rows of an export: a SELECT that yields the columns by their names, and the order they are published in. */
export interface ExportRows {
  sql: string;
  columns: readonly QueryColumn[];
  orderBy: readonly string[];
}

const TEXT_TYPES: readonly LogicalType[] = ['text', 'code', 'currency'];

export function isTextual(column: QueryColumn): boolean {
  return TEXT_TYPES.includes(column.type);
}
