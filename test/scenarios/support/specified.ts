import { type Decimal, decimal } from '#core/money/decimal.ts';
import { toText } from '#core/money/format.ts';
import type { Break } from '#core/reconcile/break.ts';
import type { Facts } from '#core/reconcile/facts.ts';
import type { Line } from '#core/reconcile/line.ts';
import { type ManualMatch, settle } from '#core/reconcile/manual-match.ts';
import { lineName, openingLines, openingPeriods, openLines } from '#core/reconcile/opening.ts';
import { MANUAL_PASS, passNumbered } from '#core/reconcile/passes.ts';
import { periodEnd } from '#core/reconcile/period.ts';
import { type Match, type Reconciled, reconcile } from '#core/reconcile/reconcile.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import { sideField } from '#core/reconcile/side-field.ts';
import type { Suggestion } from '#core/reconcile/tied.ts';
import { amountsText, BY_HAND, type Found, type Item } from './item.ts';
import { inScope, linesOf, ownKey } from './lines.ts';
import type { Books, HandMatch, Scenario, State } from './scenario.ts';

/** What people did so far, as the specification is told of it. */
export interface ByHandSoFar {
  matches: (ManualMatch & HandMatch)[];
}

type Run = Pick<State, 'books' | 'period' | 'today'>;

/** A state run through core/reconcile: what it finds, in the words of a scenario. */
export function specified(scenario: Scenario, state: State, byHand: ByHandSoFar): Found {
  const { rules } = scenario;
  const known = linesOf(rules, state.books);
  for (const one of state.unmatch)
    byHand.matches = byHand.matches.filter((match) => namesOf(match) !== namesOf(one));
  for (const [index, one] of state.match.entries())
    byHand.matches.push(madeByHand(one, known, `${byHand.matches.length}-${index}`));
  const carried = carriedInto(scenario, state);
  const result = run(rules, state, carried, byHand.matches);
  const ended = byHand.matches.filter(({ id }) => result.reopened.some((one) => one.id === id));
  byHand.matches = byHand.matches.filter((match) => !ended.includes(match));
  return { items: itemsOf(result, rules, linesInScope(scenario, state), ended), incomplete: undefined };
}

/** The lines that a run of the state looks at: up to the end of its period, and from the opening on. */
export function linesInScope(scenario: Scenario, state: Run): Line[] {
  const { rules } = scenario;
  const begun = openingLines(linesOf(rules, state.books), rules, carriedInto(scenario, state));
  return inScope(begun, state.period);
}

function run(
  rules: ReconciliationRules,
  { books, period, today }: Run,
  carried: ReadonlySet<string>,
  matches: readonly ManualMatch[] = [],
): Reconciled {
  const known = linesOf(rules, books);
  const cutOff = periodEnd(period);
  const begun = openingLines(known, rules, carried);
  const isLater = ({ date }: Line) => cutOff !== null && date !== null && date > cutOff;
  const facts: Facts = {
    ...{ cutOff, asOfDay: today, later: begun.filter(isLater), quotes: { rates: quotesOf(books) } },
    valueOf: (line, field) => fieldOf(line, field, books, rules),
  };
  return reconcile(inScope(begun, period), rules, { matches, known }, facts);
}

/** The lines that the earlier reconciliation left open, if it is of the day before the opening. */
function carriedInto({ rules, earlier }: Scenario, { period }: Run): ReadonlySet<string> {
  const { opening } = rules;
  if (opening === undefined || earlier === undefined) return new Set();
  if (!openingPeriods(period, opening.date).includes(earlier.period)) return new Set();
  const lines = inScope(linesOf(earlier.rules, earlier.books), earlier.period);
  return openLines(lines, run(earlier.rules, earlier, new Set()));
}

const namesOf = ({ left, right }: HandMatch): string => JSON.stringify([[...left].sort(), [...right].sort()]);

function madeByHand(hand: HandMatch, known: readonly Line[], id: string): ManualMatch & HandMatch {
  const lines = known.filter(({ side, recordKey }) => hand[side].includes(recordKey));
  const { explained } = settle(lines, hand);
  return { ...hand, id, members: lines, explained };
}

