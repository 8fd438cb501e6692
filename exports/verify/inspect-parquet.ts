import {
  asyncBufferFromFile,
  type ColumnData,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  type SchemaElement,
} from 'hyparquet';
import { PublishedFileMalformed } from '../failures.ts';
import { ControlSums } from '../rows/control-totals.ts';
import { type ControlPlace, controlPlaces, type Inspection, type InspectRequest } from './inspection.ts';

/**
 * Reads a published Parquet file with a reader that is not ours, row group by row group, and adds up its control
 * columns. Decimals are taken as the bytes they are: the reader's own conversion would make them floats.
 * @throws PublishedFileMalformed
 */
export async function inspectParquet(request: InspectRequest): Promise<Inspection> {
  const places = controlPlaces(request);
  const sums = places.map((place) => new ControlSums(place.name, place.scale));
  try {
    const file = await asyncBufferFromFile(request.path);
    const metadata = await parquetMetadataAsync(file);
    checkColumns(request, metadata);
    let rows = 0;
    for (const group of metadata.row_groups) {
      const rowEnd = rows + Number(group.num_rows);
      const read = await readGroup(file, metadata, request, places, { rowStart: rows, rowEnd });
      for (const [i, place] of places.entries()) {
        addUp(read, request, place, sums[i] as ControlSums, rowEnd - rows);
      }
      rows = rowEnd;
    }
    if (rows !== Number(metadata.num_rows)) {
      const detail = `the footer counts ${metadata.num_rows} rows, the row groups ${rows}`;
      throw new PublishedFileMalformed(request.name, detail);
    }
    return { rows, controlTotals: sums.flatMap((sum) => sum.totals()) };
  } catch (error) {
    if (error instanceof PublishedFileMalformed) throw error;
    throw new PublishedFileMalformed(request.name, (error as Error).message);
  }
}

function checkColumns({ columns, name }: InspectRequest, { schema }: FileMetaData): void {
  const found = schema.slice(1).map((element) => element.name);
  if (found.join('\n') === columns.map((column) => column.name).join('\n')) return;
  throw new PublishedFileMalformed(name, `the columns are ${found.join(', ')}`);
}

/** The wanted columns of one row group. */
async function readGroup(
  file: Awaited<ReturnType<typeof asyncBufferFromFile>>,
  metadata: FileMetaData,
  { columns }: InspectRequest,
  places: readonly ControlPlace[],
  rows: { rowStart: number; rowEnd: number },
): Promise<Map<string, ArrayLike<unknown>>> {
  const wanted = new Set(places.flatMap((place) => [place.column, place.currency]));
  const names = [...wanted].map((place) => columns[place]?.name as string);
  const read = new Map<string, unknown[]>();
  await parquetRead({
    file,
    metadata: { ...metadata, schema: metadata.schema.map(asBytes) },
    columns: names,
    ...rows,
    onChunk: ({ columnName, columnData, rowStart }: ColumnData) => {
      const values = read.get(columnName) ?? [];
      for (let i = 0; i < columnData.length; i++) values[rowStart - rows.rowStart + i] = columnData[i];
      read.set(columnName, values);
    },
  });
  return read;
}

/** A decimal without its meaning is its bytes. */
function asBytes(element: SchemaElement): SchemaElement {
  if (element.converted_type !== 'DECIMAL') return element;
  const { converted_type: _converted, logical_type: _logical, ...bytes } = element;
  return bytes as SchemaElement;
}

function addUp(
  read: ReadonlyMap<string, ArrayLike<unknown>>,
  { columns, name }: InspectRequest,
  place: ControlPlace,
  sums: ControlSums,
  rows: number,
): void {
  const amounts = read.get(place.name);
  const currencies = read.get(columns[place.currency]?.name as string);
  if (amounts?.length !== rows || currencies?.length !== rows) {
    throw new PublishedFileMalformed(
      name,
      `column ${place.name} has ${amounts?.length ?? 0} of ${rows} rows`,
    );
  }
  for (let i = 0; i < rows; i++) {
    const amount = amounts[i];
    const unscaled = amount instanceof Uint8Array ? fromTwosComplement(amount) : 0n;
    sums.add((currencies[i] as string | null | undefined) ?? null, unscaled);
  }
}

/** A 128-bit big-endian two's complement number. */
function fromTwosComplement(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return (view.getBigInt64(0) << 64n) | view.getBigUint64(8);
}
