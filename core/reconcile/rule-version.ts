import { dateOfDayNumber } from '../calendar/civil.ts';
import { zoneNamed } from '../calendar/zone.ts';
import { definitionHash } from '../contract/definition-hash.ts';
import { periodEnd } from './period.ts';
import type { ReconciliationRules } from './rules.ts';
import { readStoredRules } from './stored-rules.ts';

/**
 * first_run: what was declared when a reconciliation ran for the first time; automatic: a changed file that the workspace
 * lets take effect by itself; by_hand: a person activated it.
 */
export type Activation = 'first_run' | 'automatic' | 'by_hand';

/** A rule set as it was activated. Numbers count from 1 per reconciliation. */
export interface RuleVersion {
  entity: string;
  reconciliation: string;
  number: number;
  hash: string;
  /** As stored, see `rulesOfVersion`. */
  body: unknown;
  /** The first day of its effect, YYYY-MM-DD; null: from the beginning. */
  effectiveFrom: string | null;
  how: Activation;
  note: string;
  /** ISO 8601. */
  activatedAt: string;
  activatedBy: string;
}

type Effect = Pick<RuleVersion, 'number' | 'effectiveFrom'>;

/** @throws RulesUnreadable */
export function rulesOfVersion({ body, number, reconciliation }: RuleVersion): ReconciliationRules {
  return readStoredRules(body, `version ${number} of ${reconciliation}`);
}

/**
 * The version that decides a tie-out of that day: the one activated last among those in effect by then. Undefined where
 * there is none, which is only before the first run.
 */
export function versionInForce<V extends Effect>(versions: readonly V[], day: string): V | undefined {
  let found: V | undefined;
  for (const version of versions) {
    const begun = version.effectiveFrom === null || version.effectiveFrom <= day;
    if (begun && (found === undefined || version.number > found.number)) found = version;
  }
  return found;
}

/**
 * The first day from which a later activation decides instead; null: none does. It is at or before the version's own first
 * day where the version decides no tie-out any more.
 */
export function supersededFrom(versions: readonly Effect[], version: Effect): string | 'beginning' | null {
  const later = versions.filter(({ number }) => number > version.number);
  if (later.some(({ effectiveFrom }) => effectiveFrom === null)) return 'beginning';
  const days = later.map(({ effectiveFrom }) => effectiveFrom as string).sort();
  return days[0] ?? null;
}

/** Whether there is a day that the version decides. */
export function decidesSomething(versions: readonly Effect[], version: Effect): boolean {
  const end = supersededFrom(versions, version);
  if (end === null) return true;
  return end !== 'beginning' && (version.effectiveFrom === null || version.effectiveFrom < end);
}

/**
 * The day that decides which version a tie-out goes by: the last of its period; for the running tie-out, today in the zone
 * of the entity. @throws PeriodInvalid
 */
export function decidingDay(period: string, zone: string, now: Date): string {
  return periodEnd(period) ?? dayIn(zone, now);
}

/** The calendar day in a zone, YYYY-MM-DD. */
export function dayIn(zone: string, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000);
  return dateOfDayNumber(Math.floor((seconds + (zoneNamed(zone)?.offsetAt(seconds) ?? 0)) / 86_400));
}

/**
 * Whether two rule sets say the same. Their hashes alone do not tell: a rule that a newer version of Tieout knows has its
 * default in rules that were stored before.
 */
export function saySame(one: ReconciliationRules, other: ReconciliationRules): boolean {
  return contentHash(one) === contentHash(other);
}

function contentHash({ hash: _, ...rules }: ReconciliationRules): string {
  return definitionHash(rules);
}

/** Whether a version holds these rules. A version that cannot be read holds others. */
export function holdsRules(version: RuleVersion, rules: ReconciliationRules): boolean {
  try {
    return saySame(rulesOfVersion(version), rules);
  } catch {
    return false;
  }
}
