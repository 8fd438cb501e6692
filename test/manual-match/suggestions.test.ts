import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { WindowPass } from '#core/reconcile/rules.ts';
import { useDatabase } from '#test/support/database.ts';
import { acceptSuggestion } from '#workflows/accept-suggestion.ts';
import { dismissSuggestion, restoreSuggestion } from '#workflows/dismiss-suggestion.ts';
import { listExceptionSuggestions, listSuggestions } from '#workflows/list-suggestions.ts';
import { keyPass, rulesOf } from '../reconcile/books.ts';
import { PREPARER } from '../reconcile/desk.ts';
import { auditOf, entry, handLines, openDesk } from './desk.ts';

const database = useDatabase();
const window: WindowPass = {
  ...{ name: 'by-amount', type: 'window', days: { before: 5, after: 5 } },
  on: [{ left: 'counterparty', right: 'counterparty' }],
};
const RULES = rulesOf({ passes: [keyPass(), window] });
const NAME = RULES.reconciliation;
/** Two payments of the amount of one invoice: the nearer is the better suggestion. */
const LEFT = [entry('I-1', '10.00')];
const RIGHT = [entry('P-1', '10.00'), entry('P-2', '10.00', { date: '2026-01-13' })];

async function withSuggestions() {
  const desk = await openDesk(database.connection, { left: LEFT, right: RIGHT }, RULES);
  await desk.run();
  const list = (over: object = {}) =>
    listSuggestions(desk.context, PREPARER, { reconciliation: NAME, limit: 10, ...over });
  const [best, second] = (await list()).suggestions;
  if (!best || !second) throw new Error('the run suggests two pairs');
  return { ...desk, list, best, second };
}

test('the best comes first, with its lines, and the runner-up says by which part of the score it lost', async () => {
  const { best, second, list, context } = await withSuggestions();
  expect(best.lines.map(({ side, recordKey }) => `${side} ${recordKey}`)).toEqual(['left I-1', 'right P-1']);
  expect(best).toMatchObject({ rule: 'by-amount', label: 'alternatives', alternatives: 2, dismissed: null });
  expect(best.runnerUp?.suggestionId).toBe(second.suggestionId);
  expect(best.runnerUp?.lostBy.map(({ part }) => part)).toEqual(['date']);
  const first = await list({ limit: 1 });
  expect(first.next).toEqual({ score: best.score, suggestionId: best.suggestionId });
  expect((await list({ limit: 1, after: first.next })).suggestions[0]?.suggestionId).toBe(
    second.suggestionId,
  );
  const { rows } = await database.connection.pool.query(
    `select exception_id from exceptions where match_key = 'p-2'`,
  );
  const own = await listExceptionSuggestions(context, PREPARER, {
    exceptionId: rows[0].exception_id,
    limit: 10,
  });
  expect(own.map(({ suggestionId }) => suggestionId)).toEqual([second.suggestionId]);
});

test('accepted, it is a match by hand that remembers where it came from; the next run makes it no more', async () => {
  const { context, best, run, list } = await withSuggestions();
  const matchId = randomUUID();
  const input = { suggestionId: best.suggestionId, matchId };
  const made = await acceptSuggestion(context, PREPARER, input);
  expect(made.match.origin).toMatchObject({
    suggestion_id: best.suggestionId,
    rule: 'by-amount',
    score: best.score,
  });
  await run();
  expect(await handLines(database.connection)).toEqual(['left I-1', 'right P-1']);
  expect((await list()).suggestions).toEqual([]);
  expect(await acceptSuggestion(context, PREPARER, input)).toMatchObject({
    isNew: false,
    match: { matchId },
  });
  await expect(
    acceptSuggestion(context, PREPARER, { ...input, matchId: randomUUID() }),
  ).rejects.toMatchObject({
    ...{ name: 'SuggestionNotFound', kind: 'not_found' },
  });
});

test('out of date, it is refused and says which lines moved, went or were taken', async () => {
  const { context, best, second, match, says } = await withSuggestions();
  await match({ left: ['I-1'], right: ['P-2'] });
  const accept = (suggestionId: string) => acceptSuggestion(context, PREPARER, { suggestionId });
  await expect(accept(best.suggestionId)).rejects.toMatchObject({
    ...{
      name: 'SuggestionStale',
      kind: 'conflict',
      lines: [{ side: 'left', recordKey: 'I-1', why: 'matched' }],
    },
  });
  await says('left', [entry('I-1', '11.00')]);
  await says('right', RIGHT.slice(0, 1));
  await expect(accept(second.suggestionId)).rejects.toMatchObject({
    lines: [
      { recordKey: 'I-1', why: 'changed' },
      { recordKey: 'P-2', why: 'gone' },
    ],
  });
});

test('dismissed, it stays away over runs until its lines change, and can be restored', async () => {
  const { context, best, second, list, run, says } = await withSuggestions();
  const of = { suggestionId: best.suggestionId };
  const shown = async (over = {}) => (await list(over)).suggestions.map(({ suggestionId }) => suggestionId);
  await dismissSuggestion(context, PREPARER, { ...of, note: 'another order' });
  await expect(dismissSuggestion(context, PREPARER, of)).rejects.toMatchObject({
    name: 'SuggestionDismissed',
  });
  await run();
  expect(await shown()).toEqual([second.suggestionId]);
  expect((await list({ dismissed: true })).suggestions).toMatchObject([
    { ...of, dismissed: { by: PREPARER.id, note: 'another order' } },
  ]);
  await restoreSuggestion(context, PREPARER, of);
  await expect(restoreSuggestion(context, PREPARER, of)).rejects.toMatchObject({
    name: 'SuggestionNotDismissed',
  });
  expect(await shown()).toEqual([best.suggestionId, second.suggestionId]);
  await dismissSuggestion(context, PREPARER, of);
  for (const side of ['left', 'right'] as const)
    await says(
      side,
      (side === 'left' ? LEFT : RIGHT).map((record) => ({ ...record, amount: '12.00' })),
    );
  await run();
  expect(await shown()).toContain(best.suggestionId);
  expect(
    (await auditOf(database.connection, `suggestion:${best.suggestionId}`)).map(({ action }) => action),
  ).toEqual(['suggestion.dismissed', 'suggestion.restored', 'suggestion.dismissed']);
});
