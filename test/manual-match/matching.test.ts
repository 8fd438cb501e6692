import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { MOST_MEMBERS } from '#core/reconcile/manual-match.ts';
import { useDatabase } from '#test/support/database.ts';
import { listExceptionMatches, listMatches, readMatch } from '#workflows/list-matches.ts';
import { undoMatch } from '#workflows/undo-match.ts';
import { PREPARER } from '../reconcile/desk.ts';
import { auditOf, entry, handLines, openDesk } from './desk.ts';

const database = useDatabase();
const LEFT = [entry('I-1', '100.00'), entry('I-2', '40.00'), entry('I-3', '-40.00'), entry('I-4', '5.00')];
const RIGHT = [entry('P-1', '60.00'), entry('P-2', '38.50'), entry('P-3', '7.00', { currency: 'USD' })];
const books = { left: LEFT, right: RIGHT };
const NAME = 'invoices-to-payments';

test('two payments settle an invoice less a fee: the run ties them out, and the fee explains the difference', async () => {
  const { match, run } = await openDesk(database.connection, books);
  await run();
  const note = 'bank charges';
  const made = await match({ left: ['I-1'], right: ['P-1', 'P-2'], reason: 'fee', note });
  expect(made).toMatchObject({ isNew: true, match: { difference: '1.5', explained: { fee: '1.5' }, note } });
  const summary = await run();
  expect(summary.passes[0]).toMatchObject({ pass: 0, matches: 1, leftLines: 1, rightLines: 2 });
  expect(await handLines(database.connection)).toEqual(['left I-1', 'right P-1', 'right P-2']);
  const [audit] = await auditOf(database.connection, `match:${made.match.matchId}`);
  expect(audit).toMatchObject({
    ...{ action: 'match.made', actor: PREPARER.id },
    detail: {
      left: ['I-1'],
      right: ['P-1', 'P-2'],
      left_amount: '100',
      right_amount: '98.5',
      reason: 'fee',
      note,
    },
  });
});

test('two left lines that cancel are matched without a right one, beside a right set of the same key', async () => {
  const same = {
    left: [entry('1', '4.00'), entry('2', '-4.00')],
    right: [entry('1', '3.00'), entry('2', '-3.00')],
  };
  const { match, run } = await openDesk(database.connection, same);
  await match({ left: ['1', '2'] });
  await match({ right: ['1', '2'] });
  const summary = await run();
  expect(summary).toMatchObject({ exceptionCount: 0, matchCount: 2 });
  expect((await run()).resultHash).toBe(summary.resultHash);
});

test('what moves reopens the match, says so in fields, and frees the lines; what does not move keeps it', async () => {
  const { context, match, run, says } = await openDesk(database.connection, books);
  const { matchId } = (await match({ left: ['I-1'], right: ['P-1'], reason: 'dispute', note: 'open' })).match;
  await run();
  await says('left', [...LEFT.slice(1), entry('I-1', '100.00', { reference: 'mended' })]);
  expect((await run()).reopenedByHand).toEqual([]);
  await says('right', [entry('P-1', '61.00'), ...RIGHT.slice(1)]);
  const { reopenedByHand, runId } = await run();
  const moved = [
    {
      ...{ side: 'right', record_key: 'P-1' },
      before: { amount: '60', currency: 'EUR', date: '2026-01-10' },
      after: { amount: '61', currency: 'EUR', date: '2026-01-10' },
    },
  ];
  expect(reopenedByHand).toEqual([{ matchId, madeBy: PREPARER.id, moved }]);
  expect(await handLines(database.connection)).toEqual([]);
  const read = await readMatch(context, PREPARER, { matchId, limit: 10 });
  expect(read.match).toMatchObject({ state: 'reopened', endedRun: runId, moved });
  expect(read.lines.map(({ side, recordKey, amount }) => [side, recordKey, amount])).toEqual([
    ['left', 'I-1', '100'],
    ['right', 'P-1', '60'],
  ]);
  expect((await auditOf(database.connection, `match:${matchId}`)).map(({ action }) => action)).toEqual([
    'match.made',
    'match.reopened',
  ]);
  await expect(undoMatch(context, PREPARER, { matchId, note: 'x' })).rejects.toMatchObject({
    ...{ name: 'ManualMatchEnded', state: 'reopened' },
  });
  expect((await match({ left: ['I-1'], right: ['P-1'], reason: 'dispute', note: 'again' })).isNew).toBe(true);
});

