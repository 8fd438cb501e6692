import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '#core/audit/canonical-json.ts';
import { chain, GENESIS, prepare } from '#core/audit/chain.ts';
import { ChainVerifier } from '#core/audit/verify.ts';
import { appendAudit } from '#db/queries/audit-log.ts';
import { readAuditLog } from '#db/queries/audit-read.ts';
import { useDatabase } from '../support/database.ts';

const database = useDatabase();

const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string({ unit: 'binary' }),
    fc.boolean(),
    fc.constant(null),
    fc.maxSafeInteger(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string({ unit: 'binary' }), tie('value'), { maxKeys: 4 }),
  ),
})).value;

const entries = fc.array(
  fc.record({
    actor: fc.string({ unit: 'binary' }),
    entity: fc.string(),
    action: fc.string(),
    subject: fc.oneof(fc.string({ unit: 'binary' }), fc.constant('\ud800 \0 lone')),
    traceId: fc.oneof(
      fc.constant(null),
      fc.uuid().map((id) => id.toUpperCase()),
    ),
    detail: fc.dictionary(fc.string({ unit: 'binary' }), json, { maxKeys: 4 }),
  }),
  { minLength: 1, maxLength: 8 },
);

describe('canonical JSON', () => {
  test('does not depend on the order of keys, and holds the same value', () => {
    expect(canonicalJson({ b: 1, a: [true, null, 'é'], c: undefined })).toBe('{"a":[true,null,"é"],"b":1}');
    fc.assert(
      fc.property(json, (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(canonicalJson(reversed(value))).toBe(text);
      }),
    );
  });

  test('refuses what has no exact text, and names the place', () => {
    expect(() => canonicalJson({ a: { b: [0.1] } })).toThrow('$.a.b[0] is 0.1');
    expect(() => canonicalJson({ a: 2 ** 53 })).toThrow('$.a');
    expect(() => canonicalJson({ a: Number.NaN })).toThrow('$.a');
    expect(() => canonicalJson({ a: new Map() })).toThrow('$.a is a Map');
    expect(() => canonicalJson({ a: () => 1 })).toThrow('$.a is function');
    expect(canonicalJson({ a: -0, b: 9007199254740993n })).toBe('{"a":0,"b":"9007199254740993"}');
  });
});

test('whatever text is written, the stored chain verifies (writer, table and verifier agree to the byte)', async () => {
  await fc.assert(
    fc.asyncProperty(entries, async (batch) => {
      await database.connection.db.transaction().execute((trx) => appendAudit(trx, batch));
      expect(await fault()).toBeUndefined();
    }),
    { numRuns: 60 },
  );
});

test('the SQL of docs/audit.md gives the same hashes', async () => {
  const detail = { total: '12.30', text: 'Zürich\n' };
  const given = { actor: 'ann', entity: 'acme', action: 'a', subject: 'süß', traceId: randomUUID(), detail };
  await database.connection.db
    .transaction()
    .execute((trx) => appendAudit(trx, [given, { ...given, traceId: null }]));
  const { rows } = await sql.raw<{ seq: string }>(await documentedQuery()).execute(database.connection.db);
  expect(rows).toEqual([]);
  await sql`alter table audit_entries disable trigger user`.execute(database.connection.db);
  await sql`update audit_entries set subject = 'x' where seq = 1`.execute(database.connection.db);
  const found = await sql.raw<{ seq: string }>(await documentedQuery()).execute(database.connection.db);
  expect(found.rows.map((row) => row.seq)).toEqual(['1']);
});

test('two entries that differ only in where a field ends have different hashes', () => {
  const base = { actor: 'ab', entity: 'c', action: 'd', subject: 'e', traceId: null, detail: {} };
  const [one] = chain(GENESIS, [prepare(base)], '2026-01-01T00:00:00.000000Z');
  const [other] = chain(
    GENESIS,
    [prepare({ ...base, actor: 'a', entity: 'bc' })],
    '2026-01-01T00:00:00.000000Z',
  );
  expect(one?.hash.equals(other?.hash ?? Buffer.alloc(0))).toBe(false);
});

async function documentedQuery(): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  const text = await readFile('docs/audit.md', 'utf8');
  const query = /```sql\n([\s\S]*?)```/.exec(text)?.[1];
  if (!query) throw new Error('docs/audit.md shows no query');
  return query.replace(/;\s*$/, '');
}

async function fault(): Promise<string | undefined> {
  const verifier = new ChainVerifier();
  for await (const batch of readAuditLog(database.connection)) {
    for (const entry of batch) {
      const bad = verifier.accept(entry);
      if (bad) return `${bad.seq} ${bad.fault}`;
    }
  }
  return undefined;
}

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reversed(item)]),
  );
}
