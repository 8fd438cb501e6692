import fc from 'fast-check';
import { test } from 'vitest';
import type { SimilarPass } from '#core/reconcile/rules.ts';
import { useDatabase } from '#test/support/database.ts';
import { rulesWith } from './pair-arbitrary.ts';
import { assertTwins } from './pair-twin.ts';

const database = useDatabase();

const similarPasses = fc
  .record({
    on: fc.constantFrom<SimilarPass['on']>(
      { left: 'number', right: 'reference' },
      { left: 'number', right: 'reference' },
      { left: 'counterparty', right: 'counterparty' },
    ),
    least: fc.constantFrom('0', '0.1', '0.2857', '0.5', '1'),
    days: fc.constantFrom(
      undefined,
      { before: 0, after: 2 },
      { before: 5, after: 1, business: true },
      { before: 12, after: 12 },
    ),
  })
  .map(
    ({ days, ...pass }): SimilarPass => ({ name: 'alike', type: 'similar', ...pass, ...(days && { days }) }),
  );

test('the similar pass over candidates of SQL finds what the specification finds', async () => {
  await assertTwins(database.connection, rulesWith(similarPasses));
}, 300_000);