test('a member beyond the cut-off: the match does not apply to that period, and stays in force', async () => {
  const later = [entry('P-1', '100.00', { date: '2026-02-03' })];
  const { match, run } = await openDesk(database.connection, { left: LEFT, right: later });
  await match({ left: ['I-1'], right: ['P-1'] });
  expect((await run('2026-01')).passes.filter(({ pass }) => pass === 0)).toEqual([]);
  const toDate = await run();
  expect(toDate.reopenedByHand).toEqual([]);
  expect(toDate.passes[0]).toMatchObject({ pass: 0, matches: 1 });
});

test('undoing gives the lines back and stays readable; undoing twice is refused', async () => {
  const { context, match, run } = await openDesk(database.connection, books);
  await run();
  const { matchId } = (await match({ left: ['I-2', 'I-3'] })).match;
  await run();
  await expect(undoMatch(context, PREPARER, { matchId, note: ' ' })).rejects.toMatchObject({
    problem: 'note_missing',
  });
  const undone = await undoMatch(context, PREPARER, { matchId, note: 'not the same thing' });
  expect(undone).toMatchObject({ state: 'undone', endedBy: PREPARER.id, endNote: 'not the same thing' });
  const failure = { name: 'ManualMatchEnded', kind: 'conflict', state: 'undone', endedBy: PREPARER.id };
  await expect(undoMatch(context, PREPARER, { matchId, note: 'twice' })).rejects.toMatchObject(failure);
  expect(await handLines(database.connection)).toEqual(['left I-2', 'left I-3']);
  await run();
  expect(await handLines(database.connection)).toEqual([]);
  const { rows } = await database.connection.pool.query(
    `select exception_id from exceptions where match_key = 'i-2' and state = 'open'`,
  );
  const exceptionId = rows[0].exception_id;
  expect(await listExceptionMatches(context, PREPARER, { exceptionId })).toMatchObject([
    { matchId, state: 'undone', isCounted: true },
  ]);
  expect(await listMatches(context, PREPARER, { reconciliation: NAME, limit: 1 })).toMatchObject({
    ...{ matches: [{ matchId }], next: undefined },
  });
  await expect(undoMatch(context, PREPARER, { matchId: randomUUID(), note: 'x' })).rejects.toMatchObject({
    ...{ name: 'ManualMatchNotFound', kind: 'not_found' },
  });
});

test.each([
  [
    'a line that is not there',
    { left: ['I-9'], right: ['P-1'] },
    { name: 'ManualLineUnknown', kind: 'not_found' },
  ],
  ['a line of the other side', { left: ['P-1'], right: ['I-1'] }, { name: 'ManualLineUnknown' }],
  ['a key that no database can hold', { left: ['I-1\0'], right: ['P-1'] }, { name: 'ManualLineUnknown' }],
  ['one line', { left: ['I-1'] }, { name: 'ManualMatchInvalid', problem: 'too_few_lines' }],
  ['nothing', {}, { name: 'ManualMatchInvalid', problem: 'too_few_lines' }],
  ['a line twice', { left: ['I-1', 'I-1'] }, { name: 'ManualMatchInvalid', problem: 'repeated_line' }],
  [
    'a difference without reason',
    { left: ['I-1'], right: ['P-1'] },
    { name: 'ResidualUnexplained', difference: '40' },
  ],
  ['a reason without note', { left: ['I-1'], right: ['P-1'], reason: 'fee' }, { problem: 'note_missing' }],
  [
    'an unknown reason',
    { left: ['I-1'], right: ['P-1'], reason: 'luck', note: 'x' },
    { name: 'UnknownName' },
  ],
  [
    'two currencies for a fee',
    { left: ['I-1'], right: ['P-3'], reason: 'fee', note: 'x' },
    { name: 'ManualCurrenciesMixed' },
  ],
  [
    'two currencies on a side',
    { left: ['I-1'], right: ['P-1', 'P-3'], reason: 'fx', note: 'x' },
    { name: 'ManualCurrenciesMixed' },
  ],
  ['no id', { left: ['I-2', 'I-3'], matchId: 'mine' }, { problem: 'id_malformed' }],
  ['an exception that is not there', { exceptionIds: [randomUUID()] }, { name: 'ExceptionNotFound' }],
])('%s is refused, and nothing is stored', async (_what, input, failure) => {
  const { match } = await openDesk(database.connection, books);
  await expect(match(input)).rejects.toMatchObject(failure);
  const { rows } = await database.connection.pool.query(
    `select (select count(*) from manual_matches)::int as matches, (select manual_order from reconciliations) as "order"`,
  );
  expect(rows[0].matches).toBe(0);
  expect(rows[0].order ?? '0').toBe('0');
});

