import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { generateBankPostings } from '../../examples/generate/bank-postings.ts';
import { generateLedger, LEDGER_SEED } from '../../examples/generate/ledger.ts';
import { fromMinor, scaleHalfUp, toMinor } from '../../examples/generate/minor-units.ts';
import { generatePayments, PAYMENTS_SEED } from '../../examples/generate/payments.ts';
import { Prng } from '../../examples/generate/prng.ts';
import { dataFile } from './support/example-files.ts';

const GENERATORS = {
  payments: () => generatePayments(PAYMENTS_SEED),
  ledger: () => generateLedger(LEDGER_SEED),
  'bank postings': () => generateBankPostings(),
};

describe.each(Object.entries(GENERATORS))('%s', (_name, generate) => {
  test('what is committed is what the generator writes, byte by byte', () => {
    for (const [path, bytes] of generate()) {
      expect(readFileSync(dataFile(path)).equals(bytes), `${path} is stale: run the generator again`).toBe(
        true,
      );
    }
  });

  test('no file of a generated folder comes from elsewhere', () => {
    const paths = [...generate().keys()];
    const folders = new Set(paths.map((path) => path.split('/')[0] as string));
    folders.delete('xero-books'); // real tables lie there too
    for (const folder of folders) {
      const committed = readdirSync(dataFile(folder)).filter((name) => !name.endsWith('.md'));
      expect(committed.map((name) => `${folder}/${name}`).sort()).toEqual(
        paths.filter((path) => path.startsWith(`${folder}/`)).sort(),
      );
    }
  });
});

test('another seed gives other data', () => {
  const path = 'wholesale-payments/payments-2010-12.ndjson';
  const other = generatePayments(PAYMENTS_SEED + 1).get(path);
  expect(other?.equals(readFileSync(dataFile(path)))).toBe(false);
});

test('the random numbers are those of mulberry32', () => {
  // The first outputs of the published 32-bit algorithm for seed 1, as integers below 2^32.
  const random = new Prng(1);
  const drawn = Array.from({ length: 3 }, () => random.integer(0, 0xffff_ffff));
  expect(drawn).toEqual(publishedMulberry32(1, 3));
});

/** The published one-liner, kept apart from ours. */
function publishedMulberry32(seed: number, count: number): number[] {
  let a = seed;
  return Array.from({ length: count }, () => {
    a |= 0;
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  });
}

test('hundredths are exact, and what does not fit is refused', () => {
  expect(toMinor('-1234.5')).toBe(-123450n);
  expect(toMinor('500,', ',')).toBe(50000n);
  expect(fromMinor(-5n)).toBe('-0.05');
  expect(fromMinor(toMinor('90071992547409931.07'))).toBe('90071992547409931.07');
  expect(scaleHalfUp(5n, 1n, 2n)).toBe(3n);
  expect(scaleHalfUp(-5n, 1n, 2n)).toBe(-3n);
  expect(() => toMinor('1.005')).toThrow('more than two decimals');
  expect(() => toMinor('1,000.00')).toThrow('not a plain amount');
  expect(() => toMinor('1e5')).toThrow('not a plain amount');
});
