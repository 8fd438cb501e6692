import { holds } from '#core/access/policy.ts';
import type { RuleDifference } from '#core/reconcile/rule-difference.ts';
import { dayIn, rulesOfVersion, versionInForce } from '#core/reconcile/rule-version.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import { ruleVersions } from '#db/queries/rule-versions.ts';
import { activateRules } from '#workflows/activate-rules.ts';
import { type ListedVersion, listRuleVersions } from '#workflows/list-rule-versions.ts';
import { zoneOf } from '#workflows/rules-in-force.ts';
import { found } from './not-found.server.ts';
import { type RuleWords, ruleWords } from './rule-words.server.ts';
import type { Viewer } from './screen.server.ts';

/** A changed field in words. */
export interface DifferenceWords {
  what: string;
  before: string | null;
  after: string | null;
}

export interface VersionLine extends Omit<ListedVersion, 'body' | 'differences'> {
  /** Null: the version before cannot be read any more. */
  changes: DifferenceWords[] | null;
}

export interface RulesData {
  reconciliation: string;
  title: string;
  activation: 'automatic' | 'by_hand';
  versions: VersionLine[];
  draft: { against: number; changes: DifferenceWords[] | null } | null;
  /** Of the version in force today; of the declared rules before the first run. */
  rules: RuleWords | null;
  today: string;
  canActivate: boolean;
  canBacktest: boolean;
}

export function declaredTo(viewer: Viewer): ReconciliationRules {
  const { name } = viewer.params;
  const declared = viewer.context.workspace.reconciliations.find((it) => it.reconciliation === name);
  const seen = declared && holds(viewer.actor, 'book.read', declared.entity) ? declared : undefined;
  return found(seen, 'reconciliation', name);
}

export async function presentRules(viewer: Viewer): Promise<RulesData> {
  const declared = declaredTo(viewer);
  const { entity, reconciliation, title } = declared;
  const listed = await listRuleVersions(viewer.context, viewer.actor, { reconciliation });
  const shown = await shownRules(viewer, declared);
  return {
    ...{ reconciliation, title, activation: listed.activation, rules: shown.rules },
    versions: listed.versions.map(({ body: _, differences, ...one }) => ({
      ...one,
      changes: changeWords(differences),
    })),
    draft: listed.draft && { against: listed.draft.against, changes: changeWords(listed.draft.differences) },
    today: dayIn(zoneOf(viewer.context, entity), viewer.context.now()),
    canActivate: holds(viewer.actor, 'rules.activate', entity),
    canBacktest: holds(viewer.actor, 'rules.backtest', entity),
  };
}

/** Puts the declared rules, or those of an older version, in force. */
export async function activate(viewer: Viewer, form: FormData): Promise<{ activated: number }> {
  const text = (name: string) => String(form.get(name) ?? '').trim();
  const again = /^[1-9]\d{0,8}$/.test(text('again')) ? Number(text('again')) : undefined;
  const { version } = await activateRules(viewer.context, viewer.actor, {
    ...{ reconciliation: viewer.params.name ?? '', from: text('from'), note: text('note') },
    ...(again === undefined ? {} : { version: again }),
  });
  return { activated: version };
}

/** The rules that a page of the reconciliation shows: those in force for the period in sight. */
export async function shownRules(
  viewer: Viewer,
  declared: ReconciliationRules,
): Promise<{ rules: RuleWords | null; version: number | null; draftAgainst: number | null }> {
  const versions = await ruleVersions(viewer.context.connection.db, declared);
  const { draft } = await listRuleVersions(viewer.context, viewer.actor, declared);
  const today = dayIn(zoneOf(viewer.context, declared.entity), viewer.context.now());
  const version = versionInForce(versions, today);
  if (version === undefined) return { rules: ruleWords(declared), version: null, draftAgainst: null };
  return {
    rules: readable(() => ruleWords(rulesOfVersion(version))),
    version: version.number,
    draftAgainst: draft?.against ?? null,
  };
}

function readable<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

const LISTS: Record<string, string> = { passes: 'Pass', parts: 'Part', explain: 'Explanation' };

export function changeWords(differences: readonly RuleDifference[] | null): DifferenceWords[] | null {
  return differences?.map(({ path, before, after }) => ({ what: pathWords(path), before, after })) ?? null;
}

/** `passes`, `by-order`, `days`, `after` to "Pass by-order: days after". */
export function pathWords([first = '', ...rest]: readonly string[]): string {
  const words = (name: string) => name.replace(/(?<=[a-z])(?=[A-Z][a-z])/g, ' ').replaceAll('_', ' ');
  const spoken = (names: readonly string[]) => names.map((name) => lower(words(name))).join(' ');
  const list = LISTS[first];
  if (list !== undefined) {
    const [name = '', ...field] = rest;
    if (name === 'order' && field.length === 0) return `Order of ${first}`;
    return field.length > 0 ? `${list} ${name}: ${spoken(field)}` : `${list} ${name}`;
  }
  const head = `${first.slice(0, 1).toUpperCase()}${words(first.slice(1))}`;
  return rest.length > 0 ? `${head}: ${spoken(rest)}` : head;
}

/** Codes, such as those of currencies, stay as they are. */
const lower = (text: string) => (/^[A-Z]{3}$/.test(text) ? text : text.toLowerCase());
