import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type HeadlineFields, headline } from '#app/components/exception-detail/headline.ts';
import { ruleSentence } from '#app/components/exception-detail/rule-sentence.ts';
import { PLAIN_STYLE } from '#app/format/number-style.ts';
import {
  type ExceptionDetailData,
  presentException,
  runAgain,
} from '#app/presenters/exception-detail.server.ts';
import { presentRawRecord } from '#app/presenters/exception-detail-raw.server.ts';
import type { Viewer } from '#app/presenters/screen.server.ts';
import type { Role } from '#core/access/policy.ts';
import { joinKey, splitKey, unkeyed } from '#core/reconcile/key.ts';
import { exportExceptionLines } from '#workflows/export-exception-lines.ts';
import { ingest } from '#workflows/ingest.ts';
import { reconcile } from '#workflows/reconcile.ts';
import { APP_WORKSPACE } from '../support/app-workspace.ts';
import { actorWith, useWorkflows } from '../support/workflow.ts';

describe('headline', () => {
  const fields = (it: Partial<HeadlineFields>): HeadlineFields => ({
    type: 'amount',
    keyParts: ['4711'],
    currency: 'EUR',
    difference: '12.5',
    daysApart: null,
    left: { label: 'Invoices', dataset: 'invoices', count: 1, amount: '1500', currency: 'EUR' },
    right: { label: 'Payments', dataset: 'payments', count: 1, amount: '1487.5', currency: 'EUR' },
    ...it,
  });
  const none = { count: 0, amount: null, currency: null };
  const [left, right] = [fields({}).left, fields({}).right];

  test.each<[string, Partial<HeadlineFields>]>([
    ['Payment short by 12.50 EUR against invoice 4711', {}],
    ['Payment over by 3.00 EUR against invoice 4711', { difference: '-3' }],
    ['2 payments over by 3.00 EUR against invoice 4711', { difference: '-3', right: { ...right, count: 2 } }],
    [
      'Payment differs by 12.50 EUR from invoice 4711',
      { left: { ...left, amount: '-1500' }, right: { ...right, amount: '-1512.5' } },
    ],
    [
      'No invoice for payment 4711 of 1,487.50 EUR',
      { type: 'missing_left', left: { ...left, ...none }, difference: '-1487.5' },
    ],
    [
      'No payment for 3 invoices NL26 / 9|1 of 900,000,000,000,000,123.45 EUR',
      {
        ...{ type: 'missing_right', keyParts: ['NL26', '9|1'] },
        ...{ left: { ...left, count: 3, amount: '900000000000000123.45' }, right: { ...right, ...none } },
      },
    ],
    [
      'Payment in JPY against invoice 4711 in EUR',
      { type: 'currency', right: { ...right, amount: '1487', currency: 'JPY' } },
    ],
    [
      'Possible duplicate: 2 payments against invoice 4711, over by 1,500.00 EUR',
      { type: 'duplicate', difference: '-1500', right: { ...right, count: 2 } },
    ],
    [
      'Possible duplicate: 2 payments against invoice 4711, sums equal',
      { type: 'duplicate', difference: '0', right: { ...right, count: 2 } },
    ],
    ['Payment 95 days after invoice 4711', { type: 'timing', daysApart: 95, difference: '0' }],
    ['Payment 1 day before invoice 4711', { type: 'timing', daysApart: -1, difference: '0' }],
    ['Payment against invoice 4711: a date to compare is missing', { type: 'timing', difference: '0' }],
    [
      'No line of Payables for line of Receivables \u2068شركة\u2069 of 5.00 EUR',
      {
        ...{ type: 'missing_right', keyParts: ['شركة'] },
        left: { label: 'Receivables', dataset: 'ledger_entries', count: 1, amount: '5', currency: 'EUR' },
        right: { label: 'Payables', dataset: 'ledger_entries', ...none },
      },
    ],
  ])('%s', (words, it) => {
    expect(headline(fields(it), PLAIN_STYLE).replaceAll('\u00a0', ' ')).toBe(words);
  });

  test('a key is taken apart into what it was joined from', () => {
    const part = fc.oneof(fc.string({ minLength: 1 }), fc.stringMatching(/^[~\\|ab]{1,5}$/));
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
        expect(splitKey(joinKey(parts) as string, parts.length)).toEqual(parts);
      }),
      { numRuns: 1000 },
    );
    expect(splitKey(unkeyed('9 | x'), 2)).toEqual(['9 | x']);
  });

  test('the rule is said with its numbers', () => {
    const rule = {
      threshold: '0.01',
      severity: 'normal',
      state: 'open',
      materiality: '1000',
      days: { before: 3, after: 30 },
      noKey: null,
    } as const;
    expect(ruleSentence({ ...fields({}), ...rule }, PLAIN_STYLE)).toBe(
      'Invoices 1,500.00 EUR less Payments 1,487.50 EUR is +12.50 EUR; up to 0.01 EUR ties out, so it is 12.49 EUR too much. Not material: the limit is 1,000.00 EUR.',
    );
    expect(
      ruleSentence({ ...fields({ type: 'timing', daysApart: 95, difference: '0' }), ...rule }, PLAIN_STYLE),
    ).toContain('Payments are 95 days after Invoices; the rule allows 3 days before and 30 after.');
    expect(ruleSentence({ ...fields({}), ...rule, threshold: '0.00' }, PLAIN_STYLE)).toContain(
      'is +12.50 EUR; only equal sums tie out. Not material',
    );
    const loose = { type: 'missing_right', noKey: ['number'] } as const;
    expect(ruleSentence({ ...fields({}), ...rule, ...loose }, PLAIN_STYLE)).toContain(
      'It has no key to match by, as number is empty: no line of Payments can be found for it.',
    );
  });
});

