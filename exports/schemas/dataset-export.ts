import type { LogicalType } from '#core/dataset/field.ts';
import { column, type ExportColumn, type ExportSchema } from './schema.ts';

export interface FieldColumn {
  name: string;
  type: LogicalType;
  meaning: string;
  unit?: string;
}

/** A dataset's own field. Every one is nullable: a contract may leave it out, and another source may not know it. */
export function field(
  name: string,
  type: LogicalType,
  meaning: string,
  extra: { unit?: string } = {},
): FieldColumn {
  return { name, type, meaning, ...extra };
}

/**
 * The export of a dataset: the record's identity, the dataset's fields as the version pins them, then where the row
 * comes from. The fields are listed in the version's own file and not taken from the dataset, so that a dataset may
 * grow without changing what is published.
 */
export function datasetExport(definition: {
  name: string;
  version: string;
  meaning: string;
  controls: readonly string[];
  dateColumn: string;
  fields: readonly FieldColumn[];
}): ExportSchema {
  const { name, version, meaning, controls, dateColumn } = definition;
  const fields = definition.fields.map((field) =>
    column(field.name, field.type, {
      nullable: true,
      unit: field.unit,
      meaning: field.meaning,
      source: `${name}.${field.name}`,
    }),
  );
  return {
    name,
    version,
    meaning,
    of: { kind: 'dataset', dataset: name },
    columns: [...identity(name), ...fields, ...origin(name)],
    orderBy: ['source', 'record_key'],
    controls,
    dateColumn,
  };
}

function identity(dataset: string): ExportColumn[] {
  return [
    column('entity', 'code', { key: true, meaning: 'Legal entity', source: 'streams.entity' }),
    column('source', 'code', { key: true, meaning: 'System that owns the record', source: 'streams.source' }),
    column('record_key', 'code', {
      key: true,
      meaning: 'Identity of the record in its source',
      source: `${dataset}.record_key`,
    }),
  ];
}

function origin(dataset: string): ExportColumn[] {
  return [
    column('record_version', 'integer', {
      meaning: 'Version of the record, from 1',
      source: `${dataset}.version`,
    }),
    column('snapshot', 'integer', {
      meaning: 'Number of the snapshot of the stream that the file shows',
      source: 'snapshots.snapshot_no',
    }),
    column('trace_id', 'code', {
      meaning: 'Trace from the first byte on',
      source: 'ingestions.trace_id',
    }),
    column('raw_sha256', 'code', {
      meaning: 'SHA-256 of the raw file that brought this version',
      source: 'raw_objects.sha256',
    }),
    column('raw_row', 'integer', {
      meaning: 'Row of that file, from 1',
      source: `${dataset}.row_number`,
    }),
    column('attributes', 'text', {
      nullable: true,
      meaning: 'Further mapped fields as a JSON object',
      source: `${dataset}.attributes`,
    }),
  ];
}
