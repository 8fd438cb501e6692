import type { ExceptionEvent } from '#db/queries/exception-detail-run.ts';

/** Something that happened to an exception. */
export interface EventWords {
  runId: string;
  kind: ExceptionEvent['kind'];
  at: string;
  actor: string;
  /** Left minus right, in `currency`, as it was after the event; before it, for a clearing. */
  difference: string | null;
  currency: string;
  changes: FieldChange[];
}

/** A field that the run decided anew. Null where there was, or is, none. */
export interface FieldChange {
  field: string;
  before: string | null;
  after: string | null;
  isMoney: boolean;
}

const MONEY = new Set(['left_amount', 'right_amount', 'difference', 'threshold']);

/** An opening and a clearing have one state only; what moved is told where there are two. */
export function eventWords(event: ExceptionEvent, currency: string): EventWords {
  const { before, after } = event.fields;
  return {
    ...{ runId: event.runId, kind: event.kind, at: event.at, actor: event.actor, currency },
    difference: textOf((after ?? before)?.difference),
    changes: before && after ? changesOf(before, after) : [],
  };
}

function changesOf(before: Record<string, unknown>, after: Record<string, unknown>): FieldChange[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((field) => textOf(before[field]) !== textOf(after[field]))
    .map((field) => ({
      field: field.replaceAll('_', ' '),
      before: textOf(before[field]),
      after: textOf(after[field]),
      isMoney: MONEY.has(field),
    }));
}

const textOf = (value: unknown): string | null =>
  value === undefined || value === null ? null : String(value);
