import type { Context } from '#workflows/context.ts';

import { SUPPLIERS } from './seed-matches.ts';

export interface ScreenToSee {
  name: string;
  path: string;
}

const LISTS: ScreenToSee[] = [
  { name: 'overview', path: '/' },
  { name: 'exceptions', path: '/exceptions' },
  {
    name: 'exceptions-of-one',
    path: '/exceptions?reconciliation=invoices-to-payments&state=all&sort=opened',
  },
  { name: 'exceptions-excluded', path: '/exceptions?q=no-such-key' },
  { name: 'reconciliations', path: '/reconciliations' },
  { name: 'sources', path: '/sources' },
  { name: 'snapshots', path: '/snapshots' },
  { name: 'quarantine', path: '/quarantine' },
  { name: 'exports', path: '/exports' },
  { name: 'jobs', path: '/jobs' },
  { name: 'audit', path: '/audit' },
  { name: 'settings', path: '/settings' },
  { name: 'reconciliation', path: '/reconciliations/invoices-to-payments' },
  { name: 'reconciliation-rules', path: '/reconciliations/invoices-to-payments/rules' },
  { name: 'reconciliation-backtest', path: '/reconciliations/invoices-to-payments/backtest' },
  { name: 'suppliers', path: `/reconciliations/${SUPPLIERS}` },
  { name: 'suggestions', path: `/reconciliations/${SUPPLIERS}/suggestions` },
  { name: 'suggestions-dismissed', path: `/reconciliations/${SUPPLIERS}/suggestions?show=dismissed` },
  { name: 'matches', path: `/reconciliations/${SUPPLIERS}/matches` },
  { name: 'match-by-hand-empty', path: `/reconciliations/${SUPPLIERS}/match` },
  { name: 'write-offs', path: `/reconciliations/${SUPPLIERS}/write-offs` },
  { name: 'exceptions-explained', path: `/exceptions?reconciliation=${SUPPLIERS}&class=timing` },
  { name: 'statement', path: '/reconciliations/invoices-to-payments/statement' },
  { name: 'statement-not-run', path: '/reconciliations/payments-to-ledger/statement' },
  { name: 'source', path: '/sources/shop' },
  { name: 'export', path: '/exports/exceptions?entity=nordlicht' },
  { name: 'not-found', path: '/no/such/page' },
];

/** Every screen with a path that shows something, for what is in the database. */
export async function screensOf({ connection }: Context): Promise<ScreenToSee[]> {
  const first = async (text: string): Promise<string | undefined> =>
    (await connection.pool.query(text)).rows[0]?.id;
  const exception = (type: string) =>
    first(`select exception_id as id from exceptions where reconciliation = 'invoices-to-payments' and period = ''
             and ${type} order by match_key limit 1`);
  const [run, snapshot, row, job, short, missing, double, timing, cleared] = await Promise.all([
    first(`select run_id as id from runs where name = 'invoices-to-payments' order by run_id desc limit 1`),
    first(`select snapshot_id as id from snapshots where source = 'shop' order by snapshot_no desc limit 1`),
    first(`select quarantine_id as id from quarantine where state = 'open' order by quarantine_id limit 1`),
    first(`select job_id as id from jobs where state = 'failed' order by job_id limit 1`),
    exception(`state = 'open' and type = 'amount'`),
    exception(`state = 'open' and type = 'missing_right'`),
    exception(`state = 'open' and type = 'duplicate'`),
    exception(`state = 'open' and type = 'timing'`),
    exception(`state = 'cleared'`),
  ]);
  const ofSuppliers = await supplierScreens(first);
  const details = [
    { name: 'run', path: run && `/runs/${run}` },
    { name: 'snapshot', path: snapshot && `/snapshots/${snapshot}` },
    { name: 'quarantined-row', path: row && `/quarantine/${row}` },
    { name: 'exception-amount', path: short && `/exceptions/${short}` },
    { name: 'exception-missing', path: missing && `/exceptions/${missing}` },
    { name: 'exception-duplicate', path: double && `/exceptions/${double}` },
    { name: 'exception-timing', path: timing && `/exceptions/${timing}` },
    { name: 'exception-cleared', path: cleared && `/exceptions/${cleared}` },
    { name: 'job', path: job && `/jobs/${job}` },
    ...ofSuppliers,
  ];
  return [...LISTS, ...details.flatMap(({ name, path }) => (path ? [{ name, path }] : []))];
}

/** Of the supplier books: what suggestions, matches by hand, FX and parts look like. */
async function supplierScreens(
  first: (text: string) => Promise<string | undefined>,
): Promise<{ name: string; path: string | undefined }[]> {
  const exception = (key: string) =>
    first(`select exception_id as id from exceptions where reconciliation = '${SUPPLIERS}' and period = ''
             and match_key = '${key}'`);
  const match = (state: string) =>
    first(`select match_id as id from manual_matches where state = '${state}' limit 1`);
  const [run, rival, set, short, part, fx, noRate, fee, moved, active, undone, reopened] = await Promise.all([
    first(`select run_id as id from runs where name = '${SUPPLIERS}' order by run_id desc limit 1`),
    ...['ER-230', 'ER-240', 'ER-20260150', 'ER-210', 'ER-221', 'ER-222', 'S-9008', 'ER-260'].map(exception),
    ...['active', 'undone', 'reopened'].map(match),
  ]);
  const other = await exception('S-9001');
  const to = (id: string | undefined) => id && `/exceptions/${id}`;
  const byHand = `/reconciliations/${SUPPLIERS}/match?exception=${rival}&exception=${other}`;
  return [
    { name: 'run-suppliers', path: run && `/runs/${run}` },
    { name: 'exception-alternatives', path: to(rival) },
    { name: 'exception-combination', path: to(set) },
    { name: 'exception-in-text', path: to(short) },
    { name: 'exception-part', path: to(part) },
    { name: 'exception-fx', path: to(fx) },
    { name: 'exception-no-rate', path: to(noRate) },
    { name: 'exception-fee', path: to(fee) },
    { name: 'exception-reopened', path: to(moved) },
    { name: 'match-active', path: active && `/matches/${active}` },
    { name: 'match-undone', path: undone && `/matches/${undone}` },
    { name: 'match-reopened', path: reopened && `/matches/${reopened}` },
    { name: 'match-by-hand', path: rival && other && byHand },
    {
      name: 'match-by-hand-search',
      path: rival && `/reconciliations/${SUPPLIERS}/match?exception=${rival}&q=ER-2`,
    },
  ];
}
