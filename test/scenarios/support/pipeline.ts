import { randomUUID } from 'node:crypto';
import type { Actor } from '#core/access/actor.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import type { Connection } from '#db/connection.ts';
import type { Context } from '#workflows/context.ts';
import { makeMatch } from '#workflows/make-match.ts';
import { reconcile } from '#workflows/reconcile.ts';
import { undoMatch } from '#workflows/undo-match.ts';
import { takeSnapshot } from './books.ts';
import type { Found } from './item.ts';
import { type Books, type HandMatch, NEVER, type Scenario, type State } from './scenario.ts';
import { linesInScope } from './specified.ts';
import { storedItems } from './stored.ts';

/** What the database holds of a scenario while it is run. */
export interface Desk {
  context: Context;
  actor: Actor;
  /** The books as they were last put in place, so that a table that did not change is no new snapshot. */
  books: Partial<Books>;
  byHand: (HandMatch & { id: string })[];
}

/** A workspace with the scenario's reconciliation, and with the earlier one, as of a clock that the states move. */
export function deskOf(connection: Connection, scenario: Scenario): Desk {
  const { entity, earlier, rules, holidays } = scenario;
  const source = (name: string) => ({ source: name, entity, title: name });
  const context: Context = {
    connection,
    workspace: {
      ...{ folder: '/nowhere', name: 'scenarios', contracts: [], exports: [], schedules: [] },
      entities: [{ entity, name: 'Acme', baseCurrency: 'EUR', zone: 'Europe/Berlin', holidays }],
      sources: ['left', 'right', 'rates'].map(source),
      reconciliations: [rules, ...(earlier ? [earlier.rules] : [])],
    },
    dataFolder: '/nowhere',
    now: () => new Date('2026-02-01T09:00:00Z'),
    newTraceId: () => randomUUID(),
    progress: () => {},
  };
  const actor: Actor = { kind: 'person', id: 'ada@acme.example', grants: [{ entity, role: 'preparer' }] };
  return { context, actor, books: {}, byHand: [] };
}

/** Runs the earlier reconciliation, whose open items are carried forward. */
export async function runEarlier(desk: Desk, { earlier }: Scenario): Promise<void> {
  if (earlier !== undefined) await runOver(desk, earlier.rules, earlier);
}

/** A state run through the database: snapshots, what people do, the workflow, and what it stored. */
export async function piped(desk: Desk, scenario: Scenario, state: State): Promise<Found> {
  const { rules } = scenario;
  const summary = await runOver(desk, rules, state, () => actByHand(desk, rules, state));
  const lines = linesInScope(scenario, state);
  const run = { runId: summary.runId, period: state.period };
  const { connection } = desk.context;
  const items = await storedItems(connection, rules, lines, run);
  const ended = summary.reopenedByHand.map(({ matchId }) => matchId);
  desk.byHand = desk.byHand.filter(({ id }) => !ended.includes(id));
  return { items, incomplete: [...new Set(summary.reasons.map(({ reason }) => reason))] };
}

async function runOver(
  desk: Desk,
  rules: ReconciliationRules,
  { books, period, today }: Pick<State, 'books' | 'period' | 'today'>,
  beforeRun: () => Promise<void> = async () => {},
) {
  const { context, actor } = desk;
  const noon = `${today}T11:00:00Z`;
  context.now = () => new Date(noon);
  const datasets = { left: rules.left.dataset, right: rules.right.dataset, rates: 'fx_rates' };
  for (const source of ['left', 'right', 'rates'] as const) {
    if (books[source] === (desk.books[source] ?? NEVER[source])) continue;
    const stream = { entity: rules.entity, source, dataset: datasets[source] };
    await takeSnapshot(context.connection, stream, books[source], noon);
    desk.books = { ...desk.books, [source]: books[source] };
  }
  await beforeRun();
  return reconcile(context, actor, { reconciliation: rules.reconciliation, period });
}

async function actByHand(desk: Desk, { reconciliation }: ReconciliationRules, state: State): Promise<void> {
  const { context, actor } = desk;
  for (const one of state.unmatch) {
    const made = desk.byHand.find((match) => namesOf(match) === namesOf(one));
    if (made === undefined) throw new Error(`nobody matched ${namesOf(one)}`);
    await undoMatch(context, actor, { matchId: made.id, note: one.note ?? 'it was wrong' });
    desk.byHand = desk.byHand.filter((match) => match !== made);
  }
  for (const one of state.match) {
    const { match } = await makeMatch(context, actor, { reconciliation, ...one });
    desk.byHand.push({ ...one, id: match.matchId });
  }
}

const namesOf = ({ left, right }: HandMatch): string => JSON.stringify([[...left].sort(), [...right].sort()]);
