import { copyFile, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { chain, GENESIS, prepare } from '#core/audit/chain.ts';
import type { NewAuditEntry } from '#core/audit/entry.ts';
import { appendAudit } from '#db/queries/audit-log.ts';
import { anchorAudit } from '#workflows/anchor-audit.ts';
import { anchorFile } from '#workflows/anchor-file.ts';
import { type AuditVerification, verifyAudit } from '#workflows/verify-audit.ts';
import { actorWith, testContext } from '../access/context.ts';
import { useDatabase } from '../support/database.ts';

const database = useDatabase();
const context = testContext(() => database.connection);
const auditor = actorWith('auditor');
const operator = actorWith('operator');
const COUNT = 20;
const kept = () => join(context.dataFolder, 'kept-elsewhere.ndjson');

const entry = (i: number): NewAuditEntry => ({
  actor: `person${i}@example.org`,
  entity: 'acme',
  action: 'snapshot.taken',
  subject: `bank/payments/${i} "Zürich" \\N\t\n`,
  traceId: i % 2 === 0 ? `00000000-0000-4000-8000-${String(i).padStart(12, '0')}` : null,
  detail: { rows: i, total: '12.30', nested: { b: [1, null, 'é'], a: true } },
});

/** What somebody with the rights of the database's owner can do: the triggers do not stop him. */
async function tamper(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`set session_replication_role = replica`);
  await work(client).finally(() => client.end());
}

const verify = (file?: string): Promise<AuditVerification> =>
  verifyAudit(context, auditor, { anchorFile: file });

beforeAll(async () => {
  const entries = Array.from({ length: COUNT }, (_, i) => entry(i + 1));
  await database.connection.db.transaction().execute((trx) => appendAudit(trx, entries.slice(0, 12)));
  await database.connection.db.transaction().execute((trx) => appendAudit(trx, entries.slice(12)));
  await anchorAudit(context, operator, undefined);
  await copyFile(anchorFile(context.dataFolder), kept());
  await database.connection.pool.query('create table pristine as select * from audit_entries');
});

afterEach(() =>
  tamper(async (client) => {
    await client.query('truncate audit_entries');
    await client.query('insert into audit_entries select * from pristine');
  }),
);

test('an untouched log verifies, with its anchor', async () => {
  expect(await verify(kept())).toMatchObject({
    ok: true,
    entries: String(COUNT),
    bad: null,
    anchorsChecked: 1,
    anchorProblems: [],
  });
});

test('the table refuses update, delete and truncate', async () => {
  for (const statement of [
    `update audit_entries set actor = 'mallory' where seq = 3`,
    'delete from audit_entries where seq = 3',
    'truncate audit_entries',
  ]) {
    await expect(database.connection.pool.query(statement), statement).rejects.toThrow('append-only');
  }
});

describe('a changed field is found in whichever entry it is', () => {
  const changes: Record<string, string> = {
    at: `at + interval '1 microsecond'`,
    actor: `actor || ' '`,
    entity: `'acme2'`,
    action: `'snapshot.taken2'`,
    subject: `upper(subject)`,
    trace_id: `case when trace_id is null then gen_random_uuid() end`,
    detail: `replace(detail, '12.30', '12.31')`,
    hash: `sha256(hash)`,
  };
  for (const [column, value] of Object.entries(changes)) {
    test(column, async () => {
      for (const seq of [1, 7, COUNT]) {
        await tamper(async (client) => {
          await client.query('truncate audit_entries');
          await client.query('insert into audit_entries select * from pristine');
          await client.query(`update audit_entries set ${column} = ${value} where seq = $1`, [seq]);
        });
        expect(await verify(), `${column} of ${seq}`).toMatchObject({
          ok: false,
          entries: String(seq - 1),
          bad: { seq: String(seq), fault: 'hash' },
        });
      }
    });
  }

  test('text moved from one field to the next', async () => {
    await tamper((client) =>
      client.query(
        `update audit_entries set actor = actor || left(entity, 1), entity = substr(entity, 2) where seq = 5`,
      ),
    );
    expect((await verify()).bad).toMatchObject({ seq: '5', fault: 'hash' });
  });

  test('a time that no clock shows', async () => {
    for (const time of ['infinity', '-infinity', '1999-12-31 23:59:59.999999+00', '0044-03-15 BC']) {
      await tamper((client) => client.query('update audit_entries set at = $1 where seq = 6', [time]));
      expect((await verify()).bad, time).toMatchObject({ seq: '6', fault: 'hash' });
    }
  });

  test('form', async () => {
    await tamper((client) => client.query('update audit_entries set form = 2 where seq = 7'));
    expect((await verify()).bad).toMatchObject({
      seq: '7',
      fault: 'form_unknown',
      expected: '1',
      found: '2',
    });
  });

  test('previous_hash', async () => {
    await tamper((client) =>
      client.query('update audit_entries set previous_hash = sha256(hash) where seq = 7'),
    );
    expect((await verify()).bad).toMatchObject({ seq: '7', fault: 'previous_hash' });
  });
});

