import { datasetNamed, fieldNamed } from '../dataset/datasets.ts';
import type { Dataset, LogicalType } from '../dataset/field.ts';
import type { ValueType } from '../expression/expression.ts';
import { SideFieldInvalid } from './failures.ts';

/** A name that a side may use: a field of its dataset, its `record_key`, or a mapped extra as `attributes.NAME`. */
export interface SideField {
  name: string;
  /** Null for an extra: it is text. */
  logical: LogicalType | null;
  type: ValueType;
}

const ATTRIBUTE = /^attributes\.(.+)$/;

const VALUE_TYPES: Record<LogicalType, ValueType> = {
  text: 'text',
  code: 'text',
  currency: 'text',
  date: 'date',
  timestamp: 'timestamp',
  money: 'decimal',
  quantity: 'decimal',
  rate: 'decimal',
  integer: 'decimal',
  boolean: 'boolean',
};

/** The extra that a name stands for, if it stands for one. */
export function attributeOf(name: string): string | undefined {
  return ATTRIBUTE.exec(name)?.[1];
}

/** @throws SideFieldInvalid for a name that the dataset does not have */
export function sideField(datasetName: string, name: string): SideField {
  const dataset = sideDataset(datasetName);
  if (attributeOf(name) !== undefined) return { name, logical: null, type: 'text' };
  if (name === 'record_key') return { name, logical: 'code', type: 'text' };
  const field = fieldNamed(dataset, name);
  if (!field) throw new SideFieldInvalid(datasetName, name, 'such');
  return { name, logical: field.type, type: VALUE_TYPES[field.type] };
}

/** @throws SideFieldInvalid when the dataset or a date field of that name does not exist */
export function dateField(datasetName: string, name: string): SideField {
  const field = sideField(datasetName, name);
  if (field.type !== 'date') throw new SideFieldInvalid(datasetName, name, 'date');
  return field;
}

export function sideDataset(name: string): Dataset {
  const dataset = datasetNamed(name);
  if (!dataset) throw new SideFieldInvalid(name, '*', 'declared');
  return dataset;
}
