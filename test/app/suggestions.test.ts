import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { rivalSentence, scoreSentence } from '#app/components/suggestion/words.ts';
import { PLAIN_STYLE } from '#app/format/number-style.ts';
import { presentException } from '#app/presenters/exception-detail.server.ts';
import { matchByHand, presentMatchByHand } from '#app/presenters/match-by-hand.server.ts';
import { presentMatch, presentMatches, undo } from '#app/presenters/matches.server.ts';
import { presentReconciliation } from '#app/presenters/reconciliations.server.ts';
import type { Viewer } from '#app/presenters/screen.server.ts';
import {
  actOnSuggestion,
  presentSuggestions,
  type SuggestionWords,
} from '#app/presenters/suggestions.server.ts';
import { presentWriteOffs } from '#app/presenters/write-offs.server.ts';
import type { Role } from '#core/access/policy.ts';
import { ingest } from '#workflows/ingest.ts';
import { reconcile } from '#workflows/reconcile.ts';
import { supplierBooks } from '../support/app-suppliers.ts';
import { APP_WORKSPACE } from '../support/app-workspace.ts';
import { SUPPLIERS } from '../support/seed-matches.ts';
import { actorWith, useWorkflows } from '../support/workflow.ts';

const bench = useWorkflows(APP_WORKSPACE);
const preparer = actorWith('preparer');

async function deliver(day: number): Promise<void> {
  const books = supplierBooks(day);
  for (const [source, contract, content] of [
    ['purchases', 'purchases.documents', books.purchases],
    ['suppliers', 'suppliers.documents', books.suppliers],
    ['ecb', 'ecb.daily', books.rates],
  ] as const) {
    const files = [await bench.deliver(`${source}-${day}.csv`, content)];
    await ingest(bench.context, preparer, { source, contract, files });
  }
}
const run = () => reconcile(bench.context, preparer, { reconciliation: SUPPLIERS });

beforeAll(async () => {
  await deliver(0);
  await run();
});

function viewer(
  params: Record<string, string>,
  { role = 'preparer', entity = '*', query = '' }: { role?: Role; entity?: string; query?: string } = {},
): Viewer {
  const url = new URL(`http://localhost/${query}`);
  return {
    ...{ context: bench.context, actor: actorWith(role, entity), url, search: url.searchParams },
    ...{ params: { name: SUPPLIERS, ...params }, requestId: 'r', entities: ['nordlicht'], period: '' },
  } as unknown as Viewer;
}

const form = (fields: Record<string, string | string[]>): FormData => {
  const data = new FormData();
  for (const [name, values] of Object.entries(fields))
    for (const value of [values].flat()) data.append(name, value);
  return data;
};

async function idOf(key: string): Promise<string> {
  const { rows } = await bench.context.connection.pool.query(
    `select exception_id as id from exceptions where match_key = $1 and reconciliation = $2 and period = ''`,
    [key, SUPPLIERS],
  );
  return rows[0].id;
}

async function suggested(left: string, query = ''): Promise<SuggestionWords> {
  const { suggestions } = await presentSuggestions(viewer({}, { query }));
  const found = suggestions.find((it) => it.left.lines.some(({ recordKey }) => recordKey === left));
  if (!found) throw new Error(`nothing is suggested for ${left}`);
  return found;
}

/** Where a redirect leads. */
async function leadsTo(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (thrown) {
    if (thrown instanceof Response) return thrown.headers.get('location') ?? '';
    throw thrown;
  }
  throw new Error('it leads nowhere');
}

