import type { RuleDifference } from '#core/reconcile/rule-difference.ts';
import {
  type Activation,
  dayIn,
  decidesSomething,
  holdsRules,
  type RuleVersion,
  rulesOfVersion,
  supersededFrom,
  versionInForce,
} from '#core/reconcile/rule-version.ts';
import { ruleVersions } from '#db/queries/rule-versions.ts';
import { declaredReconciliation } from './declared.ts';
import { defineWorkflow } from './define.ts';
import { differencesFrom, zoneOf } from './rules-in-force.ts';

export interface ListedVersion {
  number: number;
  hash: string;
  /** Null: from the beginning. */
  effectiveFrom: string | null;
  /** The day from which a later version decides; null: none does. */
  supersededFrom: string | 'beginning' | null;
  /** False: later versions decide every tie-out that this one would. */
  decidesSomething: boolean;
  /** It decides the running tie-out today. */
  isInForce: boolean;
  how: Activation;
  note: string;
  activatedAt: string;
  activatedBy: string;
  /** Against the version before; null where that one cannot be read any more. Empty for the first. */
  differences: RuleDifference[] | null;
  body: unknown;
}

export interface ListedRules {
  reconciliation: string;
  entity: string;
  activation: 'automatic' | 'by_hand';
  /** The newest first. */
  versions: ListedVersion[];
  /** The declared rules, where they differ from the version activated last. */
  draft: { hash: string; against: number; differences: RuleDifference[] | null } | null;
}

/** The versions of a reconciliation's rules, and the draft if there is one. @throws UnknownName */
export const listRuleVersions = defineWorkflow<{ reconciliation: string }, ListedRules>({
  name: 'list-rule-versions',
  permission: 'book.read',
  entityOf: (context, input) => declaredReconciliation(context.workspace, input.reconciliation).entity,
  run: async (context, _actor, input) => {
    const declared = declaredReconciliation(context.workspace, input.reconciliation);
    const versions = await ruleVersions(context.connection.db, declared);
    const inForce = versionInForce(versions, dayIn(zoneOf(context, declared.entity), context.now()));
    const newest = versions.at(-1);
    const listed = versions.map((version, at): ListedVersion => {
      const before = versions[at - 1];
      const { entity: _, reconciliation: __, ...shown } = version;
      return {
        ...shown,
        ...{ supersededFrom: supersededFrom(versions, version), isInForce: version === inForce },
        decidesSomething: decidesSomething(versions, version),
        differences: before ? differencesTo(before, version) : [],
      };
    });
    return {
      ...{ reconciliation: declared.reconciliation, entity: declared.entity },
      activation: context.workspace.ruleActivation ?? 'automatic',
      versions: listed.reverse(),
      draft:
        newest === undefined || holdsRules(newest, declared)
          ? null
          : { hash: declared.hash, against: newest.number, differences: differencesFrom(newest, declared) },
    };
  },
});

function differencesTo(before: RuleVersion, version: RuleVersion): RuleDifference[] | null {
  try {
    return differencesFrom(before, rulesOfVersion(version));
  } catch {
    return null;
  }
}
