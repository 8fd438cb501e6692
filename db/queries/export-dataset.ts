import type { ExportRows, QueryColumn } from './export-column.ts';
import type { PinnedSnapshot } from './export-pins.ts';
import { identifier, literal, wholeNumber } from './export-text.ts';

/** Calendar days, half-open: first <= day < end. */
export interface Days {
  first: string;
  end: string;
}

/** Columns of the file that are not fields of the dataset. */
const ORIGIN: Readonly<Record<string, string>> = {
  entity: 'p.entity',
  source: 'p.source',
  record_key: 't.record_key',
  record_version: 't.version',
  snapshot: 'p.snapshot_no',
  trace_id: 'i.trace_id',
  raw_sha256: 'o.sha256',
  raw_row: 't.row_number',
  attributes: 't.attributes',
};

/** The records of a dataset that hold in the pinned snapshots; where days are given, only those dated within them. */
export function datasetRows(request: {
  entity: string;
  dataset: string;
  columns: readonly QueryColumn[];
  orderBy: readonly string[];
  pins: readonly PinnedSnapshot[];
  within?: { column: string; days: Days };
}): ExportRows {
  const { entity, dataset, columns, orderBy, pins, within } = request;
  const list = columns.map(({ name }) => `${ORIGIN[name] ?? `t.${identifier(name)}`} as ${identifier(name)}`);
  // Streams as literals let the planner leave out the partitions of others; without a snapshot there is no row.
  const streams = pins.length > 0 ? pins.map((pin) => wholeNumber(pin.streamId)).join(', ') : '-1';
  const values = pins.map(
    (pin) =>
      `(${wholeNumber(pin.streamId)}, ${wholeNumber(pin.snapshotNo)}, ${literal(pin.source)}, ${literal(entity)})`,
  );
  const pinned = values.length > 0 ? values.join(', ') : `(-1, 0, '', '')`;
  const sql = `select ${list.join(', ')}
    from ${identifier(dataset)} t
    join (values ${pinned}) p (stream_id, snapshot_no, source, entity)
      on t.stream_id = p.stream_id and t.valid_from <= p.snapshot_no
     and (t.valid_to is null or t.valid_to > p.snapshot_no)
    left join ingestions i on i.ingestion_id = t.ingestion_id
    left join raw_objects o on o.raw_id = i.raw_id
    where t.stream_id in (${streams})${within ? ` and ${dayFilter(within)}` : ''}`;
  return { sql, columns, orderBy };
}

function dayFilter({ column, days }: { column: string; days: Days }): string {
  const day = `t.${identifier(column)}`;
  return `${day} >= ${literal(days.first)}::date and ${day} < ${literal(days.end)}::date`;
}
