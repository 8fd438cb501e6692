import { cellReference } from './cell-reference.ts';

/** Cells of one column that stand as text because a number would not say the same. */
export interface FlaggedCells {
  column: string;
  reason: FlagReason;
  cells: number;
  examples: string[];
}

/** A cell's number has 15 significant digits, and its calendar is wrong before March 1900. */
export type FlagReason = 'more_than_15_digits' | 'date_before_1900_03_01';

/** How many cells are named; all are counted. */
const EXAMPLES = 10;

export class Flags {
  readonly #perColumn = new Map<string, FlaggedCells>();

  add(column: string, reason: FlagReason, sheet: string, place: { column: number; row: number }): void {
    let flagged = this.#perColumn.get(`${column} ${reason}`);
    if (!flagged) {
      flagged = { column, reason, cells: 0, examples: [] };
      this.#perColumn.set(`${column} ${reason}`, flagged);
    }
    flagged.cells++;
    if (flagged.examples.length < EXAMPLES) {
      flagged.examples.push(cellReference(sheet, place.column, place.row));
    }
  }

  /** In the order in which they were met. */
  list(): FlaggedCells[] {
    return [...this.#perColumn.values()];
  }
}
