import { datasetNamed } from '#core/dataset/datasets.ts';
import { didYouMean } from '#core/failure/did-you-mean.ts';
import { ConfigurationInvalid, type ConfigurationProblem } from '#core/failure/failure.ts';
import { periodEnd } from '#core/reconcile/period.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import { dateShape } from '#core/workspace/rule-shapes.ts';
import { block, list, optional, record } from '#core/yaml/block-shapes.ts';
import { parseYaml, type YamlNode } from '#core/yaml/node.ts';
import { name, text } from '#core/yaml/scalar-shapes.ts';
import { INVALID, type Report, refined, reporter, type Shape } from '#core/yaml/shape.ts';
import { datasetOf, recordsOf } from './datasets.ts';
import { readExpectations, readHandMatches } from './read-expectations.ts';
import { datasetsNamed, rulesOf, SIDES } from './rules.ts';
import {
  type Books,
  type Earlier,
  type Expectation,
  NEVER,
  type Scenario,
  SECTIONS,
  type State,
} from './scenario.ts';
import { readTable } from './table.ts';

const DEFAULT_TODAY = '2026-02-01';

/** What is read later, when it is known what it is about. */
const raw: Shape<YamlNode> = { schema: {}, read: (node) => node };

const period = refined(text(), (value) => {
  try {
    periodEnd(value);
    return undefined;
  } catch {
    return {
      message: `"${value}" is not a period`,
      hint: 'a month 2026-01, a quarter 2026-Q1 or a year 2026',
    };
  }
});
const TABLES = { left: optional(raw), right: optional(raw), rates: optional(raw) };
const givenShape = block({
  ...TABLES,
  rules: optional(raw),
  period: optional(period),
  today: optional(dateShape),
  holidays: optional(list(dateShape)),
  match: optional(raw),
  unmatch: optional(raw),
  earlier: optional(
    block({
      ...TABLES,
      ...{
        reconciliation: name(),
        rules: optional(raw),
        period: optional(period),
        today: optional(dateShape),
      },
    }),
  ),
});
const thenShape = block({
  matches: optional(raw),
  exceptions: optional(raw),
  suggestions: optional(raw),
  reopened: optional(raw),
  incomplete: optional(list(text())),
});
// biome-ignore lint/suspicious/noThenProperty: controllers write given and then
const STATE = { given: givenShape, then: thenShape };
const fileShape = block({
  theme: text(),
  about: optional(text()),
  rule_sets: optional(record(/^[a-z0-9][a-z0-9_.-]*$/, 'a name', raw)),
  scenarios: list(
    block({
      ...{ name: text(), why: text() },
      ...STATE,
      later: optional(list(block({ what: text(), ...STATE }), 1, 20)),
    }),
    1,
    200,
  ),
});

type Given = ReturnType<typeof givenShape.read> extends infer Read ? Exclude<Read, typeof INVALID> : never;
type Then = ReturnType<typeof thenShape.read> extends infer Read ? Exclude<Read, typeof INVALID> : never;

interface Reading {
  text: string;
  report: Report;
  ruleSets: Readonly<Record<string, YamlNode>>;
}

/** The scenarios of a file. @throws ConfigurationInvalid with every mistake, its line and column */
export function readScenarios(
  path: string,
  fileText: string,
  entityOf = (index: number) => `s${index}`,
): Scenario[] {
  const problems: ConfigurationProblem[] = [];
  const parsed = parseYaml(path, fileText);
  if ('problems' in parsed) throw new ConfigurationInvalid(parsed.problems);
  const report = reporter(problems);
  const file = fileShape.read(parsed.root, report);
  if (file === INVALID) throw new ConfigurationInvalid(problems);
  const reading = { text: fileText, report, ruleSets: file.rule_sets ?? {} };
  const names = new Set<string>();
  const scenarios = file.scenarios.map((draft, at) => {
    const node = parsed.root.at('scenarios', at);
    if (names.has(draft.name)) report(node.at('name'), `there is another scenario "${draft.name}"`);
    names.add(draft.name);
    return readScenario(draft, node, entityOf(at), reading);
  });
  if (problems.length > 0) throw new ConfigurationInvalid(problems);
  return scenarios as Scenario[];
}

interface Draft {
  name: string;
  why: string;
  given: Given;
  then: Then;
  later?: readonly { what: string; given: Given; then: Then }[] | undefined;
}

