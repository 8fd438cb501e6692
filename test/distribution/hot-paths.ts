import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import { checkWorkspace } from '#core/workspace/check-workspace.ts';
import type { Connection } from '#db/connection.ts';
import { recordPlace } from '#db/queries/exception-detail-place.ts';
import { exceptionById, exceptionEvents, runShowing } from '#db/queries/exception-detail-run.ts';
import { allExceptionLines, exceptionLines } from '#db/queries/exception-detail-sides.ts';
import {
  cursorOfException,
  EXCEPTION_SORTS,
  type ExceptionSort,
  exceptionPage,
} from '#db/queries/exception-page.ts';
import { streamExceptions } from '#db/queries/exception-stream.ts';
import { exceptionTotals } from '#db/queries/exception-totals.ts';
import { APP_WORKSPACE } from '#test/support/app-workspace.ts';
import { seedApp } from '#test/support/seed-app.ts';
import { reconcile } from '#workflows/reconcile.ts';
import { ENTITY, type TestRecord, takeSnapshot } from '../reconcile/books.ts';
import { deskOf, PREPARER } from '../reconcile/desk.ts';

const DAYS = ['2026-02-02T06:00:00Z', '2026-02-03T06:00:00Z', '2026-02-04T06:00:00Z', '2026-02-05T06:00:00Z'];

/** Deliveries, projections, runs and exports of several days, through the workflows. */
export async function workThroughDays(connection: Connection): Promise<void> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'tieout-hot-'));
  const clock = { now: new Date(DAYS[0] as string) };
  const context = {
    ...{ connection, dataFolder, now: () => clock.now, newTraceId: () => randomUUID(), progress: () => {} },
    workspace: checkWorkspace(Object.entries(APP_WORKSPACE).map(([path, text]) => ({ path, text }))),
  };
  try {
    const setNow = (at: Date) => {
      clock.now = at;
    };
    await seedApp(context, 'little', setNow, DAYS);
  } finally {
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

/** Each kind of rules over books that change: a first run, a run after a small change, a run of a period. */
export async function runRules(
  recorded: Connection,
  unrecorded: Connection,
  rules: readonly ReconciliationRules[],
): Promise<void> {
  const desk = deskOf(recorded, rules);
  for (const books of BOOKS) {
    for (const side of ['left', 'right'] as const) await takeSnapshot(unrecorded, side, books[side]);
    for (const { reconciliation } of rules) {
      await reconcile(desk, PREPARER, { reconciliation });
      await reconcile(desk, PREPARER, { reconciliation, period: '2026-01' });
    }
  }
}

/** The exceptions of a reconciliation as the screens and the command line show them. */
export async function lookAtExceptions(connection: Connection, reconciliation: string): Promise<number> {
  const { db } = connection;
  const filter = {
    ...{ entities: [ENTITY, 'nordlicht'], period: '', states: ['open', 'cleared'] as const, search: '' },
    ...{ reconciliations: [], types: [], severities: [], currencies: [] },
  };
  for (const by of Object.keys(EXCEPTION_SORTS) as ExceptionSort['by'][]) {
    const page = await exceptionPage(db, filter, { sort: { by, descending: true }, size: 2 });
    await exceptionPage(db, filter, { sort: { by, descending: true }, size: 2, after: page.next });
    await exceptionPage(db, filter, { sort: { by, descending: true }, size: 2, before: page.next });
  }
  const narrow = { ...filter, reconciliations: [reconciliation], search: 'R-1' };
  const { rows } = await exceptionPage(db, narrow, { sort: { by: 'key', descending: false }, size: 50 });
  await exceptionTotals(db, filter);
  await exceptionTotals(db, narrow);
  for (const row of rows) await lookAtException(connection, row.exception_id);
  for await (const batch of streamExceptions(connection, { entity: ENTITY, period: '', state: 'open' }))
    void batch;
  return rows.length;
}

async function lookAtException(connection: Connection, id: string): Promise<void> {
  const { db } = connection;
  const exception = await exceptionById(db, id);
  if (!exception) throw new Error(`no exception ${id}`);
  await cursorOfException(db, exception, 'difference');
  await exceptionEvents(db, exception);
  const run = await runShowing(db, exception);
  if (!run) return;
  for (const side of ['left', 'right'] as const) {
    const { lines } = await exceptionLines(db, exception, run, { side, limit: 10 });
    for await (const batch of allExceptionLines(connection, exception, run, side)) void batch;
    for (const { recordKey, recordHash, version } of lines)
      await recordPlace(db, { streamId: run[side].streamId, recordHash, recordKey, version });
  }
}

const line = (
  recordKey: string,
  reference: string | null,
  amount: string | null,
  over: Partial<TestRecord> = {},
): TestRecord => ({
  ...{
    recordKey,
    reference,
    counterparty: 'Ada & Co',
    amount,
    currency: 'EUR',
    date: '2026-01-10',
    part: '0',
  },
  ...over,
});

/** What two days show: pairs, sums, repeated keys, currencies, leftovers for later passes, unreadable lines; then changes. */
const BOOKS: { left: TestRecord[]; right: TestRecord[] }[] = [
  {
    left: [
      line('i1', 'R-1', '100.00'),
      ...[
        line('i2', 'R-2', '10.00'),
        line('i3', 'R-2', '20.00'),
        line('i4', 'R-3', '5.00', { counterparty: 'Bo' }),
      ],
      ...[
        line('i5', null, '7.00'),
        line('i6', 'R-6', null),
        line('i7', 'R-10', '40.00'),
        line('i8', 'R-11', '9.99'),
      ],
      ...[
        line('i9', 'R-12', '61.00', { currency: 'USD' }),
        line('i10', 'R-13', '12.00'),
        line('i11', 'R-14', '13.00'),
      ],
    ],
    right: [
      ...[
        line('p1', 'R-1', '100.00'),
        line('p2', 'R-2', '30.00'),
        line('p3', 'R-9', '5.00', { counterparty: 'Bo' }),
      ],
      ...[
        line('p4', 'x', '7.00'),
        line('p5', 'R-10', '39.00', { part: '1.00' }),
        line('p6', 'R-11', '10.00'),
      ],
      ...[
        line('p7', 'R-12', '50.00'),
        line('p8', 'y', '25.00', { date: '2026-01-12' }),
        line('p9', null, '3.00'),
      ],
    ],
  },
  {
    left: [
      ...[
        line('i1', 'R-1', '101.00'),
        line('i2', 'R-2', '10.00'),
        line('i3', 'R-2', '20.00'),
        line('i12', 'R-1', '3.00'),
      ],
      ...[
        line('i5', null, '7.00'),
        line('i7', 'R-10', '40.00'),
        line('i9', 'R-12', '61.00', { currency: 'USD' }),
      ],
    ],
    right: [
      ...[
        line('p1', 'R-1', '100.00'),
        line('p2', 'R-2', '31.00'),
        line('p4', 'x', '7.00'),
        line('p9', 'R-12', '3.00'),
      ],
      ...[line('p10', 'R-1', '4.00'), line('p5', 'R-10', '39.00', { part: '1.00' })],
    ],
  },
];
