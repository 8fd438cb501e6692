import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allCurrencies, currencyOf } from '#core/money/currencies.ts';
import { decimal } from '#core/money/decimal.ts';
import { CurrencyMismatch, CurrencyUnknown, DecimalMalformed } from '#core/money/failures.ts';
import { toText } from '#core/money/format.ts';
import {
  BIGINT_MAX,
  BIGINT_MIN,
  fromMinorUnits,
  scaledBigInt,
  toMinorUnits,
} from '#core/money/minor-units.ts';
import { addMoney, amountText, compareMoney, money, negateMoney, subtractMoney } from '#core/money/money.ts';

test('currencies are those of ISO 4217', () => {
  expect(currencyOf('EUR')).toEqual({ code: 'EUR', name: 'Euro', minorUnits: 2, withdrawn: null });
  expect(currencyOf('JPY')?.minorUnits).toBe(0);
  expect(currencyOf('KWD')?.minorUnits).toBe(3);
  expect(currencyOf('CLF')?.minorUnits).toBe(4);
  expect(currencyOf('XAU')).toMatchObject({ minorUnits: null, withdrawn: null });
  expect(currencyOf('DEM')?.withdrawn).toBe('2002-03');
  expect(currencyOf('eur')).toBeUndefined();
  expect(currencyOf('constructor')).toBeUndefined();
  expect(allCurrencies().every((currency) => /^[A-Z]{3}$/.test(currency.code))).toBe(true);
});

test('money is checked when it is made, and never mixes currencies', () => {
  expect(() => money('1', 'XYZ')).toThrow(CurrencyUnknown);
  expect(() => money('1,00', 'EUR')).toThrow(DecimalMalformed);
  expect(() => addMoney(money('1', 'EUR'), money('1', 'USD'))).toThrow(CurrencyMismatch);
  expect(() => compareMoney(money('1', 'EUR'), money('1', 'USD'))).toThrow(CurrencyMismatch);
  expect(amountText(addMoney(money('0.1', 'EUR'), money('0.2', 'EUR')))).toBe('0.30');
  expect(amountText(subtractMoney(money('0.1', 'KWD'), money('0.1', 'KWD')))).toBe('0.000');
  expect(amountText(negateMoney(money('0', 'JPY')))).toBe('0');
  expect(compareMoney(money('1.0', 'EUR'), money('1.00', 'EUR'))).toBe(0);
});

test('minor units: null when they would not be exact', () => {
  expect(toMinorUnits('12.5', 'EUR')).toBe(1250n);
  expect(toMinorUnits('-0.05', 'EUR')).toBe(-5n);
  expect(toMinorUnits('-0.00', 'EUR')).toBe(0n);
  expect(toMinorUnits('12.500', 'EUR')).toBe(1250n);
  expect(toMinorUnits('12.505', 'EUR')).toBeNull();
  expect(toMinorUnits('100', 'JPY')).toBe(100n);
  expect(toMinorUnits('100.5', 'JPY')).toBeNull();
  expect(toMinorUnits('1.234', 'KWD')).toBe(1234n);
  expect(toMinorUnits('1', 'XAU')).toBeNull();
  expect(toMinorUnits('1', 'XYZ')).toBeNull();
  expect(toMinorUnits('1e5', 'EUR')).toBeNull();
  expect(toMinorUnits('92233720368547758.07', 'EUR')).toBe(BIGINT_MAX);
  expect(toMinorUnits('92233720368547758.08', 'EUR')).toBeNull();
  expect(toMinorUnits('-92233720368547758.08', 'EUR')).toBe(BIGINT_MIN);
  expect(toMinorUnits('-92233720368547758.09', 'EUR')).toBeNull();
});

test('minor units go there and back', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: BIGINT_MIN, max: BIGINT_MAX }), fc.nat(8), (units, scale) => {
      const text = fromMinorUnits(units, scale);
      expect(scaledBigInt(text, scale)).toBe(units);
      expect(scaledBigInt(toText(decimal(text)), scale)).toBe(units);
    }),
    { numRuns: 500 },
  );
});
