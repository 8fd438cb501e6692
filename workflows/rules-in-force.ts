import type { Actor } from '#core/access/actor.ts';
import { ruleDifferences } from '#core/reconcile/rule-difference.ts';
import {
  dayIn,
  decidingDay,
  holdsRules,
  type RuleVersion,
  rulesOfVersion,
  versionInForce,
} from '#core/reconcile/rule-version.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import { appendAudit } from '#db/queries/audit-log.ts';
import { insertRuleVersion, lockRuleVersions, ruleVersions } from '#db/queries/rule-versions.ts';
import { inTransaction, type Trx } from '#db/transaction.ts';
import type { Context } from './context.ts';
import { knowEntity } from './know-entity.ts';

export interface RulesInForce {
  rules: ReconciliationRules;
  /** Number of the version that they are. */
  version: number;
  /** The declared rules differ from the version activated last: they take no effect until somebody activates them. */
  isDraft: boolean;
  /** What whoever runs it must know: one sentence, null where there is nothing to say. */
  notice: string | null;
}

/**
 * The rules by which a tie-out goes: those declared when the first run begins, then the version in force at the end of its
 * period. A step of `reconcile`, which has asked for the permission. Where the workspace lets changed files take effect by
 * themselves, a changed file becomes the next version here.
 * @throws PeriodInvalid, RulesUnreadable
 */
export async function rulesInForce(
  context: Context,
  actor: Actor,
  declared: ReconciliationRules,
  period: string,
): Promise<RulesInForce> {
  const day = decidingDay(period, zoneOf(context, declared.entity), context.now());
  let versions = await ruleVersions(context.connection.db, declared);
  if (takesEffect(context, versions, declared)) {
    versions = await inTransaction(context.connection, (trx) =>
      recordDeclared(context, trx, actor, declared),
    );
  }
  return chosen(versions, declared, day);
}

/** Whether the declared rules become the next version without anybody's doing. */
function takesEffect(
  context: Context,
  versions: readonly RuleVersion[],
  declared: ReconciliationRules,
): boolean {
  const newest = versions.at(-1);
  if (newest === undefined) return true;
  return context.workspace.ruleActivation !== 'by_hand' && !holdsRules(newest, declared);
}

/** Makes the declared rules the next version, from the beginning on, if they still are to be; gives all versions. */
export async function recordDeclared(
  context: Context,
  trx: Trx,
  actor: Actor,
  declared: ReconciliationRules,
): Promise<RuleVersion[]> {
  await lockRuleVersions(trx, declared);
  const versions = await ruleVersions(trx, declared);
  if (!takesEffect(context, versions, declared)) return versions;
  const before = versions.at(-1);
  const version: RuleVersion = {
    ...{ entity: declared.entity, reconciliation: declared.reconciliation },
    ...{ number: (before?.number ?? 0) + 1, hash: declared.hash, body: declared, effectiveFrom: null },
    ...{ how: before ? 'automatic' : 'first_run', note: '' },
    ...{ activatedAt: context.now().toISOString(), activatedBy: actor.id },
  };
  await storeVersion(context, trx, version, { before, after: declared, detail: {} });
  return [...versions, version];
}

/** Writes a version and its audit entry, which tells every field that changed. */
export async function storeVersion(
  context: Context,
  trx: Trx,
  version: RuleVersion,
  told: { before: RuleVersion | undefined; after: ReconciliationRules; detail: Record<string, unknown> },
): Promise<void> {
  const { before, after, detail } = told;
  await knowEntity(context, trx, version.entity);
  await insertRuleVersion(trx, version);
  await appendAudit(trx, [
    {
      actor: version.activatedBy,
      entity: version.entity,
      action: 'rules.activated',
      subject: `rules:${version.entity}/${version.reconciliation}`,
      traceId: context.newTraceId(),
      detail: {
        ...{ reconciliation: version.reconciliation, version: version.number, how: version.how },
        ...{ effective_from: version.effectiveFrom, note: version.note },
        ...{ before_version: before?.number ?? null, before_hash: before?.hash ?? null },
        ...{ after_hash: version.hash, differences: before ? differencesFrom(before, after) : [] },
        ...detail,
      },
    },
  ]);
}

/** Field by field; null where the older version cannot be read any more. */
export function differencesFrom(before: RuleVersion, after: ReconciliationRules) {
  try {
    return ruleDifferences(rulesOfVersion(before), after).map((one) => ({ ...one, path: [...one.path] }));
  } catch {
    return null;
  }
}

function chosen(versions: readonly RuleVersion[], declared: ReconciliationRules, day: string): RulesInForce {
  const inForce = versionInForce(versions, day) ?? (versions[0] as RuleVersion);
  const newest = versions.at(-1) as RuleVersion;
  const isDraft = !holdsRules(newest, declared);
  // The declared rules, where they are the version, spare reading what is stored.
  const rules = holdsRules(inForce, declared) ? declared : rulesOfVersion(inForce);
  const notice = isDraft ? draftNotice(declared.reconciliation, inForce.number, newest.number) : null;
  return { rules, version: inForce.number, isDraft, notice };
}

function draftNotice(name: string, inForce: number, newest: number): string {
  const used =
    inForce === newest ? `version ${inForce} in force` : `version ${newest}; version ${inForce} is in force`;
  return (
    `the declared rules differ from ${used}: try them with ` +
    `\`tieout backtest ${name} --rules declared\`, activate them with \`tieout rules activate ${name} --from DATE\``
  );
}

/**
 * The rule sets whose lines are worth keeping up with each snapshot: those of the running tie-out and of the period that
 * ended last. Others are caught up by the run that reads them.
 */
export async function rulesToProject(
  context: Context,
  declared: ReconciliationRules,
): Promise<ReconciliationRules[]> {
  const versions = await ruleVersions(context.connection.db, declared);
  if (takesEffect(context, versions, declared)) return [declared];
  const today = dayIn(zoneOf(context, declared.entity), context.now());
  const numbers = new Map<number, ReconciliationRules>();
  const beforeThisMonth = `${today.slice(0, 8)}00`;
  for (const day of [today, beforeThisMonth]) {
    const version = versionInForce(versions, day);
    if (version === undefined || numbers.has(version.number)) continue;
    numbers.set(version.number, holdsRules(version, declared) ? declared : rulesOfVersion(version));
  }
  return [...numbers.values()];
}

/** The zone of a declared entity. */
export function zoneOf(context: Context, entity: string): string {
  return context.workspace.entities.find((it) => it.entity === entity)?.zone ?? 'UTC';
}
