import { InputRejected } from '#core/failure/failure.ts';

export interface HeaderPlace {
  file: string;
  line?: number;
  delimiter: string;
}

/** For each requested column its index in the file. Names are compared exactly: nothing is trimmed or folded. */
export function bindColumns(
  found: readonly string[],
  requested: readonly string[],
  place: HeaderPlace,
): number[] {
  const index = new Map<string, number>();
  found.forEach((name, at) => {
    const earlier = index.get(name);
    // Exports leave several columns without a name; those cannot be asked for, so they may repeat.
    if (earlier !== undefined && name !== '') {
      throw rejected(place, {
        rule: 'duplicate_column',
        detail: `column ${quoted(name)} appears twice in the header, at ${earlier + 1} and ${at + 1}. Found: ${list(found)}`,
        hint: 'Rename one of them at the source, or declare the names under `header:`.',
      });
    }
    index.set(name, at);
  });
  const missing = requested.filter((name) => name === '' || !index.has(name));
  if (missing.length > 0) {
    throw rejected(place, {
      rule: 'missing_column',
      detail: `the file has no column ${list(missing)}. Found: ${list(found)}`,
      hint: hintFor(found, missing, place.delimiter),
    });
  }
  return requested.map((name) => index.get(name)!);
}

function rejected(
  place: HeaderPlace,
  problem: { rule: string; detail: string; hint: string },
): InputRejected {
  return new InputRejected({ file: place.file, line: place.line, ...problem });
}

function hintFor(found: readonly string[], missing: readonly string[], delimiter: string): string {
  const alike = (name: string) =>
    name
      .trim()
      .toLowerCase()
      .replace(/[\s_-]+/g, '');
  for (const name of missing) {
    const near = found.find((candidate) => alike(candidate) === alike(name) && candidate !== name);
    if (near !== undefined) return `The file writes ${quoted(near)}; names are compared exactly.`;
  }
  if (found.some((name) => name.includes('\0')))
    return 'The file looks like UTF-16: declare `encoding: utf-16le`.';
  const other = [',', ';', '\t', '|'].find((c) => c !== delimiter && found[0]?.includes(c));
  if (found.length === 1 && other)
    return `The header holds ${quoted(other)}: is the declared delimiter ${quoted(delimiter)} right?`;
  return 'Correct the name in the contract, or ask the source why the column is gone.';
}

/** Enough of the names to recognise the file by; the whole list may be thousands long. */
function list(names: readonly string[]): string {
  const shown = names.slice(0, 50).map((name) => quoted(name.length > 60 ? `${name.slice(0, 60)}...` : name));
  return names.length > 50 ? `${shown.join(', ')} and ${names.length - 50} more` : shown.join(', ');
}

function quoted(name: string): string {
  return JSON.stringify(name);
}
