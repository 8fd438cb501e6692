import type { Section } from './scenario.ts';

/** The pass of a match that people made. */
export const BY_HAND = 'by hand';

/** Something that a run found, told by its records. */
export interface Item {
  section: Section;
  left: readonly string[];
  right: readonly string[];
  /** Every column that an expectation may name; amounts in canonical text, absent where there is none. */
  columns: Readonly<Record<string, string | undefined>>;
}

export interface Found {
  items: readonly Item[];
  /** Why the run is incomplete; undefined where nothing was asked. */
  incomplete: readonly string[] | undefined;
}

/** Amounts by their class, as a scenario writes them: `fee 2, tax 1.5`. */
export function amountsText(amounts: Readonly<Record<string, string>>): string | undefined {
  const texts = Object.entries(amounts).map(([name, amount]) => `${name} ${amount}`);
  return texts.length === 0 ? undefined : texts.sort().join(', ');
}

/** The records of an item in words. */
export function recordsText({ left, right }: Pick<Item, 'left' | 'right'>): string {
  const [l, r] = [left.join(' + '), right.join(' + ')];
  if (l !== '' && r !== '') return `${l} with ${r}`;
  return l !== '' ? `${l} (left)` : `${r} (right)`;
}
