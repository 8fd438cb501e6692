import type { LogicalType } from '#core/dataset/field.ts';
import { struct, type ThriftStruct } from './thrift.ts';

/** What a Parquet writer has to know about a column. */
export interface ParquetColumn {
  name: string;
  type: LogicalType;
  precision?: number;
  scale?: number;
  nullable: boolean;
}

/** Numbers of parquet.thrift (apache/parquet-format). */
export const TYPE = { BOOLEAN: 0, INT32: 1, INT64: 2, BYTE_ARRAY: 6, FIXED_LEN_BYTE_ARRAY: 7 } as const;
export const ENCODING = { PLAIN: 0, RLE: 3, RLE_DICTIONARY: 8 } as const;
export const CODEC = { UNCOMPRESSED: 0, SNAPPY: 1 } as const;
export const PAGE = { DATA: 0, DICTIONARY: 2 } as const;
const CONVERTED = { UTF8: 0, DECIMAL: 5, DATE: 6, TIMESTAMP_MICROS: 10, INT_64: 18 } as const;
const REPETITION = { REQUIRED: 0, OPTIONAL: 1 } as const;

/** 38 digits need 127 bits. One width for all: a column does not change its shape with its values. */
export const DECIMAL_BYTES = 16;

interface Physical {
  type: number;
  typeLength?: number;
  converted?: number;
  /** LogicalType, a union: the field that is set says which. */
  logical?: ThriftStruct;
}

const UTF8: Physical = {
  type: TYPE.BYTE_ARRAY,
  converted: CONVERTED.UTF8,
  logical: struct([1, 'struct', struct()]),
};
const MICROSECONDS = struct([2, 'struct', struct()]);

export function physicalType({ type, precision, scale }: ParquetColumn): Physical {
  switch (type) {
    case 'text':
    case 'code':
    case 'currency':
      return UTF8;
    case 'date':
      return { type: TYPE.INT32, converted: CONVERTED.DATE, logical: struct([6, 'struct', struct()]) };
    case 'timestamp': {
      const inUtc = struct([1, 'bool', true], [2, 'struct', MICROSECONDS]);
      return {
        type: TYPE.INT64,
        converted: CONVERTED.TIMESTAMP_MICROS,
        logical: struct([8, 'struct', inUtc]),
      };
    }
    case 'integer':
      return { type: TYPE.INT64, converted: CONVERTED.INT_64 };
    case 'boolean':
      return { type: TYPE.BOOLEAN };
    case 'money':
    case 'quantity':
    case 'rate': {
      // Readers of both generations: the converted type and the logical type say the same.
      const decimal = struct([1, 'i32', scale], [2, 'i32', precision]);
      return {
        type: TYPE.FIXED_LEN_BYTE_ARRAY,
        typeLength: DECIMAL_BYTES,
        converted: CONVERTED.DECIMAL,
        logical: struct([5, 'struct', decimal]),
      };
    }
  }
}

/** SchemaElement of a column. */
export function schemaElement(column: ParquetColumn): ThriftStruct {
  const { type, typeLength, converted, logical } = physicalType(column);
  return struct(
    [1, 'i32', type],
    [2, 'i32', typeLength],
    [3, 'i32', column.nullable ? REPETITION.OPTIONAL : REPETITION.REQUIRED],
    [4, 'binary', column.name],
    [6, 'i32', converted],
    [7, 'i32', column.scale],
    [8, 'i32', column.precision],
    [10, 'struct', logical],
  );
}