function readScenario(draft: Draft, node: YamlNode, entity: string, reading: Reading): Partial<Scenario> {
  const { given } = draft;
  const { file, line } = node.place;
  const holidays = given.holidays ?? [];
  const context = { reconciliation: 'scenario', entity, holidays, attributes: attributesOf(draft, reading) };
  const ruleNode = rulesNode(given.rules, reading);
  const rules = rulesOf(ruleNode, context, reading.report);
  const books = readBooks(given, ruleNode, NEVER, reading);
  return {
    ...{ name: draft.name, why: draft.why, place: `${file}:${line}`, entity, holidays },
    ...(rules === undefined ? {} : { rules }),
    earlier: readEarlier(given, context, books, reading),
    states: readStates(draft, node, { rules, ruleNode }, reading),
  };
}

function readStates(
  draft: Draft,
  node: YamlNode,
  { rules, ruleNode }: { rules: ReconciliationRules | undefined; ruleNode: YamlNode | undefined },
  reading: Reading,
): State[] {
  const { name: _, why: __, later, ...first } = draft;
  let books = NEVER;
  let [inPeriod, today] = ['', DEFAULT_TODAY];
  return [{ what: '', ...first }, ...(later ?? [])].map(({ what, given, then: holds }, at) => {
    if (at > 0) refuseChanges(given, node.at('later', at - 1, 'given'), reading.report);
    const before = books;
    books = readBooks(given, ruleNode, books, reading);
    inPeriod = given.period ?? inPeriod;
    today = given.today ?? today;
    const about = { text: reading.text, books, rules };
    const aboutReopened = { ...about, books: withGone(before, books) };
    return {
      ...{ what, books, period: inPeriod, today },
      match: readHandMatches(given.match, about, reading.report),
      unmatch: readHandMatches(given.unmatch, about, reading.report),
      holds: {
        ...(Object.fromEntries(
          SECTIONS.map((section) => [
            section,
            readExpectations(
              section,
              holds[section],
              section === 'reopened' ? aboutReopened : about,
              reading.report,
            ),
          ]),
        ) as Record<(typeof SECTIONS)[number], Expectation[]>),
        incomplete: holds.incomplete ?? [],
      },
    };
  });
}

/** A match by hand also ends because a record of it is gone: it is named as it was. */
const withGone = (before: Books, books: Books): Books => ({
  ...books,
  left: [...books.left, ...before.left],
  right: [...books.right, ...before.right],
});

/** Rules, holidays and what came before are those of the whole scenario. */
function refuseChanges(given: Given, node: YamlNode, report: Report): void {
  for (const key of ['rules', 'holidays', 'earlier'] as const)
    if (given[key] !== undefined)
      report(node.keyAt(key), `${key} cannot change later`, 'write another scenario');
}

function readEarlier(
  { earlier }: Given,
  context: Parameters<typeof rulesOf>[1],
  books: Books,
  reading: Reading,
): Earlier | undefined {
  if (earlier === undefined) return undefined;
  const node = rulesNode(earlier.rules, reading);
  const rules = rulesOf(node, { ...context, reconciliation: earlier.reconciliation }, reading.report);
  if (rules === undefined) return undefined;
  const { period: inPeriod = '', today = DEFAULT_TODAY } = earlier;
  return { rules, books: readBooks(earlier, node, books, reading), period: inPeriod, today };
}

/** A table that is not written is as it was. */
function readBooks(
  given: Pick<Given, 'left' | 'right' | 'rates'>,
  ruleNode: YamlNode | undefined,
  before: Books,
  { text: fileText, report }: Reading,
): Books {
  const books = { ...before };
  const datasets = { ...datasetsNamed(ruleNode), rates: 'fx_rates' };
  for (const side of [...SIDES, 'rates'] as const) {
    const node = given[side];
    if (node === undefined) continue;
    const dataset = datasetNamed(datasets[side]) ?? datasetOf(datasets[side], node, report);
    if (dataset !== undefined) books[side] = recordsOf(readTable(node, fileText, report), dataset, report);
  }
  return books;
}

/** Rules stand in the scenario, or under a name in `rule_sets`. */
function rulesNode(node: YamlNode | undefined, { ruleSets, report }: Reading): YamlNode | undefined {
  if (node === undefined || node.kind !== 'text') return node;
  const named = ruleSets[node.text];
  if (named === undefined)
    report(node, `there is no rule set "${node.text}"`, didYouMean(node.text, Object.keys(ruleSets)));
  return named;
}

/** The extras that any table of the scenario has. */
function attributesOf(draft: Draft, { text: fileText }: Reading): string[] {
  const found = new Set<string>();
  for (const given of [draft.given, ...(draft.later ?? []).map((one) => one.given)]) {
    for (const node of [given.left, given.right, given.earlier?.left, given.earlier?.right]) {
      for (const { cells } of readTable(node, fileText, () => {}))
        for (const column of cells.keys()) {
          const attribute = /^attributes\.(.+)$/.exec(column)?.[1];
          if (attribute !== undefined) found.add(attribute);
        }
    }
  }
  return [...found];
}
