import { expect, test } from 'vitest';
import { ingest } from '#workflows/ingest.ts';
import { replay } from '#workflows/replay.ts';
import { actorWith, useWorkflows } from '../support/workflow.ts';
import { contract, SHOP } from './workspace.ts';

const bench = useWorkflows(SHOP);
const operator = actorWith('operator');
const HEADER = 'id,reference,amount,paid_on\n';

async function take(source: string, name: string, content: string | Buffer) {
  const outcome = await ingest(bench.context, operator, {
    source,
    files: [await bench.deliver(name, content)],
  });
  return { ...outcome, file: outcome.deliveries[0]?.files[0], snapshot: outcome.deliveries[0]?.snapshot };
}

async function open(source: string) {
  const { rows } = await bench.context.connection.pool.query(
    `select row_number::int as row, line_number::int as line, record_key, problems from quarantine
     where source = $1 and state = 'open' order by quarantine_id`,
    [source],
  );
  return rows;
}

test('a bad row is quarantined with its row, field, value and rule; the snapshot is incomplete', async () => {
  const { file, snapshot } = await take(
    'shop',
    'bad.csv',
    `${HEADER}A,r1,10,2026-01-05\nB,r2,"1,000.00",2026-02-30\n`,
  );
  expect(file).toMatchObject({
    status: 'partial',
    read: 2,
    counts: { accepted: 1, unchanged: 0, quarantined: 1 },
  });
  expect(snapshot?.incompleteReasons).toEqual([{ reason: 'quarantined_rows', count: 1 }]);
  const [row] = await open('shop');
  expect(row).toMatchObject({ row: 2, line: 3, record_key: 'B' });
  expect(row.problems).toMatchObject([
    { field: 'amount', column: 'amount', value: '1,000.00' },
    { field: 'value_date', column: 'paid_on', value: '2026-02-30' },
  ]);
});

test('a record whose new row is quarantined keeps its last good version', async () => {
  await take('shop', 'good.csv', `${HEADER}A,r1,10,2026-01-05\nB,r2,5,2026-01-06\n`);
  const { snapshot } = await take('shop', 'worse.csv', `${HEADER}A,r1,10,2026-01-05\nB,r2,oops,2026-01-06\n`);
  expect(snapshot).toMatchObject({ rowCount: 2 });
});

test('a row whose key cannot be read may be any record: nothing is taken for gone', async () => {
  const { snapshot } = await take('shop', 'keyless.csv', `${HEADER}A,r1,10,2026-01-05\n,r2,5,2026-01-06\n`);
  expect(snapshot?.rowCount).toBe(2);
});

test('a clean full delivery settles what was quarantined before', async () => {
  const { snapshot } = await take('shop', 'clean.csv', `${HEADER}A,r1,10,2026-01-05\nB,r2,6,2026-01-06\n`);
  expect(snapshot?.incompleteReasons).toEqual([]);
  expect(await open('shop')).toEqual([]);
});

test('after the contract is mended, replay takes the rows in and touches nothing newer', async () => {
  await take(
    'feed',
    'f1.csv',
    `${HEADER}A,r1,10,2026-01-05\nB,r2,"1,000.00",2026-01-06\nC,r3,1,2026-01-07\n`,
  );
  await take('feed', 'f2.csv', `${HEADER}A,r1,11,2026-01-05\n`);
  const hopeless = await replay(bench.context, operator, { source: 'feed' });
  expect(hopeless).toMatchObject({ replayed: 1, stillQuarantined: 1 });
  const mended = contract('feed', 'incremental').replace(
    'decimal_separator: "."',
    'decimal_separator: ".", thousands_separator: ","',
  );
  bench.declare({ ...SHOP, 'contracts/feed.payments.v1.yaml': mended.replace('version: 1', 'version: 2') });
  const outcome = await replay(bench.context, operator, { source: 'feed' });
  expect(outcome).toMatchObject({ replayed: 1, stillQuarantined: 0 });
  expect(outcome.deliveries[0]?.snapshot?.incompleteReasons).toEqual([]);
  const { rows } = await bench.context.connection.pool.query(
    `select record_key || '=' || amount as text from payments join streams using (stream_id)
     where source = 'feed' and valid_to is null order by record_key`,
  );
  expect(rows.map((row) => row.text)).toEqual(['A=11.00', 'B=1000.00', 'C=1.00']);
});

test('a key twice in a delivery: equal rows count once, unequal ones are all quarantined', async () => {
  const { file } = await take(
    'shop',
    'double.csv',
    `${HEADER}A,r1,10,2026-01-05\nA,r1,10,2026-01-05\nB,r2,5,2026-01-06\nB,r2,6,2026-01-06\nD,r4,1,2026-01-06\n`,
  );
  expect(file?.counts).toEqual({ accepted: 1, unchanged: 1, quarantined: 3 }); // D new, A unchanged
  expect((await open('shop')).map((row) => [row.row, row.problems[0].rule])).toEqual([
    [2, 'duplicate_row'],
    [3, 'duplicate_key'],
    [4, 'duplicate_key'],
  ]);
});

test('a key twice in the very first delivery of a stream is found too', async () => {
  bench.declare({
    ...SHOP,
    'sources/late.yaml': 'source: late\nentity: acme\ntitle: Late\n',
    'contracts/late.payments.v1.yaml': contract('late', 'full'),
  });
  const { file, snapshot } = await take(
    'late',
    'double.csv',
    `${HEADER}A,r1,10,2026-01-05\nA,r1,11,2026-01-05\nB,r2,1,2026-01-06\n`,
  );
  expect(file?.counts).toEqual({ accepted: 1, unchanged: 0, quarantined: 2 });
  expect(snapshot?.rowCount).toBe(1);
});

test.each([
  ['a file without bytes', '', 'empty_file'],
  ['a quote that never closes', `${HEADER}A,"r1,10,2026-01-05\n`, 'unterminated_quote'],
  ['a missing column', 'id,reference,paid_on\nA,r1,2026-01-05\n', 'missing_column'],
])('%s is rejected whole: recorded, audited, nothing half-written', async (name, content, rule) => {
  const versions = async () =>
    (await bench.context.connection.pool.query('select count(*)::int as n from payments')).rows[0].n;
  const before = await versions();
  const outcome = await take('shop', `${name}.csv`, content);
  expect(outcome.rejected).toMatchObject([{ contract: 'shop.payments', problem: { rule } }]);
  expect(await versions()).toBe(before);
  const { rows } = await bench.context.connection.pool.query(
    `select problem from rejected_deliveries where source = 'shop' and resolved_at is null order by rejection_id desc limit 1`,
  );
  expect(rows[0].problem.rule).toBe(rule);
});

test('a later good delivery makes the rejection good', async () => {
  await take('shop', 'good-again.csv', `${HEADER}A,r1,10,2026-01-05\n`);
  const { rows } = await bench.context.connection.pool.query(
    `select 1 from rejected_deliveries where source = 'shop' and resolved_at is null`,
  );
  expect(rows).toEqual([]);
});

test('a viewer may not ingest, and nothing is kept of the attempt', async () => {
  await expect(
    ingest(bench.context, actorWith('viewer'), { source: 'shop', files: ['/nowhere'] }),
  ).rejects.toMatchObject({ kind: 'denied' });
});
