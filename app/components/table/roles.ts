/**
 * A table drawn as cards on a phone is no table for the browser any more (`display` takes the roles of its elements),
 * so each element says what it is.
 */
export const AS = {
  table: { role: 'table' },
  rows: { role: 'rowgroup' },
  row: { role: 'row' },
  columnHeader: { role: 'columnheader', scope: 'col' },
  rowHeader: { role: 'rowheader' },
  cell: { role: 'cell' },
  /** Stands for rows that are not drawn. */
  gap: { role: 'presentation' },
} as const;
