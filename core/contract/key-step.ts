import { OCCURRENCE_KEY } from './contract.ts';
import { escapeKeyPart, MOST_KEY_CHARACTERS } from './record-key.ts';
import { Refusal } from './refusal.ts';
import { type Row, shown } from './row.ts';
import { isStorable } from './text-reader.ts';

export interface KeyPart {
  name: string;
  /** A mapped field's slot, or the index of a column. */
  at: { slot: number } | { column: number };
}

const EMPTY = new Refusal('empty_key', 'a value, because it is part of the key');
const TOO_LONG = new Refusal('key_too_long', `at most ${MOST_KEY_CHARACTERS} characters`);
const UNSTORABLE = new Refusal(
  'unstorable_character',
  'text without U+0000 and without halves of surrogate pairs',
);

/** The key of a row; null, with problems in the row, when a part is missing. */
export function keyStep(parts: readonly KeyPart[], withOccurrence: boolean): (row: Row) => string | null {
  const single = parts.length === 1 && !withOccurrence;
  return (row) => {
    let key: string | null = '';
    for (const [index, part] of parts.entries()) {
      const value = partOf(row, part);
      if (value === null) {
        key = null;
      } else if (key !== null) {
        key = single ? value : `${key}${index === 0 ? '' : '|'}${escapeKeyPart(value)}`;
      }
    }
    // The ingest counts occurrences; every row is its key's first until then.
    if (key !== null && withOccurrence) key += '|1';
    if (key === null || key.length <= MOST_KEY_CHARACTERS) return key;
    refuse(row, OCCURRENCE_KEY, null, key, TOO_LONG);
    return null;
  };
}

function partOf(row: Row, { name, at }: KeyPart): string | null {
  const isField = 'slot' in at;
  const value = (isField ? row.slots[at.slot] : row.values[at.column]) ?? null;
  if (value !== null && value !== '') {
    if (isField || isStorable(value)) return value;
    refuse(row, name, name, value, UNSTORABLE);
    return null;
  }
  // A field that was refused has its problem already.
  if (!isField || !row.failed.has(at.slot)) refuse(row, name, isField ? null : name, value, EMPTY);
  return null;
}

function refuse(row: Row, name: string, column: string | null, value: string | null, refusal: Refusal): void {
  const field = name === OCCURRENCE_KEY ? 'record_key' : name;
  row.problems.push({ field, column, value: shown(value), rule: refusal.rule, expected: refusal.expected });
}
