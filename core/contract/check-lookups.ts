import { didYouMean } from '../failure/did-you-mean.ts';
import type { YamlNode } from '../yaml/node.ts';
import type { Report } from '../yaml/shape.ts';
import type { Contract } from './contract.ts';
import { isLookupColumn } from './names.ts';

/** Lookups join the file itself, have their own names, and what is read from them they declare. */
export function checkLookups(contract: Contract, root: YamlNode, refuse: Report): void {
  const names = new Set<string>();
  for (const [at, lookup] of contract.lookups.entries()) {
    const node = root.at('lookups', at);
    if (names.has(lookup.name)) refuse(node.at('name'), `there are two lookups "${lookup.name}"`);
    names.add(lookup.name);
    if (isLookupColumn(contract, lookup.on.column))
      refuse(node.at('on'), 'a lookup joins a column of the file itself');
    const { format } = lookup;
    if (format.type !== 'csv' && format.type !== 'ndjson')
      refuse(node, `a lookup is CSV or NDJSON, not ${format.type}`, 'declare its format');
    const usesMainHeader =
      !node.entries.some(({ key }) => key === 'format') &&
      format.type === 'csv' &&
      format.header !== 'first_row';
    if (usesMainHeader)
      refuse(node, 'the columns of this file are not those of the main file', 'declare its format');
  }
  for (const group of ['fields', 'attributes'] as const) {
    for (const [name, map] of Object.entries(contract[group])) {
      if (map.from !== undefined) checkColumn(contract, map.from, root.at(group, name, 'from'), refuse);
    }
  }
}

/** False when the name starts like a lookup's column that the lookup does not declare. */
export function isReadable(contract: Contract, column: string): boolean {
  return !isLookupColumn(contract, column) || lookupColumns(contract).includes(column);
}

function checkColumn(contract: Contract, column: string, node: YamlNode, refuse: Report): void {
  if (isReadable(contract, column)) return;
  refuse(node, `no lookup declares the column "${column}"`, didYouMean(column, lookupColumns(contract)));
}

export const lookupColumns = (contract: Contract): string[] =>
  contract.lookups.flatMap((lookup) => lookup.columns.map((column) => `${lookup.name}.${column}`));
