import { readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { PermissionDenied } from '#core/failure/failure.ts';
import { listPublications } from '#db/queries/publications.ts';
import { ExportNotProven, StorageFailed, ValueDoesNotFit } from '#exports/failures.ts';
import { verifyExportFolder } from '#exports/verify/verify-folder.ts';
import type { Progress } from '#workflows/context.ts';
import { type PublishExportInput, publishExport } from '#workflows/publish-export.ts';
import { useDatabase } from '../support/database.ts';
import { useFolder } from './support/folder.ts';
import { CONTROLLER, contextFor, WORKSPACE } from './support/publishing.ts';
import { ENTITY, type SeededStream, seedRecords, seedSnapshot, seedStream } from './support/seed.ts';

const database = useDatabase();
const folder = useFolder();
let bank: SeededStream;

const payment = (record_key: string, value_date: string, amount: string, currency = 'EUR') => ({
  ...{ record_key, value_date, amount, currency },
});

beforeAll(async () => {
  bank = await seedStream(database.connection.pool, {
    source: 'bank',
    dataset: 'payments',
    records: [
      payment('p1', '2026-01-01', '100.10'),
      payment('p2', '2026-01-31', '-40.05'),
      payment('p3', '2026-02-01', '7', 'JPY'),
    ],
  });
});

const ALL = ['csv', 'xlsx', 'parquet'] as const;

function publish(input: Partial<PublishExportInput> = {}, onProgress?: (step: Progress) => void) {
  const context = contextFor(database.connection, folder.path, onProgress);
  return publishExport(context, CONTROLLER, { export: 'payments', entity: ENTITY, formats: ALL, ...input });
}

const series = (name: string) => join(folder.path, 'exports', ENTITY, name, 'v1');
const visible = async (name: string) =>
  (await readdir(series(name)).catch(() => [])).filter((it) => !it.startsWith('.') && !it.endsWith('.json'));

describe('a publication', () => {
  test('holds each format, a manifest, and proves itself without a database', async () => {
    const { folder: published, manifest } = await publish();
    expect((await readdir(published)).sort()).toEqual([
      ...['manifest.json', 'payments.csv', 'payments.parquet', 'payments.xlsx'],
    ]);
    expect(JSON.parse(await readFile(join(published, 'manifest.json'), 'utf8'))).toEqual(manifest);
    expect(manifest).toMatchObject({ state: 'final', rows: 3, period: null, reasons: [] });
    expect(await verifyExportFolder(published)).toMatchObject({ ok: true, problems: [] });
  });

  test('is found through latest.json, the database and the audit log, and supersedes the one before', async () => {
    const first = await publish();
    const second = await publish();
    expect(second.manifest.supersedes).toBe(first.publicationId);
    const pointer = JSON.parse(await readFile(join(series('payments'), 'latest.json'), 'utf8'));
    expect(pointer.publication_id).toBe(second.publicationId);
    const current = await listPublications(database.connection.db, {
      ...{ entities: [ENTITY], exportName: 'payments', currentOnly: true, limit: 10 },
    });
    expect(current).toMatchObject([{ publicationId: second.publicationId, rows: '3', period: '' }]);
    expect(current[0]?.folder).toBe(`exports/${ENTITY}/payments/v1/${second.publicationId}`);
    const { rows } = await database.connection.pool.query(
      `select detail from audit_entries where action = 'export.published' and subject like '%' || $1`,
      [second.publicationId],
    );
    expect(JSON.parse(rows[0].detail)).toMatchObject({ rows: 3, state: 'final' });
  });

  test('of the same pins has the same bytes', async () => {
    const hashes = async () =>
      (await publish()).manifest.files.map(({ name, sha256, bytes }) => ({ name, sha256, bytes }));
    expect(await hashes()).toEqual(await hashes());
  });

  test('of a period holds what is dated within it, and has its own pointer', async () => {
    const { manifest, folder: published } = await publish({ period: '2026-01' });
    expect(manifest.rows).toBe(2);
    expect(manifest.control_totals).toEqual([{ column: 'amount', currency: 'EUR', rows: 2, total: '60.05' }]);
    expect((await publish({ period: '2026-Q1' })).manifest.rows).toBe(3);
    expect((await publish({ period: '2025' })).manifest.rows).toBe(0);
    expect((await verifyExportFolder(published)).ok).toBe(true);
    expect(await readdir(series('payments'))).toContain('latest-2026-01.json');
    await expect(publish({ period: '2026-13' })).rejects.toThrow(/not a period/);
  });

  test('shows a snapshot, not what came later', async () => {
    const { pool } = database.connection;
    await seedStream(pool, { source: 'old', dataset: 'invoices', records: [] });
    const stream = await seedStream(pool, {
      source: 'shop',
      dataset: 'invoices',
      records: [
        {
          record_key: 'i1',
          kind: 'sale',
          issue_date: '2026-01-01',
          gross: '1',
          currency: 'EUR',
          valid_to: 2,
        },
        { record_key: 'i2', kind: 'sale', issue_date: '2026-01-01', gross: '2', currency: 'EUR' },
      ],
    });
    await seedRecords(pool, 'invoices', stream, [
      {
        record_key: 'i1',
        version: 2,
        valid_from: 2,
        kind: 'sale',
        issue_date: '2026-01-01',
        gross: '10',
        currency: 'EUR',
      },
    ]);
    expect((await publish({ export: 'invoices' })).manifest.control_totals[0]?.total).toBe('3');
    await seedSnapshot(pool, {
      ...{ source: 'shop', dataset: 'invoices', no: 2, rows: 2 },
      streamId: stream.streamId,
    });
    expect((await publish({ export: 'invoices' })).manifest.control_totals[0]?.total).toBe('12');
  });

  test('without any row has its columns and no totals', async () => {
    const { manifest, folder: published } = await publish({ export: 'quotations' });
    expect(manifest).toMatchObject({ rows: 0, control_totals: [] });
    expect((await verifyExportFolder(published)).ok).toBe(true);
  });

  test('goes where it is asked to', async () => {
    const { folder: published } = await publish({ outFolder: join(folder.path, 'elsewhere') });
    expect(published).toMatch(/elsewhere\/acme\/payments\/v1\//);
    expect((await verifyExportFolder(published)).ok).toBe(true);
  });
});

describe('a publication is provisional, and says why', () => {
  test('when a snapshot is incomplete', async () => {
    await seedStream(database.connection.pool, {
      ...{ source: 'bank', dataset: 'statements', completeness: 'incomplete' as const },
      records: [
        {
          record_key: 's',
          account: 'a',
          closing_balance: '1',
          opening_balance: '1',
          currency: 'EUR',
          period_end: '2026-01-31',
          proven: false,
        },
      ],
    });
    const { manifest } = await publish({ export: 'statements' });
    expect(manifest.state).toBe('provisional');
    expect(manifest.reasons).toEqual([
      {
        rule: 'snapshot_incomplete',
        subject: 'bank/statements',
        details: [{ reason: 'quarantined_rows', count: 3 }],
      },
    ]);
  });

  test('when a declared source never brought anything, or a delivery was rejected', async () => {
    const { pool } = database.connection;
    await pool.query(
      `insert into rejected_deliveries (entity, source, dataset, contract, file, raw_id, problem, at, actor, trace_id)
       select '${ENTITY}', 'bank', 'approvals', 'bank.approvals', 'a.csv', max(raw_id), '{"rule": "truncated"}', now(), 'test',
              gen_random_uuid() from raw_objects`,
    );
    const workspace = {
      ...WORKSPACE,
      sources: [{ source: 'bank', entity: ENTITY, title: 'Bank' }],
      contracts: [{ contract: 'bank.approvals', source: 'bank', dataset: 'approvals' }],
    } as unknown as typeof WORKSPACE;
    const context = contextFor(database.connection, folder.path, undefined, workspace);
    const { manifest } = await publishExport(context, CONTROLLER, { export: 'approvals', formats: ['csv'] });
    expect(manifest.reasons.map(({ rule, subject }) => `${rule} ${subject}`)).toEqual([
      ...['never_ingested bank/approvals', 'delivery_rejected bank/approvals'],
    ]);
  });
});

describe('nothing is published', () => {
  test('when a value does not fit: the record and the column are named', async () => {
    const { pool } = database.connection;
    const unfit = (amount: string) =>
      pool.query('update payments set amount = $1::numeric where record_key = $2', [amount, 'p2']);
    const before = await visible('payments');
    for (const amount of ['0.123456789', '1e30', 'NaN', '-Infinity']) {
      await unfit(amount);
      const failure = await publish().catch((error: unknown) => error);
      expect(failure, amount).toBeInstanceOf(ValueDoesNotFit);
      expect((failure as ValueDoesNotFit).misfit).toMatchObject({
        ...{ column: 'amount', declared: 'DECIMAL(38,8)', record: { source: 'bank', record_key: 'p2' } },
      });
    }
    await unfit('-40.05');
    await pool.query(`update payments set value_date = 'infinity' where record_key = 'p1'`);
    await expect(publish()).rejects.toThrow(/"infinity" in column value_date of source bank, record_key p1/);
    await pool.query(`update payments set value_date = '2026-01-01' where record_key = 'p1'`);
    expect(await visible('payments')).toEqual(before);
  });

  test('when the rows are not those that the snapshot promises', async () => {
    await database.connection.pool.query('update snapshots set row_count = 4 where stream_id = $1', [
      bank.streamId,
    ]);
    await expect(publish()).rejects.toThrow(ExportNotProven);
    await database.connection.pool.query('update snapshots set row_count = 3 where stream_id = $1', [
      bank.streamId,
    ]);
  });

  test.each(ALL)('when the disk is full while %s is written', async (format) => {
    const before = await visible('payments');
    let id = '';
    // The kernel itself says ENOSPC: the file is put on the device that is always full.
    const context = contextFor(database.connection, folder.path, (step) => {
      if (step.step === 'gather')
        full = symlink('/dev/full', join(series('payments'), `.staging-${id}`, `payments.${format}`));
    });
    let full: Promise<void> | undefined;
    const newTraceId = context.newTraceId;
    context.newTraceId = () => {
      const made = newTraceId();
      id ||= made;
      return made;
    };
    const failure = await publishExport(context, CONTROLLER, {
      export: 'payments',
      entity: ENTITY,
      formats: [format],
    }).catch((error: unknown) => error);
    await full;
    expect(failure).toBeInstanceOf(StorageFailed);
    expect(failure).toMatchObject({
      code: 'ENOSPC',
      kind: 'unavailable',
      hint: expect.stringContaining('space'),
    });
    expect(await visible('payments')).toEqual(before);
    expect((await readdir(series('payments'))).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('when the folder cannot be made', async () => {
    await writeFile(join(folder.path, 'a-file'), '');
    await expect(publish({ outFolder: join(folder.path, 'a-file') })).rejects.toThrow(StorageFailed);
  });

  test.each(['gather', 'write csv', 'prove csv', 'write parquet', 'write manifest', 'reveal', 'record'])(
    'when it fails at the step "%s": neither files nor a row stay behind',
    async (failing) => {
      const before = await visible('payments');
      const rows = async () =>
        (await database.connection.pool.query('select count(*) from publications')).rows[0].count;
      const count = await rows();
      const fail = ({ step }: Progress) => {
        if (step === failing) throw new Error(`failed at ${step}`);
      };
      await expect(publish({}, fail)).rejects.toThrow(`failed at ${failing}`);
      expect(await visible('payments')).toEqual(before);
      expect((await readdir(series('payments'))).filter((name) => name.startsWith('.'))).toEqual([]);
      expect(await rows()).toBe(count);
    },
  );

  test('for who may not, for what there is not', async () => {
    const context = contextFor(database.connection, folder.path);
    const viewer = { ...CONTROLLER, grants: [{ entity: ENTITY, role: 'viewer' as const }] };
    await expect(publishExport(context, viewer, { export: 'payments' })).rejects.toThrow(PermissionDenied);
    await expect(publish({ export: 'paymentz' })).rejects.toThrow(/no export named "paymentz"/);
    await expect(publish({ entity: 'other' })).rejects.toThrow(/no entity named "other"/);
    await expect(publish({ formats: ['pdf' as 'csv'] })).rejects.toThrow(/no format named "pdf"/);
    await expect(
      publish({ csv: { delimiter: 'x', decimalSeparator: '.', guardFormulas: true, byteOrderMark: true } }),
    ).rejects.toThrow(/no delimiter/);
  });
});