describe('suggestions', () => {
  test('lines of both sides with what tells them, score, runner-up; filtered by label', async () => {
    const set = await suggested('ER-240');
    expect(set).toMatchObject({ label: 'unique', rule: 'together', runnerUp: null, difference: '0.00' });
    expect(set.right.lines.map(({ recordKey, texts }) => [recordKey, texts.at(-1)])).toEqual([
      ['S-9002', 'first delivery'],
      ['S-9003', 'second delivery'],
      ['S-9004', 'third delivery'],
    ]);
    const rival = await suggested('ER-230');
    expect(rival.runnerUp?.left.lines.map(({ recordKey }) => recordKey)).toEqual(['ER-231']);
    expect(scoreSentence(rival, PLAIN_STYLE)).toMatch(
      /^Score 0\.\d+ of 1: amounts 1, dates 0\.\d+, weighed 5 : 3\.$/,
    );
    const only = await presentSuggestions(viewer({}, { query: '?label=difference' }));
    expect(only.suggestions.map(({ label }) => label)).toEqual(['difference']);
    expect([only.count, only.open, only.dismissed]).toEqual(['1', '6', '0']);
    expect((await presentSuggestions(viewer({}, { query: '?label=nonsense' }))).count).toBe('6');
  });

  test('who may only look gets no buttons and no way past them', async () => {
    const shown = await presentSuggestions(viewer({}, { role: 'reviewer' }));
    expect(shown.mayMatch).toBe(false);
    const { id } = await suggested('ER-240');
    for (const step of ['accept', 'dismiss', 'restore'])
      await expect(
        actOnSuggestion(viewer({}, { role: 'reviewer' }), form({ step, suggestion: id })),
        step,
      ).rejects.toMatchObject({ kind: 'denied' });
    await expect(
      actOnSuggestion(
        viewer({}, { role: 'controller', entity: 'kansai' }),
        form({ step: 'accept', suggestion: id }),
      ),
    ).rejects.toMatchObject({ kind: 'denied' });
    await expect(presentSuggestions(viewer({}, { entity: 'kansai' }))).rejects.toMatchObject({
      kind: 'not_found',
    });
    await expect(actOnSuggestion(viewer({}), form({ step: 'explode', suggestion: id }))).rejects.toThrow(
      'explode',
    );
  });

  test('dismissed with a note, shown among the dismissed, restored', async () => {
    const { id } = await suggested('ER-231');
    await actOnSuggestion(viewer({}), form({ step: 'dismiss', suggestion: id, note: ' not these ' }));
    const dismissed = await suggested('ER-231', '?show=dismissed');
    expect(dismissed).toMatchObject({ id, dismissed: { by: preparer.id, note: 'not these' } });
    await expect(
      actOnSuggestion(viewer({}), form({ step: 'dismiss', suggestion: id })),
    ).rejects.toMatchObject({ name: 'SuggestionDismissed' });
    await actOnSuggestion(viewer({}), form({ step: 'restore', suggestion: id }));
    expect((await presentSuggestions(viewer({}))).dismissed).toBe('0');
  });

  test('accepted twice under one id is one match; a rival is out of date then, before any run', async () => {
    const { id, matchId } = await suggested('ER-230');
    const asked = form({ step: 'accept', suggestion: id, match: matchId });
    const done = await actOnSuggestion(viewer({}), asked);
    expect(await actOnSuggestion(viewer({}), asked)).toEqual(done);
    expect(done).toEqual({ done: 'accepted', suggestionId: id, matchId });
    expect((await suggested('ER-230')).taken).toMatchObject({ matchId, isAccepted: true });
    const rival = await suggested('ER-231');
    expect(rival.taken).toMatchObject({ matchId, isAccepted: false });
    await expect(
      actOnSuggestion(viewer({}), form({ step: 'accept', suggestion: rival.id })),
    ).rejects.toMatchObject({ name: 'SuggestionStale', kind: 'conflict' });
  });

  test('where the amounts differ, a reason and a note are asked for', async () => {
    const { id, difference } = await suggested('ER-20260150');
    expect(difference).toBe('12.40');
    const named = { step: 'accept', suggestion: id };
    await expect(actOnSuggestion(viewer({}), form(named))).rejects.toMatchObject({
      name: 'ResidualUnexplained',
    });
    await expect(actOnSuggestion(viewer({}), form({ ...named, reason: 'fee' }))).rejects.toMatchObject({
      problem: 'note_missing',
    });
    await expect(
      actOnSuggestion(viewer({}), form({ ...named, reason: 'because', note: 'x' })),
    ).rejects.toThrow('because');
    const done = await actOnSuggestion(viewer({}), form({ ...named, reason: 'other', note: 'discount' }));
    expect(done).toMatchObject({ done: 'accepted' });
  });

  test('a rival that scores more is said to be the better one', () => {
    const other = { score: '0.9', lostBy: [], wonBy: [{ part: 'date', score: '0.5', against: '0.9' }] };
    const sentence = rivalSentence({ score: '0.8' }, other as never, PLAIN_STYLE);
    expect(sentence).toBe('A better one competes, score 0.9: dates 0.9 against 0.5 here.');
  });
});

