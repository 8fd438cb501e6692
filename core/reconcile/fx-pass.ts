import { isZero } from '../money/decimal.ts';
import { pairCurrencies } from './currency-pair.ts';
import type { Facts } from './facts.ts';
import { fxDates, fxTies, splitFx } from './fx.ts';
import { groupByKey } from './group.ts';
import type { Line } from './line.ts';
import type { NumberedPass } from './passes.ts';
import type { FxPass, ReconciliationRules } from './rules.ts';
import type { PassResult, Tied } from './tied.ts';

/** Keys with one currency on each side tie out where the converted left side is the right one, within the allowance. */
export function applyFxPass(
  rest: readonly Line[],
  { pass, keyIndex }: NumberedPass<FxPass>,
  rules: ReconciliationRules,
  { quotes }: Pick<Facts, 'quotes'>,
): PassResult {
  const tied = pairCurrencies(groupByKey(rest, keyIndex)).pairs.flatMap((pair): Tied[] => {
    const split = splitFx(pair, pass, quotes[pass.rates] ?? [], rules);
    // Without a rate nothing is known: the key stays what it is, a break of two currencies.
    if (typeof split === 'string' || !fxTies(pair, pass, split) || !fxDates(pair, pass, rules).within)
      return [];
    const { fx, difference } = split;
    return [
      {
        ...{ key: pair.left.key as string, currency: pair.left.currency, rightCurrency: pair.right.currency },
        ...{ left: pair.left.left, right: pair.right.right, difference },
        explained: fx === null || isZero(fx) ? {} : { fx },
      },
    ];
  });
  return { tied, suggestions: [] };
}
