import fc from 'fast-check';
import type { CombinationPass, ReconciliationRules, SimilarPass } from '#core/reconcile/rules.ts';
import { rulesWith } from './pair-arbitrary.ts';

/** Passes that search among what is left. */

export const combinationPasses = fc.record<CombinationPass>({
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

export const similarPasses = fc
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

/** Both, in either order, among passes of other kinds. */
export const searches: fc.Arbitrary<ReconciliationRules> = fc
  .tuple(rulesWith(combinationPasses), similarPasses, fc.boolean())
  .map(([rules, similar, isFirst]) => {
    const alike = { ...similar, name: `alike ${isFirst}` };
    return { ...rules, passes: isFirst ? [alike, ...rules.passes] : [...rules.passes, alike] };
  });
