import type { SideRecord } from '#core/reconcile/project.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import type { Cell } from './table.ts';

/** A record as a scenario writes it: what its source would say of it. */
export type ScenarioRecord = SideRecord;

/** What the sources say at one time. */
export interface Books {
  left: readonly ScenarioRecord[];
  right: readonly ScenarioRecord[];
  rates: readonly ScenarioRecord[];
}

/** Nothing was ever delivered: a table that is not written from the beginning. */
export const NEVER: Books = { left: [], right: [], rates: [] };

/** Lines that a person ties out, or takes apart again. */
export interface HandMatch {
  left: readonly string[];
  right: readonly string[];
  reason?: string;
  note?: string;
}

/** One row of what must hold. Columns that are not written are not compared, but for those that have a default. */
export interface Expectation {
  left: readonly string[];
  right: readonly string[];
  columns: Readonly<Record<string, string>>;
  at: Cell['at'];
}

export const SECTIONS = ['matches', 'exceptions', 'suggestions', 'reopened'] as const;
export type Section = (typeof SECTIONS)[number];

export interface Outcome extends Record<Section, readonly Expectation[]> {
  /** Why the run is incomplete; none for a complete one. */
  incomplete: readonly string[];
}

/** A state of the books, what people do in it, and what must hold after the run. */
export interface State {
  /** What has changed, in a sentence; empty for the first one. */
  what: string;
  books: Books;
  period: string;
  /** Day of the run. */
  today: string;
  match: readonly HandMatch[];
  unmatch: readonly HandMatch[];
  holds: Outcome;
}

/** Another reconciliation of the same books that ran before: its open items are carried forward. */
export interface Earlier {
  rules: ReconciliationRules;
  books: Books;
  period: string;
  today: string;
}

export interface Scenario {
  name: string;
  why: string;
  /** Where it stands: `file:line`. */
  place: string;
  entity: string;
  holidays: readonly string[];
  rules: ReconciliationRules;
  earlier: Earlier | undefined;
  states: readonly State[];
}
