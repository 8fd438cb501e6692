import { z } from 'zod';
import { FUNCTION_NAMES } from '../expression/expression.ts';
import { ROUNDING_MODES } from '../money/decimal.ts';
import { RulesUnreadable } from './failures.ts';
import type { ReconciliationRules } from './rules.ts';

/*
 * Rule sets as they are stored. What an older version of Tieout did not know has a default; what this one does not know is
 * refused, because a rule that is left out is another rule set.
 */

const expression: z.ZodType = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('name'), name: z.string() }),
    z.strictObject({ kind: z.literal('decimal'), value: z.string() }),
    z.strictObject({ kind: z.literal('text'), value: z.string() }),
    z.strictObject({ kind: z.literal('null') }),
    z.strictObject({ kind: z.literal('boolean'), value: z.boolean() }),
    z.strictObject({ kind: z.literal('not'), of: expression }),
    z.strictObject({ kind: z.literal('negate'), of: expression }),
    z.strictObject({ kind: z.literal('is_null'), of: expression, negated: z.boolean() }),
    z.strictObject({
      kind: z.literal('in'),
      of: expression,
      list: z.array(expression),
      negated: z.boolean(),
    }),
    z.strictObject({
      kind: z.literal('binary'),
      operator: z.enum(['+', '-', '*', '/', '=', '!=', '<', '<=', '>', '>=', 'and', 'or']),
      left: expression,
      right: expression,
    }),
    z.strictObject({
      kind: z.literal('call'),
      function: z.enum(FUNCTION_NAMES),
      arguments: z.array(expression),
    }),
  ]),
);

const sideName = z.enum(['left', 'right']);
const amounts = z.record(z.string(), z.string());
const pairs = z.array(z.strictObject({ left: z.string(), right: z.string() }));
const cardinality = z.enum(['1:1', '1:N', 'N:1', 'N:M']);
const days = z.strictObject({ before: z.int(), after: z.int(), business: z.boolean().optional() });
const difference = z.enum(['timing', 'fee', 'fx', 'tax', 'rounding']);

const side = z.strictObject({
  source: z.string(),
  dataset: z.string(),
  label: z.string(),
  where: expression.optional(),
  amount: expression,
  currency: z.string(),
  date: z.string(),
});

const keyPass = z.strictObject({
  name: z.string(),
  type: z.literal('key'),
  on: pairs,
  cardinality,
  days: days.optional(),
  netToZero: z.boolean().default(false),
});
const windowPass = z.strictObject({ name: z.string(), type: z.literal('window'), on: pairs, days });
const referencePass = z.strictObject({
  name: z.string(),
  type: z.literal('reference'),
  referenceSide: sideName,
  reference: z.string(),
  text: z.string(),
  minLength: z.int(),
  cardinality,
  days: days.optional(),
});
const similarPass = z.strictObject({
  name: z.string(),
  type: z.literal('similar'),
  on: z.strictObject({ left: z.string(), right: z.string() }),
  least: z.string(),
  days: days.optional(),
});
const fxPass = z.strictObject({
  name: z.string(),
  type: z.literal('fx'),
  on: pairs,
  cardinality,
  rates: z.string(),
  date: sideName,
  maxAgeDays: z.int(),
  pivot: z.string().optional(),
  rounding: z.enum(ROUNDING_MODES),
  days: days.optional(),
});
const combinationPass = z.strictObject({
  name: z.string(),
  type: z.literal('combination'),
  on: pairs,
  days,
  cardinality,
  maxMembers: z.int(),
  maxCandidates: z.int(),
  post: z.enum(['unique', 'never']),
});

const limits = {
  absolute: amounts,
  percent: z.string(),
  percentBase: z.enum(['left', 'right', 'max', 'min']),
  combine: z.enum(['any', 'all']),
};
const fields = z.strictObject({ left: z.string().optional(), right: z.string().optional() });

const rules = z.strictObject({
  reconciliation: z.string(),
  entity: z.string(),
  title: z.string(),
  left: side,
  right: side,
  passes: z
    .array(
      z.discriminatedUnion('type', [
        keyPass,
        windowPass,
        referencePass,
        similarPass,
        fxPass,
        combinationPass,
      ]),
    )
    .min(1),
  threshold: z.strictObject({
    ...limits,
    overrides: z.array(z.strictObject({ ...limits, field: fields, is: z.array(z.string()) })).default([]),
  }),
  materiality: amounts,
  parts: z
    .array(
      z.strictObject({
        name: z.string(),
        class: difference,
        role: z.enum(['compare', 'bridge']),
        left: expression.optional(),
        right: expression.optional(),
      }),
    )
    .default([]),
  rounding: z.strictObject({ absolute: amounts, account: z.string() }).optional(),
  explain: z
    .array(
      z.strictObject({
        name: z.string(),
        class: difference,
        side: sideName,
        sign: z.enum(['positive', 'negative']).optional(),
        withinDays: z.int().optional(),
        field: z.string().optional(),
        is: z.array(z.string()).optional(),
      }),
    )
    .default([]),
  opening: z.strictObject({ date: z.string(), from: z.string().optional() }).optional(),
  holidays: z.array(z.string()).default([]),
  hash: z.string(),
});

/**
 * A rule set as it was stored, whatever version of Tieout stored it.
 * @param what names it in the failure, such as "version 2 of bank-to-ledger"
 * @throws RulesUnreadable
 */
export function readStoredRules(body: unknown, what: string): ReconciliationRules {
  const read = rules.safeParse(body);
  if (read.success) return read.data as ReconciliationRules;
  const [issue] = read.error.issues;
  throw new RulesUnreadable(what, issue?.path.map(String).join('.') ?? '', issue?.message ?? '');
}

/** The compiler refuses this file when rules.ts has something that is not read here. */
type Read = z.output<typeof rules>;
type SameKeys<A, B> = [keyof A] extends [keyof B] ? ([keyof B] extends [keyof A] ? true : never) : never;
type PassOf<R extends { passes: readonly { type: string }[] }, T> = Extract<R['passes'][number], { type: T }>;
export type EveryRuleIsRead = [
  SameKeys<Read, ReconciliationRules>,
  SameKeys<Read['left'], ReconciliationRules['left']>,
  SameKeys<PassOf<Read, 'key'>, PassOf<ReconciliationRules, 'key'>>,
  SameKeys<PassOf<Read, 'window'>, PassOf<ReconciliationRules, 'window'>>,
  SameKeys<PassOf<Read, 'reference'>, PassOf<ReconciliationRules, 'reference'>>,
  SameKeys<PassOf<Read, 'similar'>, PassOf<ReconciliationRules, 'similar'>>,
  SameKeys<PassOf<Read, 'fx'>, PassOf<ReconciliationRules, 'fx'>>,
  SameKeys<PassOf<Read, 'combination'>, PassOf<ReconciliationRules, 'combination'>>,
  SameKeys<Read['threshold'], ReconciliationRules['threshold']>,
  SameKeys<Read['parts'][number], ReconciliationRules['parts'][number]>,
  SameKeys<Read['explain'][number], ReconciliationRules['explain'][number]>,
];
const everyRuleIsRead: EveryRuleIsRead = [true, true, true, true, true, true, true, true, true, true, true];
void everyRuleIsRead;
