import type { Actor } from '#core/access/actor.ts';
import { dayNumberOf } from '#core/calendar/civil.ts';
import {
  ActivationNoteInvalid,
  EffectiveDateInvalid,
  RulesInForceAlready,
  RuleVersionNotFound,
} from '#core/reconcile/failures.ts';
import { periodEnd } from '#core/reconcile/period.ts';
import type { RuleDifference } from '#core/reconcile/rule-difference.ts';
import {
  dayIn,
  decidesSomething,
  holdsRules,
  type RuleVersion,
  rulesOfVersion,
  versionInForce,
} from '#core/reconcile/rule-version.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import { lastRunsOf, lockRuleVersions, ruleVersions } from '#db/queries/rule-versions.ts';
import { inTransaction, type Trx } from '#db/transaction.ts';
import type { Context } from './context.ts';
import { declaredReconciliation } from './declared.ts';
import { defineWorkflow } from './define.ts';
import { differencesFrom, recordDeclared, storeVersion, zoneOf } from './rules-in-force.ts';

export interface ActivateRulesInput {
  reconciliation: string;
  /** First day of the effect, YYYY-MM-DD; null: all periods from the beginning on. */
  from: string | null;
  note?: string;
  /** An older version that shall be in force again; absent: the declared rules. */
  version?: number;
}

export interface ActivatedRules {
  reconciliation: string;
  entity: string;
  version: number;
  hash: string;
  effectiveFrom: string | null;
  /** Against the version that was in force on the first day; null where that one cannot be read any more. */
  differences: RuleDifference[] | null;
  /** Versions that decide no tie-out any more because of this one. */
  superseded: number[];
  /** The effect begins before today. */
  isBackdated: boolean;
  /** Periods that were run by another version before, and whose next run goes by this one. */
  touches: { period: string; runId: string; version: number | null }[];
}

const MOST_NOTE = 2_000;

/**
 * Makes the declared rules, or those of an older version, the next version. It decides the tie-outs whose period ends on
 * or after its first day, and the running one from that day on; the runs there are stay as they are. Audited with the
 * hashes and the fields that changed. The first version there is is in force from the beginning, whatever the day.
 * @throws UnknownName, EffectiveDateInvalid, ActivationNoteInvalid, RuleVersionNotFound, RulesInForceAlready, RulesUnreadable
 */
export const activateRules = defineWorkflow<ActivateRulesInput, ActivatedRules>({
  name: 'activate-rules',
  permission: 'rules.activate',
  entityOf: (context, input) => declaredReconciliation(context.workspace, input.reconciliation).entity,
  run: async (context, actor, input) => {
    const declared = declaredReconciliation(context.workspace, input.reconciliation);
    const note = (input.note ?? '').trim();
    if (input.from !== null && dayNumberOf(input.from) === null) throw new EffectiveDateInvalid(input.from);
    if (note.length > MOST_NOTE) throw new ActivationNoteInvalid(MOST_NOTE);
    return inTransaction(context.connection, async (trx) => {
      await lockRuleVersions(trx, declared);
      const known = await ruleVersions(trx, declared);
      if (known.length === 0) return activateFirst(context, trx, actor, declared);
      return activateNext(context, trx, actor, {
        declared,
        known,
        from: input.from,
        note,
        again: input.version,
      });
    });
  },
});

async function activateFirst(
  context: Context,
  trx: Trx,
  actor: Actor,
  declared: ReconciliationRules,
): Promise<ActivatedRules> {
  const [first] = await recordDeclared(context, trx, actor, declared);
  const { number, hash } = first as RuleVersion;
  return {
    ...{ reconciliation: declared.reconciliation, entity: declared.entity, version: number, hash },
    ...{ effectiveFrom: null, differences: [], superseded: [], isBackdated: false, touches: [] },
  };
}

interface Step {
  declared: ReconciliationRules;
  known: readonly RuleVersion[];
  from: string | null;
  note: string;
  again: number | undefined;
}

async function activateNext(
  context: Context,
  trx: Trx,
  actor: Actor,
  { declared, known, from, note, again }: Step,
): Promise<ActivatedRules> {
  const rules = again === undefined ? declared : older(known, declared.reconciliation, again);
  const newest = known.at(-1) as RuleVersion;
  if (newest.effectiveFrom === from && holdsRules(newest, rules))
    throw new RulesInForceAlready(declared.reconciliation, newest.number, from);
  const version: RuleVersion = {
    ...{ entity: declared.entity, reconciliation: declared.reconciliation, number: newest.number + 1 },
    ...{ hash: rules.hash, body: rules, effectiveFrom: from, how: 'by_hand', note },
    ...{ activatedAt: context.now().toISOString(), activatedBy: actor.id },
  };
  const before = versionInForce(known, from ?? '0001-01-01') ?? known[0];
  const all = [...known, version];
  const changed = {
    superseded: known
      .filter((one) => decidesSomething(known, one) && !decidesSomething(all, one))
      .map((one) => one.number),
    isBackdated: from === null || from < dayIn(zoneOf(context, declared.entity), context.now()),
    touches: await touched(trx, all),
  };
  const detail = {
    ...{ superseded: changed.superseded, backdated: changed.isBackdated, activates_again: again ?? null },
    touches: changed.touches.map(({ period, runId, version: by }) => ({ period, run: runId, version: by })),
  };
  await storeVersion(context, trx, version, { before, after: rules, detail });
  return {
    ...{ reconciliation: version.reconciliation, entity: version.entity, version: version.number },
    ...{ hash: version.hash, effectiveFrom: from, ...changed },
    differences: before ? differencesFrom(before, rules) : [],
  };
}

function older(known: readonly RuleVersion[], reconciliation: string, number: number): ReconciliationRules {
  const found = known.find((one) => one.number === number);
  if (!found) throw new RuleVersionNotFound(reconciliation, number);
  return rulesOfVersion(found);
}

/** Periods that were run and that the last of `all`, the new version, decides from now on. */
async function touched(trx: Trx, all: readonly RuleVersion[]): Promise<ActivatedRules['touches']> {
  const added = all.at(-1) as RuleVersion;
  const runs = await lastRunsOf(trx, added);
  return runs.filter(({ period }) => {
    const end = periodEnd(period);
    return end !== null && versionInForce(all, end) === added;
  });
}
