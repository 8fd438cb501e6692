import { type EncodedChunk, PAGE_CODEC } from './pages.ts';
import { type ParquetColumn, physicalType, schemaElement } from './physical-type.ts';
import { struct, type ThriftStruct, thriftBytes } from './thrift.ts';

export interface WrittenChunk extends Omit<EncodedChunk, 'parts'> {
  /** Where the chunk starts in the file. */
  offset: number;
}

export interface WrittenRowGroup {
  rows: number;
  chunks: WrittenChunk[];
}

/** FileMetaData of parquet.thrift, without its length and magic. */
export function footerBytes(file: {
  columns: readonly ParquetColumn[];
  rowGroups: readonly WrittenRowGroup[];
  metadata: Readonly<Record<string, string>>;
  createdBy: string;
}): Uint8Array {
  const { columns, rowGroups } = file;
  const root = struct([4, 'binary', 'schema'], [5, 'i32', columns.length]);
  const rows = rowGroups.reduce((sum, group) => sum + group.rows, 0);
  const pairs = Object.entries(file.metadata).map(([key, value]) =>
    struct([1, 'binary', key], [2, 'binary', value]),
  );
  // Bounds mean something only under a declared order: that of the type, for every column.
  const typeDefined = struct([1, 'struct', struct()]);
  return thriftBytes(
    struct(
      [1, 'i32', 1],
      [2, 'list<struct>', [root, ...columns.map(schemaElement)]],
      [3, 'i64', rows],
      [4, 'list<struct>', rowGroups.map((group) => rowGroup(columns, group))],
      [5, 'list<struct>', pairs],
      [6, 'binary', file.createdBy],
      [7, 'list<struct>', columns.map(() => typeDefined)],
    ),
  );
}

function rowGroup(columns: readonly ParquetColumn[], { rows, chunks }: WrittenRowGroup): ThriftStruct {
  const sum = (of: (chunk: WrittenChunk) => number) => chunks.reduce((total, chunk) => total + of(chunk), 0);
  return struct(
    [1, 'list<struct>', chunks.map((chunk, i) => columnChunk(columns[i] as ParquetColumn, chunk))],
    [2, 'i64', sum((chunk) => chunk.uncompressedBytes)],
    [3, 'i64', rows],
    [5, 'i64', chunks[0]?.offset ?? 4],
    [6, 'i64', sum((chunk) => chunk.compressedBytes)],
  );
}

function columnChunk(column: ParquetColumn, chunk: WrittenChunk): ThriftStruct {
  const { bounds } = chunk;
  // min_value and max_value; the older pair (1 and 2) compares decimals and text wrongly and stays out.
  const statistics = struct(
    [3, 'i64', chunk.nulls],
    [5, 'binary', bounds?.max],
    [6, 'binary', bounds?.min],
    [7, 'bool', bounds && true],
    [8, 'bool', bounds && true],
  );
  const metadata = struct(
    [1, 'i32', physicalType(column).type],
    [2, 'list<i32>', chunk.encodings],
    [3, 'list<binary>', [column.name]],
    [4, 'i32', PAGE_CODEC],
    [5, 'i64', chunk.rows],
    [6, 'i64', chunk.uncompressedBytes],
    [7, 'i64', chunk.compressedBytes],
    [9, 'i64', chunk.offset + chunk.dataPageOffset],
    [11, 'i64', chunk.hasDictionary ? chunk.offset : undefined],
    [12, 'struct', statistics],
  );
  return struct([2, 'i64', chunk.offset], [3, 'struct', metadata]);
}
