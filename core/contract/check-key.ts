import type { YamlNode } from '../yaml/node.ts';
import type { Report } from '../yaml/shape.ts';
import { isReadable } from './check-lookups.ts';
import { type Contract, OCCURRENCE_KEY } from './contract.ts';
import { meaningOf } from './names.ts';

export function checkKey(contract: Contract, root: YamlNode, refuse: Report): void {
  const { key } = contract;
  const place = (at: number) => (root.at('key').kind === 'list' ? root.at('key', at) : root.at('key'));
  for (const [at, part] of key.entries()) {
    if (key.indexOf(part) !== at) refuse(place(at), `"${part}" stands in the key twice`);
    if (part === OCCURRENCE_KEY) {
      if (at !== key.length - 1 || key.length === 1)
        refuse(place(at), `${OCCURRENCE_KEY} comes last, after other parts`);
      continue;
    }
    const meaning = meaningOf(contract, part);
    if (meaning.kind === 'column' && !isReadable(contract, part))
      refuse(place(at), `no lookup declares the column "${part}"`);
    if (meaning.kind === 'mapped' && meaning.map.value !== undefined)
      refuse(place(at), `"${part}" is the same for every record`);
  }
}
