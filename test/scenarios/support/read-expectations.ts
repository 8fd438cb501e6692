import { EXCEPTION_CLASSES, EXCEPTION_TYPES } from '#core/exception/exception.ts';
import { didYouMean } from '#core/failure/did-you-mean.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import type { YamlNode } from '#core/yaml/node.ts';
import type { Report } from '#core/yaml/shape.ts';
import { BY_HAND } from './item.ts';
import type { Books, Expectation, HandMatch, Section } from './scenario.ts';
import { type Cell, readTable, type TableRow } from './table.ts';

/** The columns of each section; those after `left` and `right` that are needed come first. */
const COLUMNS: Record<Section, { needed: string[]; more: string[] }> = {
  matches: { needed: ['pass'], more: ['difference', 'explained', 'write_off', 'currency', 'right_currency'] },
  exceptions: {
    needed: ['type', 'difference'],
    more: [
      ...['class', 'cause', 'explained', 'severity', 'rule', 'threshold', 'days_apart', 'parts', 'currency'],
      'right_currency',
      'converted',
      'fx',
      'other',
    ],
  },
  suggestions: { needed: ['label', 'pass'], more: ['difference', 'score', 'alternatives', 'runner_up'] },
  reopened: { needed: [], more: ['moved'] },
};

const WORDS: Readonly<Record<string, readonly string[]>> = {
  type: EXCEPTION_TYPES,
  class: EXCEPTION_CLASSES,
  label: ['unique', 'alternatives', 'truncated', 'difference'],
  severity: ['normal', 'material'],
};
const NUMBERS = [
  'converted',
  'fx',
  'other',
  'difference',
  'write_off',
  'threshold',
  'days_apart',
  'score',
  'alternatives',
];

/** What a section of `then` lists. Columns whose cell is empty are not compared, unless they have a default. */
export function readExpectations(
  section: Section,
  node: YamlNode | undefined,
  { text, books, rules }: { text: string; books: Books; rules: ReconciliationRules | undefined },
  report: Report,
): Expectation[] {
  const { needed, more } = COLUMNS[section];
  return readTable(node, text, report).map((row) => {
    const columns: Record<string, string> = {};
    for (const [name, cell] of row.cells) {
      if (name === 'left' || name === 'right') continue;
      if (![...needed, ...more].includes(name))
        report(
          cell.at,
          `${section} have no column "${name}"`,
          didYouMean(name, ['left', 'right', ...needed, ...more]),
        );
      else if (cell.text !== null) columns[name] = checked(name, cell.text, cell, rules, report);
    }
    for (const name of needed)
      if (columns[name] === undefined) report(row.at, `"${name}" is missing in this row of ${section}`);
    const { left, right } = readKeys(row, books, report);
    return { left, right, columns, at: row.at };
  });
}

function checked(
  name: string,
  text: string,
  { at }: Cell,
  rules: ReconciliationRules | undefined,
  report: Report,
): string {
  const passes = rules && [...rules.passes.map((pass) => pass.name), BY_HAND];
  const known = name === 'pass' ? passes : WORDS[name];
  if (known !== undefined && !known.includes(text))
    report(at, `"${text}" is not a ${name} here`, didYouMean(text, known));
  if (NUMBERS.includes(name) && !/^(-?\d+(\.\d+)?|none)$/.test(text)) report(at, `"${text}" is not a number`);
  return text;
}

/** Record keys of each side, with blanks between them, in one order. */
function readKeys(row: TableRow, books: Books, report: Report): { left: string[]; right: string[] } {
  const keys = (side: 'left' | 'right') => {
    const cell = row.cells.get(side);
    const known = books[side].map(({ recordKey }) => recordKey);
    const named = cell?.text?.split(/[\s,]+/).filter((key) => key !== '') ?? [];
    for (const key of named) {
      if (!known.includes(key))
        report(cell?.at ?? row.at, `there is no record "${key}" on the ${side}`, didYouMean(key, known));
    }
    return named.sort();
  };
  const result = { left: keys('left'), right: keys('right') };
  if (result.left.length + result.right.length === 0)
    report(row.at, 'the row names no record', 'left or right');
  return result;
}

/** Lines that people match, or take apart. */
export function readHandMatches(
  node: YamlNode | undefined,
  { text, books }: { text: string; books: Books },
  report: Report,
): HandMatch[] {
  return readTable(node, text, report).map((row) => {
    for (const [name, cell] of row.cells) {
      const known = ['left', 'right', 'reason', 'note'];
      if (!known.includes(name)) report(cell.at, `there is no column "${name}"`, didYouMean(name, known));
    }
    const [reason, note] = ['reason', 'note'].map((name) => row.cells.get(name)?.text ?? undefined);
    return {
      ...readKeys(row, books, report),
      ...(reason === undefined ? {} : { reason }),
      ...(note === undefined ? {} : { note }),
    };
  });
}
