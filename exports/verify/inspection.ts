import type { ControlTotal } from '../rows/control-totals.ts';

/** What the bytes of a published file say about themselves. */
export interface Inspection {
  rows: number;
  controlTotals: ControlTotal[];
}

/** What an inspector has to know to read a file; all of it stands in the manifest. */
export interface InspectRequest {
  path: string;
  /** Name for messages. */
  name: string;
  columns: readonly InspectColumn[];
  controls: readonly string[];
}

export interface InspectColumn {
  name: string;
  type: string;
  scale?: number;
  unit?: string;
}

/** A control column with its currency column, by their places. */
export interface ControlPlace {
  column: number;
  currency: number;
  name: string;
  scale: number;
}

export function controlPlaces({ columns, controls }: InspectRequest): ControlPlace[] {
  return controls.map((name) => {
    const column = columns.findIndex((candidate) => candidate.name === name);
    const currency = columns.findIndex((candidate) => candidate.name === columns[column]?.unit);
    if (column < 0 || currency < 0) throw new Error(`${name} is no money column with a currency column`);
    return { column, currency, name, scale: columns[column]?.scale ?? 0 };
  });
}
