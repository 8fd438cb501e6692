import { currencyOf } from '../money/currencies.ts';
import { compare, decimal } from '../money/decimal.ts';
import type { YamlNode } from '../yaml/node.ts';
import type { Report } from '../yaml/shape.ts';

export type Amounts = Readonly<Record<string, string>>;

/** Amounts per currency are exact in it: nothing finer than its minor unit. */
export function checkAmounts(amounts: Amounts, node: YamlNode, refuse: Report): void {
  for (const [code, amount] of Object.entries(amounts)) {
    const currency = currencyOf(code);
    if (currency === undefined) {
      refuse(node.keyAt(code), `"${code}" is not an ISO 4217 currency code`);
      continue;
    }
    const decimals = (amount.split('.')[1] ?? '').replace(/0+$/, '').length;
    if (currency.minorUnits !== null && decimals > currency.minorUnits) {
      refuse(
        node.at(code),
        `${amount} is finer than the minor unit of ${code}`,
        `at most ${currency.minorUnits} decimals`,
      );
    }
  }
}

/** Decimal text that is zero. */
export const isNothing = (amount: string): boolean => /^0*(?:\.0*)?$/.test(amount);

export const isLarger = (amount: string, than: string): boolean =>
  compare(decimal(amount), decimal(than)) > 0;
