import type { EvaluationProblem } from '../expression/run.ts';
import type { FieldProblem } from './contract.ts';
import type { Refusal } from './refusal.ts';

/** A row while it is mapped. One object serves all rows of a mapper, so that a row costs no more than its results. */
export class Row {
  values: readonly (string | null)[] = [];
  /** Canonical values by slot: the dataset's fields in their order, then the attributes. */
  slots: (string | null)[] = [];
  problems: FieldProblem[] = [];
  /** Slots that could not be read. */
  readonly failed = new Set<number>();
  readonly evaluation: EvaluationProblem[] = [];

  constructor(private readonly slotCount: number) {}

  start(values: readonly (string | null)[]): void {
    this.values = values;
    this.slots = new Array<string | null>(this.slotCount).fill(null);
    if (this.problems.length > 0) this.problems = [];
    if (this.failed.size > 0) this.failed.clear();
  }

  refuse(slot: number, field: string, column: string | null, value: string | null, refusal: Refusal): void {
    this.failed.add(slot);
    this.problems.push({
      field,
      column,
      value: shown(value),
      rule: refusal.rule,
      expected: refusal.expected,
    });
  }
}

const MOST_SHOWN = 500;

/** Values are shown in full up to a length that people read; the raw bytes are kept anyway. */
export function shown(value: string | null): string | null {
  if (value === null || value.length <= MOST_SHOWN) return value;
  return `${value.slice(0, MOST_SHOWN)}... (${value.length} characters)`;
}
