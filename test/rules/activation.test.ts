import { beforeEach, expect, test } from 'vitest';
import { definitionHash } from '#core/contract/definition-hash.ts';
import { PermissionDenied } from '#core/failure/failure.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import { emptyBooks, keyPass, rulesOf, takeSnapshot } from '#test/reconcile/books.ts';
import { deskOf, PREPARER } from '#test/reconcile/desk.ts';
import { useDatabase } from '#test/support/database.ts';
import { activateRules } from '#workflows/activate-rules.ts';
import type { Context } from '#workflows/context.ts';
import { listRuleVersions } from '#workflows/list-rule-versions.ts';
import { reconcile } from '#workflows/reconcile.ts';

const database = useDatabase();
const reconciliation = 'invoices-to-payments';
const CONTROLLER = {
  ...PREPARER,
  id: 'cora@acme.example',
  grants: [{ entity: 'acme', role: 'controller' as const }],
};

const hashed = (over: Partial<ReconciliationRules> = {}): ReconciliationRules => {
  const { hash: _, ...rest } = rulesOf(over);
  return { ...rest, hash: definitionHash(rest) };
};
const days = (after: number) => hashed({ passes: [keyPass({ days: { before: 0, after } })] });

function desk(
  rules: ReconciliationRules,
  activation: 'automatic' | 'by_hand',
  now = '2026-02-10T09:00:00Z',
): Context {
  const context = deskOf(database.connection, [rules], { now: () => new Date(now) });
  return { ...context, workspace: { ...context.workspace, ruleActivation: activation } };
}

const line = (recordKey: string, date: string) => ({
  ...{ recordKey, reference: 'A', counterparty: null, amount: '10.00', currency: 'EUR', date },
});

/** The payment is four days after the invoice. */
beforeEach(async () => {
  await emptyBooks(database.connection);
  await takeSnapshot(database.connection, 'left', [line('1', '2026-01-10')]);
  await takeSnapshot(database.connection, 'right', [line('2', '2026-01-14')]);
});

async function log() {
  const { rows } = await database.connection.pool.query(
    `select actor, detail::jsonb as detail from audit_entries where action = 'rules.activated' order by seq`,
  );
  return rows.map(({ actor, detail }) => ({ actor, detail }));
}

test('the first run puts the declared rules in force from the beginning, and says so in the log', async () => {
  const before = (await log()).length;
  const run = await reconcile(desk(days(3), 'by_hand'), PREPARER, { reconciliation });
  expect(run).toMatchObject({ ruleVersion: 1, notice: null, exceptionCount: 1 });
  const { versions, draft } = await listRuleVersions(desk(days(3), 'by_hand'), PREPARER, { reconciliation });
  expect(versions).toMatchObject([{ number: 1, effectiveFrom: null, how: 'first_run', isInForce: true }]);
  expect(draft).toBeNull();
  expect((await log()).slice(before)).toMatchObject([
    {
      actor: PREPARER.id,
      detail: { version: 1, how: 'first_run', before_hash: null, after_hash: days(3).hash },
    },
  ]);
  await reconcile(desk(days(3), 'by_hand'), PREPARER, { reconciliation });
  expect(await log()).toHaveLength(before + 1);
});

test('by hand, changed rules are a draft until they are activated; earlier periods keep the version they had', async () => {
  await reconcile(desk(days(3), 'by_hand'), PREPARER, { reconciliation });
  const changed = desk(days(5), 'by_hand');
  const drafted = await reconcile(changed, PREPARER, { reconciliation });
  expect(drafted).toMatchObject({ ruleVersion: 1, exceptionCount: 1 });
  expect(drafted.notice).toContain('differ from version 1 in force');
  expect((await listRuleVersions(changed, PREPARER, { reconciliation })).draft).toMatchObject({
    against: 1,
    differences: [{ path: ['passes', 'by-reference', 'days', 'after'], before: '3', after: '5' }],
  });

  const activated = await activateRules(changed, CONTROLLER, {
    reconciliation,
    from: '2026-02-01',
    note: ' why ',
  });
  expect(activated).toMatchObject({ version: 2, isBackdated: true, touches: [], superseded: [] });
  const of = async (period?: string) => {
    const run = await reconcile(changed, PREPARER, { reconciliation, ...(period ? { period } : {}) });
    return [run.ruleVersion, run.exceptionCount, run.notice];
  };
  expect(await of()).toEqual([2, 0, null]);
  expect(await of('2026-01')).toEqual([1, 1, null]);
  expect(await of('2026-02')).toEqual([2, 0, null]);
  expect(await of('2026-Q1')).toEqual([2, 0, null]);
  const { rows } = await database.connection.pool.query(
    'select period, rule_version, rule_hash from runs order by run_id desc limit 1',
  );
  expect(rows).toEqual([{ period: '2026-Q1', rule_version: 2, rule_hash: days(5).hash }]);
  expect((await log()).at(-1)).toMatchObject({
    actor: CONTROLLER.id,
    detail: {
      ...{ version: 2, how: 'by_hand', effective_from: '2026-02-01', note: 'why', before_version: 1 },
      ...{ before_hash: days(3).hash, after_hash: days(5).hash },
      differences: [{ path: ['passes', 'by-reference', 'days', 'after'], before: '3', after: '5' }],
    },
  });
});