describe('from the books', () => {
  const bench = useWorkflows(APP_WORKSPACE);
  const preparer = actorWith('preparer');
  const deliver = async (source: string, contract: string, rows: string) =>
    ingest(bench.context, preparer, {
      source,
      contract,
      files: [await bench.deliver(`${contract}-${rows.length}.csv`, rows)],
    });
  const invoices = (rows: string) =>
    deliver('shop', 'shop.invoices', `number,customer,issued_on,gross,currency\n${rows}`);
  const payments = (rows: string) =>
    deliver('bank', 'bank.payments', `id,paid_on,amount,currency,invoice,payer\n${rows}`);
  const run = () => reconcile(bench.context, preparer, { reconciliation: 'invoices-to-payments' });
  const viewerOf = (exception: string, role: Role = 'preparer', entity = '*', query = ''): Viewer => {
    const url = new URL(`http://localhost/exceptions/${exception}${query}`);
    return {
      ...{ context: bench.context, actor: actorWith(role, entity), url, search: url.searchParams },
      ...{ params: { exception }, requestId: 'r', entities: ['nordlicht'], period: '' },
    } as unknown as Viewer;
  };
  const idOf = async (key: string): Promise<string> =>
    (
      await bench.context.connection.pool.query(
        'select exception_id as id from exceptions where match_key = $1',
        [key],
      )
    ).rows[0].id;
  const shown = async (key: string): Promise<ExceptionDetailData> =>
    presentException(viewerOf(await idOf(key)));

  test('both sides with their records, compared; a cleared one with the run before', async () => {
    const many = Array.from({ length: 203 }, (_, i) => `M${i},2026-01-05,1.00,EUR,many,Kowalski\n`).join('');
    await invoices(`A1,"Fjord ""&"" Fell",2026-01-02,100.00,EUR\nMANY,Kowalski,2026-01-02,500.00,EUR\n`);
    await payments(`P1,2026-01-03,87.50,EUR,a1,Fjord\n${many}P9,2026-01-04,9.00,EUR,,Nobody\n`);
    await run();

    const short = await shown('A1');
    expect(short.exception).toMatchObject({ type: 'amount', difference: '12.50', state: 'open' });
    expect(short.left.lines.map(({ recordKey, amount }) => [recordKey, amount])).toEqual([['A1', '100.00']]);
    expect(short.right.lines).toHaveLength(1);
    expect(short.compared?.map(({ role, verdict }) => [role, verdict])).toEqual([
      ['amount', 'differs'],
      ['currency', 'equal'],
      ['date', 'allowed'],
      ['reference', 'equal'],
      ['counterparty', 'differs'],
    ]);

    const long = await shown('MANY');
    expect([long.right.lines.length, long.right.found, long.right.count]).toEqual([200, '203', 203]);
    expect(long.compared).toBeNull();

    const text: string[] = [];
    const lines = await exportExceptionLines(bench.context, preparer, { exceptionId: await idOf('MANY') });
    for await (const part of lines) text.push(String(part));
    const rows = text.join('').trimEnd().split('\n');
    expect([rows.length, rows[1], rows.at(-1)]).toEqual([
      1 + 1 + 203,
      'left,shop,invoices,MANY,1,2026-01-02,500.00,EUR',
      'right,bank,payments,M99,1,2026-01-05,1.00,EUR',
    ]);

    const unkeyed = await shown('~P9');
    expect(unkeyed.exception.type).toBe('missing_left');
    expect(unkeyed.left.lines).toEqual([]);
    expect(unkeyed.right.lines.map(({ recordKey }) => recordKey)).toEqual(['P9']);

    await payments(`P1,2026-01-03,100.00,EUR,a1,Fjord\n${many}P9,2026-01-04,9.00,EUR,,Nobody\n`);
    const { run: second } = { run: await run() };
    expect(second).toBeDefined();
    const cleared = await shown('A1');
    expect(cleared.exception.state).toBe('cleared');
    expect(cleared.run?.runId).toBe(short.run?.runId);
    expect(cleared.right.lines[0]?.amount).toBe('87.50');
    expect(cleared.events.map(({ kind }) => kind)).toEqual(['cleared', 'opened']);
  });

  test('the bytes of a line are those of its row, for who may read them', async () => {
    const [line] = (await shown('A1')).left.lines;
    if (!line) throw new Error('there is no line');
    const query = `?${new URLSearchParams({ stream: String(line.streamId), hash: line.recordHash, key: line.recordKey, version: String(line.version) })}`;
    const { raw } = await presentRawRecord(viewerOf('', 'auditor', '*', query));
    expect(raw?.text.trim()).toBe('A1,"Fjord ""&"" Fell",2026-01-02,100.00,EUR');
    expect([raw?.line, raw?.marks]).toEqual([2, []]);
    const asked = `${query}&exception=${await idOf('A1')}&side=left`;
    const marked = (await presentRawRecord(viewerOf('', 'auditor', '*', asked))).raw;
    expect(marked?.marks.map(({ start, end, field }) => [marked.text.slice(start, end), field])).toEqual([
      ['A1', 'number'],
      ['2026-01-02', 'issue_date'],
      ['100.00', 'gross'],
      ['EUR', 'currency'],
    ]);
    await expect(presentRawRecord(viewerOf('', 'viewer', '*', query))).rejects.toThrow(/may not|raw\.read/);
    await expect(presentRawRecord(viewerOf('', 'auditor', 'kansai', query))).rejects.toThrow();
  });

  test('the neighbours are those of the list that the address describes', async () => {
    const ids = await Promise.all(['MANY', '~P9'].map(idOf));
    const [many, loose] = ids as [string, string];
    const around = async (id: string, query: string) =>
      (await presentException(viewerOf(id, 'preparer', '*', query))).neighbours;
    expect(await around(many, '')).toEqual({ previous: null, next: loose });
    expect(await around(loose, '')).toEqual({ previous: many, next: null });
    expect(await around(loose, '?sort=difference')).toEqual({ previous: null, next: many });
    expect(await around(many, '?type=missing_left')).toEqual({ previous: null, next: loose });
    // Cleared, it still has its place between those that are open.
    expect(await around(await idOf('A1'), '')).toEqual({ previous: many, next: loose });
    expect(await around(await idOf('A1'), '?state=cleared')).toEqual({ previous: null, next: null });
  });

  test('unknown and foreign ids look the same; a viewer sees it and starts nothing', async () => {
    const id = await idOf('A1');
    await expect(presentException(viewerOf('x'))).rejects.toMatchObject({ kind: 'not_found' });
    await expect(presentException(viewerOf(id, 'admin', 'kansai'))).rejects.toMatchObject({
      kind: 'not_found',
    });
    await expect(runAgain(viewerOf(id, 'admin', 'kansai'))).rejects.toMatchObject({ kind: 'not_found' });
    expect(await presentException(viewerOf(id, 'viewer'))).toMatchObject({
      canRun: false,
      mayReadRaw: false,
    });
    await expect(runAgain(viewerOf(id, 'viewer'))).rejects.toThrow();
    expect((await runAgain(viewerOf(id))).jobId).toMatch(/^\d+$/);
  });
});