describe('matches by hand', () => {
  test('lines of several exceptions beside each other; search by amount, key, nothing', async () => {
    const [left, right] = [await idOf('ER-261'), await idOf('S-9007')];
    const query = `?exception=${left}&exception=${right}&exception=${randomUUID()}`;
    const shown = await presentMatchByHand(viewer({}, { query }));
    expect(shown.chosen.map(({ key }) => key)).toEqual(['ER-261', 'S-9007']);
    expect(shown.chosen[0]?.left.lines).toMatchObject([{ recordKey: 'ER-261', amount: '88.00' }]);
    expect([shown.leftOut, shown.found, shown.mayMatch]).toEqual([1, null, true]);
    const found = async (q: string) =>
      (
        await presentMatchByHand(viewer({}, { query: `?exception=${left}&q=${encodeURIComponent(q)}` }))
      ).found?.map(({ key }) => key);
    expect(await found('85.5')).toEqual(['S-9007']);
    expect(await found('-85.50')).toEqual(['S-9007']);
    expect(await found('er-26')).toEqual(['ER-260']);
    expect(await found('%')).toEqual([]);
    await expect(presentMatchByHand(viewer({}, { entity: 'kansai' }))).rejects.toMatchObject({
      kind: 'not_found',
    });
  });

  test('refused without reason, without right; made, it leads to its page, and a run counts it', async () => {
    const lines = { left: 'ER-261', right: 'S-9007' };
    await expect(matchByHand(viewer({}), form(lines))).rejects.toMatchObject({ name: 'ResidualUnexplained' });
    const given = { ...lines, reason: 'fee', note: 'bank charges' };
    await expect(matchByHand(viewer({}, { role: 'auditor' }), form(given))).rejects.toMatchObject({
      kind: 'denied',
    });
    const match = randomUUID();
    const query = '?entity=nordlicht&exception=1';
    expect(await leadsTo(matchByHand(viewer({}, { query }), form({ ...given, match })))).toBe(
      `/matches/${match}?entity=nordlicht`,
    );
    await expect(
      matchByHand(viewer({}), form({ ...given, left: ['ER-261', 'ER-260'] })),
    ).rejects.toMatchObject({
      name: 'ManualLineTaken',
    });
    const before = await presentMatch(viewer({ match }));
    expect(before).toMatchObject({
      mayUndo: true,
      canRun: true,
      counted: [{ period: '', isCounted: false }],
    });
    expect(before.lines.map(({ side, recordKey }) => [side, recordKey])).toEqual([
      ['left', 'ER-261'],
      ['right', 'S-9007'],
    ]);
    await run();
    expect((await presentMatch(viewer({ match }))).counted).toMatchObject([{ isCounted: true }]);
    expect((await presentMatch(viewer({ match }, { role: 'viewer' }))).mayUndo).toBe(false);
    await expect(presentMatch(viewer({ match }, { entity: 'kansai' }))).rejects.toMatchObject({
      kind: 'not_found',
    });
  });

  test('undone with a note only, and once', async () => {
    const { matches } = await presentMatches(viewer({}, { query: '?state=active' }));
    const match = matches.find(({ note }) => note === 'bank charges')?.matchId ?? '';
    await expect(undo(viewer({ match }), form({ note: '  ' }))).rejects.toMatchObject({
      problem: 'note_missing',
    });
    await expect(undo(viewer({ match }, { role: 'operator' }), form({ note: 'x' }))).rejects.toMatchObject({
      kind: 'denied',
    });
    await undo(viewer({ match }), form({ note: 'wrong line' }));
    await expect(undo(viewer({ match }), form({ note: 'again' }))).rejects.toMatchObject({
      kind: 'conflict',
    });
    expect(await presentMatch(viewer({ match }))).toMatchObject({
      ...{ match: { state: 'undone', endNote: 'wrong line' }, mayUndo: false },
      counted: [{ isCounted: false }],
    });
    expect((await presentMatches(viewer({}, { query: '?state=undone' }))).matches).toHaveLength(1);
  });

  test('reopened by a run: the exception tells what moved, and that run knows it', async () => {
    const lines = { left: 'ER-260', right: 'S-9006', reason: 'dispute', note: 'open' };
    await leadsTo(matchByHand(viewer({}), form(lines)));
    await run();
    await deliver(3);
    await run();
    const { matches } = await presentException(viewer({ exception: await idOf('ER-260') }));
    expect(matches).toMatchObject([
      {
        ...{ state: 'reopened', isCounted: true },
        moved: [{ record_key: 'S-9006', before: { amount: '330' }, after: { amount: '310' } }],
      },
    ]);
    const { match, counted } = await presentMatch(viewer({ match: matches[0]?.matchId ?? '' }));
    expect([match.state, counted[0]?.isCounted]).toEqual(['reopened', true]);
  });
});

describe('what explains', () => {
  test('class and cause, FX split, parts, each on its exception', async () => {
    const of = async (key: string) =>
      (await presentException(viewer({ exception: await idOf(key) }))).explained;
    expect(await of('S-9008')).toMatchObject({ class: 'fee', cause: 'reminder-fees' });
    expect(await of('ER-222')).toMatchObject({ class: 'unexplained', cause: 'rate_missing', fx: null });
    expect(await of('ER-210')).toMatchObject({
      parts: [{ name: 'vat', difference: '20', class: 'tax', role: 'compare' }],
    });
    expect((await of('ER-221')).fx).toMatchObject({
      ...{ currency: 'EUR', converted: '4600', fx: '-75', other: '120', difference: '45' },
      ...{ rateDate: '2026-01-20', path: 'direct', pair: { left: 'USD', right: 'EUR' }, rates: 'ecb' },
    });
  });

  test('totals by class, suggestions and proposals on the page of the reconciliation', async () => {
    const shown = await presentReconciliation(viewer({}));
    expect(
      shown.classes.filter(({ class: of, origin }) => of === 'fee' && origin === 'exception'),
    ).toMatchObject([{ currency: 'EUR', cause: 'reminder-fees', itemCount: '1', amount: '-12' }]);
    expect(shown.hasMatches).toBe(true);
    const { totals, lines } = await presentWriteOffs(viewer({}));
    expect(totals).toEqual(shown.writeOffs);
    expect(totals).toMatchObject([{ account: '6990', currency: 'EUR', count: '2', amount: '-0.01' }]);
    expect(lines.map(({ key, amount, pass }) => [key, amount, pass])).toEqual([
      ['ER-201', '0.01', 'by-number'],
      ['ER-202', '-0.02', 'by-number'],
    ]);
  });
});