test('a deleted entry is a gap', async () => {
  await tamper((client) => client.query('delete from audit_entries where seq = 9'));
  expect((await verify()).bad).toMatchObject({ seq: '10', fault: 'gap', expected: '9', found: '10' });
});

test('a deleted entry is found when those behind it are renumbered', async () => {
  await tamper(async (client) => {
    await client.query('delete from audit_entries where seq = 9');
    for (let seq = 10; seq <= COUNT; seq++) {
      await client.query('update audit_entries set seq = seq - 1 where seq = $1', [seq]);
    }
  });
  expect((await verify()).bad).toMatchObject({ seq: '9', fault: 'previous_hash' });
});

test('a cut tail is a good chain: only the anchor shows it', async () => {
  await tamper((client) => client.query('delete from audit_entries where seq > 15'));
  expect((await verify(await fileWith(''))).ok).toBe(true);
  expect(await verify(kept())).toMatchObject({
    ok: false,
    bad: null,
    anchorProblems: [{ problem: 'truncated', headSeq: 15n, anchor: { seq: 20n } }],
  });
});

test('an emptied log is a good chain: only the anchor shows it', async () => {
  await tamper((client) => client.query('truncate audit_entries'));
  expect(await verify(kept())).toMatchObject({
    ok: false,
    entries: '0',
    anchorProblems: [{ problem: 'truncated' }],
  });
});

test('a chain rewritten from the start is a good chain: only the anchor shows it', async () => {
  await tamper(async (client) => {
    const forged = Array.from({ length: COUNT + 5 }, (_, i) =>
      prepare({ ...entry(i + 1), actor: 'mallory' }),
    );
    await client.query('truncate audit_entries');
    for (const one of chain(GENESIS, forged, '2026-01-01T00:00:00.000000Z')) {
      await client.query('insert into audit_entries values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)', [
        String(one.seq),
        one.at,
        one.actor,
        one.entity,
        one.action,
        one.subject,
        one.traceId,
        one.detail,
        one.form,
        one.previousHash,
        one.hash,
      ]);
    }
  });
  expect(await verify(await fileWith(''))).toMatchObject({ ok: true, entries: String(COUNT + 5) });
  expect(await verify(kept())).toMatchObject({
    ok: false,
    bad: null,
    anchorProblems: [{ problem: 'rewritten', anchor: { seq: 20n } }],
  });
  await expect(anchorAudit(context, operator, undefined)).rejects.toThrow('no longer holds entry 20');
});

describe('the anchor file', () => {
  test('an altered line is a problem, a half-written last one is not', async () => {
    const text = await readFile(kept(), 'utf8');
    expect(await verify(await fileWith(`${text}{"seq":"2`))).toMatchObject({ ok: true, anchorsChecked: 1 });
    expect(await verify(await fileWith(`{"seq":"2\n${text}`))).toMatchObject({
      ok: false,
      anchorProblems: [{ problem: 'unreadable', line: 1 }],
    });
  });

  test('is not written twice for the same head, and mends what a crash left half written', async () => {
    const file = anchorFile(context.dataFolder);
    const whole = await readFile(file, 'utf8');
    expect(await anchorAudit(context, operator, undefined)).toMatchObject({ anchored: false, seq: '20' });
    await database.connection.db.transaction().execute((trx) => appendAudit(trx, [entry(21)]));
    await writeFile(file, `${whole}{"seq":"21","ha`);
    expect(await anchorAudit(context, operator, undefined)).toMatchObject({ anchored: true, seq: '21' });
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).seq)).toEqual(['20', '21']);
    await truncate(file, whole.length);
  });

  test('one that was asked for and is not there is refused', async () => {
    await expect(verify('/nowhere/audit.ndjson')).rejects.toThrow('there is no anchor file');
  });
});

async function fileWith(text: string): Promise<string> {
  const file = join(context.dataFolder, 'given.ndjson');
  await writeFile(file, text);
  return file;
}
