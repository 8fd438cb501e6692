import { type Kysely, sql } from 'kysely';
import type { RuleVersion } from '#core/reconcile/rule-version.ts';
import type { Database } from '../schema/database.ts';
import type { Trx } from '../transaction.ts';

/** The versions of a reconciliation's rules, the first one first. */
export async function ruleVersions(
  db: Kysely<Database>,
  of: { entity: string; reconciliation: string },
): Promise<RuleVersion[]> {
  const rows = await db
    .selectFrom('rule_versions')
    .selectAll()
    .where('entity', '=', of.entity)
    .where('name', '=', of.reconciliation)
    .orderBy('number')
    .execute();
  return rows.map((row) => ({
    ...{ entity: row.entity, reconciliation: row.name, number: row.number, hash: row.hash, body: row.body },
    ...{ effectiveFrom: row.effective_from, how: row.how, note: row.note },
    ...{ activatedAt: row.activated_at, activatedBy: row.activated_by },
  }));
}

/** Versions of one reconciliation are counted by one transaction at a time. */
export async function lockRuleVersions(
  trx: Trx,
  { entity, reconciliation }: { entity: string; reconciliation: string },
): Promise<void> {
  const name = `rules:${entity}/${reconciliation}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(trx);
}

export async function insertRuleVersion(trx: Trx, version: RuleVersion): Promise<void> {
  await trx
    .insertInto('rule_versions')
    .values({
      ...{ entity: version.entity, name: version.reconciliation, number: version.number },
      ...{ hash: version.hash, body: JSON.stringify(version.body), effective_from: version.effectiveFrom },
      ...{ how: version.how, note: version.note },
      ...{ activated_at: version.activatedAt, activated_by: version.activatedBy },
    })
    .execute();
}

/** Notes on a run, in its own transaction, which version it went by. */
export async function pinRuleVersion(trx: Trx, runId: string, number: number): Promise<void> {
  await trx.updateTable('runs').set({ rule_version: number }).where('run_id', '=', runId).execute();
}

/** The last run of each tie-out of a reconciliation, and the version that it went by. */
export interface LastRun {
  period: string;
  runId: string;
  /** Null for a run from before there were versions. */
  version: number | null;
}

export async function lastRunsOf(
  db: Kysely<Database>,
  { entity, reconciliation }: { entity: string; reconciliation: string },
): Promise<LastRun[]> {
  const rows = await db
    .selectFrom('tie_outs as t')
    .innerJoin('runs as r', 'r.run_id', 't.last_run')
    .select(['t.period', 'r.run_id', 'r.rule_version'])
    .where('t.entity', '=', entity)
    .where('t.name', '=', reconciliation)
    .orderBy('t.period')
    .execute();
  return rows.map((row) => ({ period: row.period, runId: row.run_id, version: row.rule_version }));
}