test('a day in the past tells which periods it touches; a later activation decides where both would', async () => {
  await reconcile(desk(days(3), 'by_hand'), PREPARER, { reconciliation });
  await reconcile(desk(days(3), 'by_hand'), PREPARER, { reconciliation, period: '2026-01' });
  await reconcile(desk(days(3), 'by_hand'), PREPARER, { reconciliation, period: '2025' });
  const changed = desk(days(5), 'by_hand');
  const second = await activateRules(changed, CONTROLLER, { reconciliation, from: '2026-01-31' });
  expect(second.touches).toMatchObject([{ period: '2026-01', version: 1 }]);
  const again = await activateRules(changed, CONTROLLER, { reconciliation, from: null, version: 1 });
  expect(again).toMatchObject({ version: 3, hash: days(3).hash, superseded: [1, 2] });
  expect(again.touches.map(({ period }) => period)).toEqual(['2025', '2026-01']);
  const run = await reconcile(changed, PREPARER, { reconciliation, period: '2026-01' });
  expect(run).toMatchObject({ ruleVersion: 3, exceptionCount: 1 });
});

test('the running tie-out changes when the day begins in the zone of the entity', async () => {
  await reconcile(desk(days(3), 'by_hand'), PREPARER, { reconciliation });
  await activateRules(desk(days(5), 'by_hand'), CONTROLLER, { reconciliation, from: '2026-03-01' });
  const at = async (now: string) =>
    (await reconcile(desk(days(5), 'by_hand', now), PREPARER, { reconciliation })).ruleVersion;
  expect(await at('2026-02-28T22:59:59Z')).toBe(1); // 23:59:59 in Berlin
  expect(await at('2026-02-28T23:00:00Z')).toBe(2);
});

test('where rules take effect by themselves, the next run makes a changed file the next version', async () => {
  await reconcile(desk(days(3), 'automatic'), PREPARER, { reconciliation });
  const run = await reconcile(desk(days(5), 'automatic'), PREPARER, { reconciliation, period: '2026-01' });
  expect(run).toMatchObject({ ruleVersion: 2, exceptionCount: 0, notice: null });
  expect((await log()).at(-1)).toMatchObject({ detail: { version: 2, how: 'automatic' } });
});

test('runs at the same time make one version', async () => {
  const runs = await Promise.all(
    ['2026-01', '2026-02', '2026-03'].map((period) =>
      reconcile(desk(days(3), 'automatic'), PREPARER, { reconciliation, period }),
    ),
  );
  expect(runs.map(({ ruleVersion }) => ruleVersion)).toEqual([1, 1, 1]);
});

test('only a controller activates; what is in force already, and days that are none, are refused', async () => {
  await reconcile(desk(days(3), 'by_hand'), PREPARER, { reconciliation });
  const changed = desk(days(5), 'by_hand');
  const activate = (input: { from: string | null; version?: number; note?: string }, who = CONTROLLER) =>
    activateRules(changed, who, { reconciliation, ...input });
  await expect(activateRules(changed, PREPARER, { reconciliation, from: null })).rejects.toThrow(
    PermissionDenied,
  );
  await expect(activate({ from: '2026-02-30' })).rejects.toThrow('no date');
  await expect(activate({ from: null, version: 9 })).rejects.toThrow('no version 9');
  await expect(activate({ from: null, version: 1 })).rejects.toThrow('these are the rules of version 1');
  await expect(activate({ from: null, note: 'x'.repeat(2_001) })).rejects.toThrow('longer');
  expect((await listRuleVersions(changed, PREPARER, { reconciliation })).versions).toHaveLength(1);
});

test('a stored version that lacks newer rules is read with their defaults; one that says more is refused', async () => {
  await reconcile(desk(days(3), 'by_hand'), PREPARER, { reconciliation });
  const { pool } = database.connection;
  await pool.query(`update rule_versions set body = body - 'parts' - 'explain' - 'holidays'`);
  const same = await reconcile(desk(days(3), 'by_hand'), PREPARER, { reconciliation });
  expect(same).toMatchObject({ ruleVersion: 1, notice: null });
  await pool.query(`update rule_versions set body = body || '{"unheard_of": 1}'`);
  await expect(reconcile(desk(days(5), 'by_hand'), PREPARER, { reconciliation })).rejects.toThrow(
    'version 1 of invoices-to-payments cannot be read',
  );
});
