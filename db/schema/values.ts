import type { ColumnType } from 'kysely';

/** How the driver hands values over (see `db/connection.ts`): nothing exact ever becomes a JavaScript number. */

/** 64-bit integer as a decimal string. */
export type Int8 = ColumnType<string, string | number | bigint, string | number | bigint>;
/** numeric as a decimal string. */
export type Decimal = string;
/** timestamptz as ISO 8601 UTC with microseconds: 2026-01-31T23:59:59.000001Z. */
export type Instant = ColumnType<string, string | Date, string | Date>;
/** jsonb: written as JSON text, read as a value. Decimals inside are strings. */
// biome-ignore lint/suspicious/noExplicitAny: the reader of a column names its shape
export type Json = ColumnType<any, string, string>;
/** jsonb with a default in the database. */
// biome-ignore lint/suspicious/noExplicitAny: the reader of a column names its shape
export type JsonWithDefault = ColumnType<any, string | undefined, string>;