describe('two passes', () => {
  const rules = APP_WORKSPACE['reconciliations/invoices-to-payments.yaml'] as string;
  const bench = useWorkflows({
    ...APP_WORKSPACE,
    'reconciliations/invoices-to-payments.yaml': rules
      .replace(
        /number-any-day, type: key, on: \[\{left: number, right: reference\}\]/,
        'name, type: key, on: [counterparty]',
      )
      .replace('days: {before: 5, after: 45}', 'days: {before: 90, after: 90}'),
  });

  test('a line that the later pass took is not of the exception', async () => {
    const preparer = actorWith('preparer');
    const deliver = async (source: string, contract: string, rows: string) =>
      ingest(bench.context, preparer, {
        source,
        contract,
        files: [await bench.deliver(`${contract}.csv`, rows)],
      });
    await deliver(
      'shop',
      'shop.invoices',
      'number,customer,issued_on,gross,currency\nA1,Fjord,2026-01-02,100.00,EUR\nB1,Fell,2026-01-02,30.00,EUR\n',
    );
    await deliver(
      'bank',
      'bank.payments',
      'id,paid_on,amount,currency,invoice,payer\nP1,2026-01-03,90.00,EUR,A1,Fjord\nP2,2026-01-03,30.00,EUR,A1,Fell\n',
    );
    await reconcile(bench.context, preparer, { reconciliation: 'invoices-to-payments' });
    const { rows } = await bench.context.connection.pool.query(
      `select exception_id as id from exceptions where match_key = 'A1'`,
    );
    const url = new URL('http://localhost/');
    const { right, exception } = await presentException({
      ...{ context: bench.context, actor: preparer, url, search: url.searchParams },
      ...{ params: { exception: rows[0].id }, requestId: 'r', entities: ['nordlicht'], period: '' },
    } as unknown as Viewer);
    expect(exception).toMatchObject({ type: 'amount', difference: '10.00' });
    expect([right.count, right.lines.map(({ recordKey }) => recordKey)]).toEqual([1, ['P1']]);
  });
});

