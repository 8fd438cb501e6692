import fc from 'fast-check';
import { test } from 'vitest';
import type { CombinationPass } from '#core/reconcile/rules.ts';
import { useDatabase } from '#test/support/database.ts';
import { rulesWith } from './pair-arbitrary.ts';
import { assertTwins } from './pair-twin.ts';

const database = useDatabase();

const combinationPasses = fc.record<CombinationPass>({
  name: fc.constant('combination'),
  type: fc.constant('combination'),
  on: fc.constantFrom<CombinationPass['on']>([], [], [{ left: 'counterparty', right: 'counterparty' }]),
  days: fc.record({
    before: fc.constantFrom(0, 1, 5),
    after: fc.constantFrom(0, 2, 9),
    business: fc.boolean(),
  }),
  cardinality: fc.constantFrom('1:1', '1:N', 'N:1', 'N:M', 'N:M'),
  maxMembers: fc.constantFrom(2, 3, 5),
  maxCandidates: fc.constantFrom(4, 7, 28, 28),
  post: fc.constantFrom('unique', 'unique', 'never'),
});

test('the combination pass over buckets read from SQL finds what it finds over all lines', async () => {
  await assertTwins(database.connection, rulesWith(combinationPasses));
}, 300_000);
