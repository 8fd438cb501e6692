import { decimal, tryDecimal } from '#core/money/decimal.ts';
import { toText } from '#core/money/format.ts';
import { type Found, type Item, recordsText } from './item.ts';
import { type Expectation, type Outcome, SECTIONS, type Section } from './scenario.ts';

const NOUNS: Record<Section, string> = {
  matches: 'match',
  exceptions: 'exception',
  suggestions: 'suggestion',
  reopened: 'reopened match',
};

/** What is compared although it is not written. */
function defaultsOf(
  section: Section,
  { columns }: Expectation,
  item: Item,
): Record<string, string | undefined> {
  if (section === 'matches')
    // Amounts of two currencies have no difference of their own.
    return {
      ...(item.columns.right_currency ? {} : { difference: '0' }),
      explained: undefined,
      write_off: undefined,
    };
  if (section === 'exceptions') return { class: columns.type === 'timing' ? 'timing' : 'unexplained' };
  return {};
}

/**
 * What differs between what was found and what the scenario lists, in words; nothing where they agree. All must be listed:
 * what is found and not listed differs too.
 */
export function differences(who: string, found: Found, holds: Outcome): string[] {
  const told = SECTIONS.flatMap((section) =>
    compareSection(
      who,
      section,
      found.items.filter((item) => item.section === section),
      holds[section],
    ),
  );
  if (found.incomplete === undefined) return told;
  const [is, wanted] = [[...found.incomplete].sort().join(', '), [...holds.incomplete].sort().join(', ')];
  if (is === wanted) return told;
  return [
    ...told,
    `${who}: the run is ${is === '' ? 'complete' : `incomplete (${is})`}, not ${wanted === '' ? 'complete' : `incomplete (${wanted})`}`,
  ];
}

function compareSection(
  who: string,
  section: Section,
  found: readonly Item[],
  expected: readonly Expectation[],
): string[] {
  const noun = NOUNS[section];
  const open = [...found];
  const told: string[] = [];
  for (const one of expected) {
    const at = open.findIndex((item) => identity(section, item) === identity(section, one));
    const place = `line ${one.at.place.line}`;
    if (at < 0) {
      told.push(`${who}: there is no ${noun} of ${recordsText(one)} (${place})`);
      continue;
    }
    const [item] = open.splice(at, 1) as [Item];
    for (const [column, wanted] of Object.entries({ ...defaultsOf(section, one, item), ...one.columns })) {
      const is = item.columns[column];
      if (!isSame(is, wanted))
        told.push(
          `${who}: ${noun} of ${recordsText(one)}: ${column} is ${is ?? 'none'}, not ${wanted ?? 'none'} (${place})`,
        );
    }
  }
  return [
    ...told,
    ...open.map(
      (item) => `${who}: ${noun === 'exception' ? 'an' : 'a'} ${noun} that is not listed: ${describe(item)}`,
    ),
  ];
}

/** A record is in one match or exception, but may be in many suggestions. */
function identity(section: Section, one: Item | Expectation): string {
  const records = [[...one.left].sort(), [...one.right].sort()];
  return JSON.stringify(section === 'suggestions' ? [records, one.columns.pass] : records);
}

function describe(item: Item): string {
  const columns = Object.entries(item.columns).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} ${value}`],
  );
  return [recordsText(item), ...columns].join(', ');
}

function isSame(is: string | undefined, wanted: string | undefined): boolean {
  return canonical(is) === canonical(wanted === 'none' ? undefined : wanted);
}

/** Amounts are equal by value, lists whatever their order. */
function canonical(text: string | undefined): string | undefined {
  return text
    ?.split(/,\s*/)
    .map((part) =>
      part
        .split(/\s+/)
        .map((word) => (tryDecimal(word) === null ? word : toText(decimal(word))))
        .join(' '),
    )
    .sort()
    .join(', ');
}