test('two currencies are matched for reason fx, and have no difference', async () => {
  const { match, run } = await openDesk(database.connection, books);
  const made = await match({ left: ['I-4'], right: ['P-3'], reason: 'fx', note: 'rate of the day' });
  expect(made.match).toMatchObject({
    currency: 'EUR',
    rightCurrency: 'USD',
    difference: null,
    explained: null,
  });
  expect((await run()).passes[0]).toMatchObject({ pass: 0, matches: 1 });
});

test('an id makes one match: repeated it does nothing, with another body it is refused', async () => {
  const { match } = await openDesk(database.connection, books);
  const matchId = randomUUID();
  const input = { matchId, left: ['I-2', 'I-3'] };
  const [first, second] = await Promise.all([match(input), match(input)]);
  expect([first.isNew, second.isNew].sort()).toEqual([false, true]);
  expect(await match({ matchId, left: ['I-3', 'I-2'] })).toMatchObject({ isNew: false });
  await expect(match({ ...input, note: 'other' })).rejects.toMatchObject({
    name: 'ManualMatchIdTaken',
    kind: 'conflict',
  });
  expect(await auditOf(database.connection, `match:${matchId}`)).toHaveLength(1);
});

test('of two people who want one line at once, one gets it and the other hears who has it', async () => {
  const { match } = await openDesk(database.connection, books);
  const bob = { ...PREPARER, id: 'bob@acme.example' };
  const reason = { reason: 'dispute', note: 'x' };
  const outcomes = await Promise.allSettled([
    match({ left: ['I-1'], right: ['P-1'], ...reason }),
    match({ left: ['I-2'], right: ['P-1'], ...reason }, bob),
  ]);
  const lost = outcomes.filter((it) => it.status === 'rejected');
  expect(lost).toHaveLength(1);
  expect(lost[0]?.reason).toMatchObject({ name: 'ManualLineTaken', kind: 'conflict' });
  expect(lost[0]?.reason.lines).toMatchObject([{ side: 'right', recordKey: 'P-1' }]);
});

test('all lines of an exception are named by its id; keys of any script are kept', async () => {
  const key = 'Ünï|\\~коd 🧾';
  const left = [entry(key, '1.00', { reference: 'k' }), entry('~b', '2.00', { reference: 'k' })];
  const { match, run } = await openDesk(database.connection, {
    left,
    right: [entry('r', '9.00', { reference: 'k' })],
  });
  await run();
  const { rows } = await database.connection.pool.query('select exception_id from exceptions');
  const made = await match({ exceptionIds: [rows[0].exception_id], reason: 'other', note: 'seen' });
  expect(made.match).toMatchObject({ leftCount: 2, rightCount: 1, difference: '-6', explained: null });
  await run();
  expect((await handLines(database.connection)).sort()).toEqual([`left ${key}`, 'left ~b', 'right r'].sort());
});

test('the greatest match there may be, and one line more', async () => {
  const keys = Array.from({ length: MOST_MEMBERS + 1 }, (_, index) => `L-${index}`);
  const { match, run } = await openDesk(database.connection, {
    left: keys.map((key) => entry(key, '0.00')),
    right: [],
  });
  await expect(match({ left: keys })).rejects.toMatchObject({
    problem: 'too_many_lines',
    count: MOST_MEMBERS + 1,
  });
  expect((await match({ left: keys.slice(1) })).match.leftCount).toBe(MOST_MEMBERS);
  expect(await run()).toMatchObject({ matchCount: 1, exceptionCount: 1 });
}, 60_000);
