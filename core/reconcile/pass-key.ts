import type { SideName } from './line.ts';
import type { Pass, ReconciliationRules } from './rules.ts';

/**
 * The fields of a side that a pass compares. They are joined to one text a line (`joinKey`): the key that both sides must
 * share, or the text in which the pass looks. No field at all joins to the empty text, which all lines share.
 */
export function passFields(pass: Pass, side: SideName): readonly string[] {
  switch (pass.type) {
    case 'key':
    case 'window':
    case 'fx':
    case 'combination':
      return pass.on.map((on) => on[side]);
    case 'reference':
      return [pass.referenceSide === side ? pass.reference : pass.text];
    case 'similar':
      return [pass.on[side]];
  }
}

/** The fields that make the key under which exceptions stand; none where each line stands on its own. */
export function ownKeyFields(rules: Pick<ReconciliationRules, 'passes'>, side: SideName): readonly string[] {
  const [first] = rules.passes;
  return first?.type === 'key' ? passFields(first, side) : [];
}

/** Whether the lines' own key is that of the first pass; otherwise each line stands under its record key. */
export function isKeyed(rules: Pick<ReconciliationRules, 'passes'>): boolean {
  return rules.passes[0]?.type === 'key';
}
