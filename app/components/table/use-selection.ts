import type { RowSelectionState, Row as TanStackRow } from '@tanstack/react-table';
import { useRef } from 'react';

export interface Selection {
  /** `range`: everything between the row last toggled and this one takes its new state. */
  toggle(index: number, range: boolean): void;
  extend(from: number, to: number): void;
  /** Selects every row here, or none when all are. */
  all(): void;
}

/** Selection of rows as in a mail program. */
export function useSelection<Row>(
  rows: readonly TanStackRow<Row>[],
  selection: RowSelectionState,
  setSelection: (selection: RowSelectionState) => void,
): Selection {
  const anchor = useRef(0);
  const setRange = (from: number, to: number, value: boolean) => {
    const changed = { ...selection };
    for (const row of rows.slice(Math.min(from, to), Math.max(from, to) + 1)) {
      if (value) changed[row.id] = true;
      else delete changed[row.id];
    }
    setSelection(changed);
  };
  return {
    toggle(index, range) {
      const row = rows[index];
      if (row === undefined) return;
      setRange(range ? anchor.current : index, index, !selection[row.id]);
      anchor.current = index;
    },
    extend(from, to) {
      setRange(from, Math.min(rows.length - 1, Math.max(0, to)), true);
    },
    all() {
      const every = rows.every((row) => selection[row.id]);
      setSelection(every ? {} : Object.fromEntries(rows.map((row) => [row.id, true])));
    },
  };
}
