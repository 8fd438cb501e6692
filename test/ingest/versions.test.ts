import { describe, expect, test } from 'vitest';
import { ingest } from '#workflows/ingest.ts';
import { actorWith, useWorkflows } from '../support/workflow.ts';
import { SHOP } from './workspace.ts';

const bench = useWorkflows(SHOP);
const operator = actorWith('operator');

async function take(source: string, name: string, content: string) {
  const outcome = await ingest(bench.context, operator, {
    source,
    files: [await bench.deliver(name, content)],
  });
  return { ...outcome, file: outcome.deliveries[0]?.files[0], snapshot: outcome.deliveries[0]?.snapshot };
}

/** What a snapshot holds, as `key=amount` in key order. */
async function held(source: string, snapshotNo: number): Promise<string[]> {
  const { rows } = await bench.context.connection.pool.query(
    `select record_key || '=' || amount as text from payments join streams using (stream_id)
     where source = $1 and valid_from <= $2 and (valid_to is null or valid_to > $2) order by record_key collate "C"`,
    [source, snapshotNo],
  );
  return rows.map((row) => row.text);
}

const HEADER = 'id,reference,amount,paid_on\n';

describe('a full source', () => {
  const first = `${HEADER}A,r1,10,2026-01-05\nB,r2,20.5,2026-01-06\nC,r3,-3.00,2026-01-07\n`;

  test('the first delivery is snapshot 1, with control totals', async () => {
    const { file, snapshot } = await take('shop', 'one.csv', first);
    expect(file).toMatchObject({ read: 3, counts: { accepted: 3, unchanged: 0, quarantined: 0 } });
    expect(snapshot).toMatchObject({ snapshotNo: 1, isNew: true, rowCount: 3, incompleteReasons: [] });
    expect(snapshot?.controlTotals).toEqual([{ currency: 'EUR', field: 'amount', count: 3, sum: '27.50' }]);
    expect(await held('shop', 1)).toEqual(['A=10.00', 'B=20.50', 'C=-3.00']);
  });

  test('the same file again changes nothing', async () => {
    const { file, snapshot } = await take('shop', 'one.csv', first);
    expect(file).toMatchObject({
      status: 'unchanged',
      counts: { accepted: 0, unchanged: 3, quarantined: 0 },
    });
    expect(snapshot).toMatchObject({ snapshotNo: 1, isNew: false });
  });

  test('the same records in another order have the same content hash', async () => {
    const before = (await take('shop', 'one.csv', first)).snapshot?.contentHash;
    const lines = first.trim().split('\n');
    const shuffled = [lines[0], lines[3], lines[1], lines[2]].join('\n');
    const { snapshot } = await take('shop', 'shuffled.csv', shuffled);
    expect(snapshot).toMatchObject({ isNew: false, contentHash: before });
  });

  test('a corrected file makes new versions of just the changed records; the past stays readable', async () => {
    const { file, snapshot } = await take(
      'shop',
      'two.csv',
      `${HEADER}A,r1,10,2026-01-05\nB,r2,21.5,2026-01-06\nD,r4,7,2026-01-08\n`,
    );
    expect(file?.counts).toEqual({ accepted: 2, unchanged: 1, quarantined: 0 });
    expect(snapshot).toMatchObject({ snapshotNo: 2, opened: 2, closed: 2 }); // B changed, D new; B and C closed
    expect(await held('shop', 2)).toEqual(['A=10.00', 'B=21.50', 'D=7.00']);
    expect(await held('shop', 1)).toEqual(['A=10.00', 'B=20.50', 'C=-3.00']);
    const { rows } = await bench.context.connection.pool.query(
      'select count(*)::int as versions from payments',
    );
    expect(rows[0].versions).toBe(5);
  });

  test('a record that comes back gets the next version', async () => {
    await take(
      'shop',
      'three.csv',
      `${HEADER}A,r1,10,2026-01-05\nB,r2,21.5,2026-01-06\nC,r3,-3.00,2026-01-07\n`,
    );
    const { rows } = await bench.context.connection.pool.query(
      `select version, valid_from, valid_to from payments where record_key = 'C' order by version`,
    );
    expect(rows).toEqual([
      { version: 1, valid_from: 1, valid_to: 2 },
      { version: 2, valid_from: 3, valid_to: null },
    ]);
  });

  test('a delivery without rows empties the source: absence means gone', async () => {
    const { snapshot } = await take('shop', 'empty.csv', HEADER);
    expect(snapshot).toMatchObject({ isNew: true, rowCount: 0, closed: 3 });
  });
});

describe('an incremental source', () => {
  test('only what is sent changes', async () => {
    await take('feed', 'f1.csv', `${HEADER}A,r1,10,2026-01-05\nB,r2,20,2026-01-06\n`);
    const { snapshot } = await take('feed', 'f2.csv', `${HEADER}B,r2,25,2026-01-06\n`);
    expect(snapshot).toMatchObject({ snapshotNo: 2, rowCount: 2, opened: 1, closed: 1 });
    expect(await held('feed', 2)).toEqual(['A=10.00', 'B=25.00']);
  });

  test('an older file sent once more does not undo a newer one', async () => {
    const { file } = await take('feed', 'f1-again.csv', `${HEADER}A,r1,10,2026-01-05\nB,r2,20,2026-01-06\n`);
    expect(await held('feed', 2)).toEqual(['A=10.00', 'B=25.00']);
    expect(file).toMatchObject({ takenBefore: true, read: 0 });
  });
});

test('read = accepted + unchanged + quarantined holds for every ingestion, in the database too', async () => {
  await expect(
    bench.context.connection.pool.query('update ingestions set rows_accepted = rows_accepted + 1'),
  ).rejects.toThrow(/check constraint/);
});
