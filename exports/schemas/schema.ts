import type { DecimalType, LogicalType } from '#core/dataset/field.ts';

/**
 * A column of a published file. Its name, type, precision, scale, place and nullability never change within a major
 * version: what a reader once loaded, it can load for years.
 */
export interface ExportColumn {
  name: string;
  type: LogicalType;
  /** Decimals only: total digits. */
  precision?: number;
  /** Decimals only: digits after the point. */
  scale?: number;
  /** Money: the column that names its currency; quantity: the column that names its unit, where there is one. */
  unit?: string;
  nullable: boolean;
  /** Part of the key: no two rows of one file share it. */
  key: boolean;
  meaning: string;
  /** Where the value comes from: table.column, or the rule that makes it. */
  source: string;
}

export interface ExportSchema {
  name: string;
  /** Semantic: a column that is added at the end is minor, anything that a reader could trip over is major. */
  version: string;
  meaning: string;
  /** What it is made of: one dataset, or the results of reconciliations. */
  of: { kind: 'dataset'; dataset: string } | { kind: 'results'; of: 'exceptions' | 'matches' | 'summary' };
  columns: readonly ExportColumn[];
  /** Columns by which rows are ordered, text by code point. They name every row. */
  orderBy: readonly string[];
  /** Money columns whose sums per currency are in the manifest. */
  controls: readonly string[];
  /** The date by which a row falls into a period; undefined: the rows carry a `period` column. */
  dateColumn?: string;
}

export function majorOf(schema: Pick<ExportSchema, 'version'>): number {
  return Number.parseInt(schema.version, 10);
}

export function keyColumns(schema: ExportSchema): ExportColumn[] {
  return schema.columns.filter((column) => column.key);
}

export function columnNamed(schema: ExportSchema, name: string): ExportColumn {
  const column = schema.columns.find((candidate) => candidate.name === name);
  if (!column) throw new Error(`export ${schema.name} has no column ${name}`);
  return column;
}

/** The currency column of a money column. */
export function currencyOf(schema: ExportSchema, name: string): string {
  const { unit } = columnNamed(schema, name);
  if (unit === undefined) throw new Error(`column ${name} of export ${schema.name} names no currency column`);
  return unit;
}

type Spec = { nullable?: boolean; key?: boolean; unit?: string; source: string; meaning: string };

/** Pinned here and not taken from the dataset's limits: they may grow, a published version may not. */
const DIGITS: Record<DecimalType, { precision: number; scale: number }> = {
  money: { precision: 38, scale: 8 },
  quantity: { precision: 38, scale: 9 },
  rate: { precision: 38, scale: 18 },
};

/** One column, spelled out. Precision and scale follow from the type and hold every value that ingest accepts. */
export function column(name: string, type: LogicalType, spec: Spec): ExportColumn {
  const { nullable = false, key = false, unit, meaning, source } = spec;
  const digits = type in DIGITS ? DIGITS[type as DecimalType] : {};
  return { name, type, ...digits, ...(unit === undefined ? {} : { unit }), nullable, key, meaning, source };
}
