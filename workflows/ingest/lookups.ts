import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Contract, Lookup } from '#core/contract/contract.ts';
import { InputRejected } from '#core/failure/failure.ts';
import { readFile } from '#sources/files/read-file.ts';
import { matchesPattern } from './choose-contracts.ts';

/** A lookup is held in memory; a larger companion belongs into a dataset of its own. */
const MAX_LOOKUP_ROWS = 1_000_000;

export interface LookupTable {
  /** Appends the lookup's columns to a row's values; null where the companion has no such row. */
  extend(values: (string | null)[]): void;
}

export interface Companion {
  lookup: Lookup;
  /** Name and place of the file, beside the file that is read. */
  name: string;
  path: string;
}

/** The companion files of a delivery. @throws InputRejected when one is missing or its pattern fits several. */
export async function findCompanions(
  contract: Contract,
  file: { name: string; path: string },
): Promise<Companion[]> {
  if (contract.lookups.length === 0) return [];
  const names = await readdir(dirname(file.path));
  return contract.lookups.map((lookup) => {
    const found = names.filter((name) => matchesPattern(name, lookup.file));
    if (found.length !== 1) {
      throw new InputRejected({
        file: file.name,
        rule: 'companion_missing',
        detail: `the contract joins ${lookup.file}, and ${found.length === 0 ? 'there is none' : `there are ${found.length}`} beside it`,
        hint: 'Deliver both files together in one folder.',
      });
    }
    const name = found[0] as string;
    return { lookup, name, path: join(dirname(file.path), name) };
  });
}

/**
 * Reads a companion whole.
 * @param columns the columns that the reader of the main file was asked for, in order
 */
export async function loadLookup(
  companion: Companion,
  path: string,
  columns: readonly string[],
): Promise<LookupTable> {
  const { lookup } = companion;
  const read = readFile({
    file: companion.name,
    bytes: createReadStream(path),
    columns: [lookup.on.lookupColumn, ...lookup.columns],
    format: lookup.format,
  });
  const table = new Map<string, (string | null)[]>();
  for await (const batch of read.rows) {
    for (const row of batch) {
      const [key, ...values] = row.values;
      if (row.problem || key === null || key === undefined) continue; // rows that need it are quarantined instead
      if (table.has(key)) throw ambiguous(companion, key, row.line);
      table.set(key, values);
      if (table.size > MAX_LOOKUP_ROWS) throw tooLarge(companion);
    }
  }
  const joinedOn = columns.indexOf(lookup.on.column);
  const nothing = lookup.columns.map(() => null);
  return {
    extend(values) {
      const key = values[joinedOn];
      values.push(...((key !== null && key !== undefined && table.get(key)) || nothing));
    },
  };
}

function ambiguous(companion: Companion, key: string, line: number): InputRejected {
  return new InputRejected({
    file: companion.name,
    rule: 'lookup_key_repeated',
    line,
    detail: `${companion.lookup.on.lookupColumn} "${key}" occurs twice, so the join is ambiguous`,
    hint: 'Join on a column that is unique in this file.',
  });
}

function tooLarge(companion: Companion): InputRejected {
  return new InputRejected({
    file: companion.name,
    rule: 'lookup_too_large',
    detail: `a lookup file may have ${MAX_LOOKUP_ROWS} rows`,
    hint: 'Take it in as a dataset of its own.',
  });
}