const quotesOf = ({ rates }: Books): Facts['quotes'][string] =>
  rates.map(({ fields: { date, base, quote, rate } }) => ({
    ...{ date: date ?? '', base: base ?? '', quote: quote ?? '', rate: decimal(rate ?? '0') },
  }));

function fieldOf(
  { side, recordKey }: Line,
  field: string,
  books: Books,
  rules: ReconciliationRules,
): string | null {
  const record = books[side].find((one) => one.recordKey === recordKey);
  if (field === 'record_key') return recordKey;
  const attribute = /^attributes\.(.+)$/.exec(field)?.[1];
  const value = attribute === undefined ? record?.fields[field] : record?.attributes[attribute];
  if (value === undefined || value === null) return null;
  return sideField(rules[side].dataset, field).type === 'decimal' ? toText(decimal(value)) : value;
}

function itemsOf(
  { matches, breaks, suggestions, reopened }: Reconciled,
  rules: ReconciliationRules,
  lines: readonly Line[],
  ended: readonly (ManualMatch & HandMatch)[],
): Item[] {
  const tied = new Set(matches.flatMap((match) => match.lines.map(lineName)));
  const rest = lines.filter((line) => !tied.has(lineName(line)));
  return [
    ...matches.map((match) => matchItem(match, rules)),
    ...breaks.map((one) => breakItem(one, rest, rules)),
    ...suggestions.map((one) => suggestionItem(one, rules)),
    ...ended.map((hand): Item => {
      const moved = reopened.find(({ id }) => id === hand.id)?.moved ?? [];
      const columns = { moved: moved.map(({ recordKey }) => recordKey).join(', ') };
      return { section: 'reopened', left: hand.left, right: hand.right, columns };
    }),
  ];
}

const keysOf = (lines: readonly Line[]): string[] => lines.map(({ recordKey }) => recordKey).sort();
const text = (amount: Decimal | null | undefined): string | undefined =>
  amount ? toText(amount) : undefined;
const texts = (amounts: Readonly<Record<string, Decimal>>): string | undefined =>
  amountsText(Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, toText(amount)])));

export function passName(rules: ReconciliationRules, number: number): string {
  return number === MANUAL_PASS ? BY_HAND : (passNumbered(rules, number)?.name ?? `pass ${number}`);
}

function matchItem(match: Match, rules: ReconciliationRules): Item {
  const { lines, pass, currency, rightCurrency, difference, explained, writeOff } = match;
  return {
    section: 'matches',
    left: keysOf(lines.filter(({ side }) => side === 'left')),
    right: keysOf(lines.filter(({ side }) => side === 'right')),
    columns: {
      ...{ pass: passName(rules, pass), currency, right_currency: rightCurrency },
      ...{ difference: toText(difference), explained: texts(explained), write_off: text(writeOff) },
    },
  };
}

function breakItem(one: Break, rest: readonly Line[], rules: ReconciliationRules): Item {
  const of = (side: 'left' | 'right') =>
    keysOf(
      rest.filter(
        (line) =>
          line.side === side && ownKey(line, rules) === one.key && line.currency === one[side]?.currency,
      ),
    );
  const { type, currency, severity, cause, explained, rule, threshold, daysApart, partDifferences, fx } = one;
  return {
    section: 'exceptions',
    ...{ left: of('left'), right: of('right') },
    columns: {
      ...{ type, currency, severity, rule, class: one.class, cause: cause ?? undefined },
      right_currency: one.right?.currency === currency ? undefined : one.right?.currency,
      ...{ difference: toText(one.difference), threshold: text(threshold), explained: texts(explained) },
      days_apart: daysApart === null ? undefined : String(daysApart),
      parts: partDifferences ? texts(partDifferences) : undefined,
      ...{ converted: text(fx?.converted), fx: text(fx?.fx), other: text(fx?.other) },
    },
  };
}

function suggestionItem(one: Suggestion, rules: ReconciliationRules): Item {
  const { pass, label, left, right, score, alternatives, runnerUp } = one;
  return {
    section: 'suggestions',
    ...{ left: keysOf(left), right: keysOf(right) },
    columns: {
      ...{ pass: passName(rules, pass), label, score: toText(score) },
      alternatives: alternatives === null ? undefined : String(alternatives),
      runner_up: runnerUp ? [...keysOf(runnerUp.left), ...keysOf(runnerUp.right)].join(' ') : undefined,
    },
  };
}
