import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinKey, unkeyed } from '#core/reconcile/key.ts';

test('a key with a part that is null or empty is no key', () => {
  expect(joinKey(['A', null])).toBeNull();
  expect(joinKey([''])).toBeNull();
  expect(joinKey(['A'])).toBe('A');
  expect(joinKey(['A', 'b|c'])).toBe('A|b\\|c');
});

test('no two lists of parts give one key, and no key looks like that of a line without one', () => {
  const part = fc.string({ unit: fc.constantFrom('a', '|', '\\', '~'), minLength: 1, maxLength: 4 });
  const parts = fc.integer({ min: 1, max: 3 }).chain((length) => {
    const list = fc.array(part, { minLength: length, maxLength: length });
    return fc.tuple(list, list);
  });
  fc.assert(
    fc.property(parts, ([one, other]) => {
      expect(joinKey(one) === joinKey(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      expect(joinKey(one)?.startsWith('~')).toBe(false);
    }),
    { numRuns: 2_000 },
  );
  expect(unkeyed('r1')).toBe('~r1');
});