describe('base amounts', () => {
  const contract = APP_WORKSPACE['contracts/shop.invoices.v1.yaml'] as string;
  const rules = APP_WORKSPACE['reconciliations/invoices-to-payments.yaml'] as string;
  const bench = useWorkflows({
    ...APP_WORKSPACE,
    'contracts/shop.invoices.v1.yaml': contract.replace(
      'checks:',
      '  base_amount: {from: base, type: money, currency: EUR}\n  fx_rate: {from: rate}\nchecks:',
    ),
    'reconciliations/invoices-to-payments.yaml': rules.replace(
      'left: {source: shop, dataset: invoices, ',
      'left: {source: shop, dataset: invoices, amount: base_amount, currency: base_currency, ',
    ),
  });

  test('a side that compares base amounts says so, beside what its document says', async () => {
    const preparer = actorWith('preparer');
    const rows =
      'number,customer,issued_on,gross,currency,base,rate\nA1,Fjord,2026-01-02,110.00,USD,100.00,1.1\n';
    const [file, paid] = [
      await bench.deliver('invoices.csv', rows),
      await bench.deliver(
        'payments.csv',
        'id,paid_on,amount,currency,invoice,payer\nP1,2026-01-03,90.00,EUR,A1,Fjord\n',
      ),
    ];
    await ingest(bench.context, preparer, { source: 'shop', contract: 'shop.invoices', files: [file] });
    await ingest(bench.context, preparer, { source: 'bank', contract: 'bank.payments', files: [paid] });
    await reconcile(bench.context, preparer, { reconciliation: 'invoices-to-payments' });
    const { rows: found } = await bench.context.connection.pool.query(
      'select exception_id as id from exceptions',
    );
    const url = new URL('http://localhost/');
    const { left, right, exception } = await presentException({
      ...{ context: bench.context, actor: preparer, url, search: url.searchParams },
      ...{ params: { exception: found[0].id }, requestId: 'r', entities: ['nordlicht'], period: '' },
    } as unknown as Viewer);
    expect(exception).toMatchObject({ type: 'amount', currency: 'EUR', difference: '10.00' });
    expect([left.isBase, right.isBase]).toEqual([true, false]);
    expect(left.lines[0]?.fields).toContainEqual({
      name: 'gross',
      value: '110.00',
      kind: 'money',
      currency: 'USD',
    });
    expect(left.lines[0]?.fields).toContainEqual({ name: 'fx_rate', value: '1.1', kind: 'money' });
  });
});
