import { ROUNDING_MODES } from '../money/decimal.ts';
import { block, list, optional, variants, withDefault, wordOr } from '../yaml/block-shapes.ts';
import { choice, decimalText, flag, text, whole } from '../yaml/scalar-shapes.ts';
import { described, type Shape } from '../yaml/shape.ts';

/** Limits of the rules: what is beyond them is a slip of the pen, or would cost more than it finds. */
export const PASS_LIMITS = {
  days: 3_660,
  minLength: { least: 3, most: 100 },
  maxAgeDays: 366,
  maxMembers: { least: 2, most: 12 },
  maxCandidates: { least: 4, most: 40 },
} as const;

const passName = text(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'a name: small letters, digits, - and _');
const days = whole(0, PASS_LIMITS.days);

const daysShape = described(
  wordOr(
    days,
    block({
      before: withDefault(described(days, 'Days by which the right side may be earlier'), 0),
      after: withDefault(described(days, 'Days by which the right side may be later'), 0),
      unit: withDefault(
        described(choice(['calendar', 'business']), 'business: Saturdays, Sundays and holidays do not count'),
        'calendar',
      ),
    }),
  ),
  'Days by which the right side may differ; a number alone counts both ways',
);

/** `days` in its two spellings. */
const DAYS = {
  days: optional(daysShape),
  days_before: optional(described(days, 'The same as days: {before}')),
  days_after: optional(described(days, 'The same as days: {after}')),
};

const pair = wordOr(text(), block({ left: text(), right: text() }));
const pairs = (least: number) => list(pair, least, 10);
const cardinality = (fallback: '1:1' | '1:N' | 'N:1' | 'N:M') =>
  withDefault(described(choice(['1:1', '1:N', 'N:1', 'N:M']), 'Lines of a group, left to right'), fallback);

const key = block({
  name: passName,
  type: choice(['key']),
  on: described(pairs(1), 'Fields whose values must be equal'),
  compare: optional(choice(['amount'])),
  cardinality: cardinality('N:M'),
  ...DAYS,
  net_to_zero: withDefault(described(flag(), 'A key of one side alone ties out when it sums to zero'), false),
});

const window = block({
  name: passName,
  type: choice(['window']),
  on: withDefault(described(pairs(0), 'Fields whose values must be equal; may be empty'), []),
  compare: optional(choice(['amount'])),
  ...DAYS,
});

const oneSide = (description: string) =>
  described(block({ left: optional(text()), right: optional(text()) }), description);

const reference = block({
  name: passName,
  type: choice(['reference']),
  find: oneSide('The field that holds the reference, such as {left: number}'),
  in: oneSide('The free text of the other side, such as {right: description}'),
  min_length: withDefault(
    described(
      whole(PASS_LIMITS.minLength.least, PASS_LIMITS.minLength.most),
      'Shorter references are not looked for: letters and digits',
    ),
    5,
  ),
  cardinality: cardinality('N:M'),
  ...DAYS,
});

const similar = block({
  name: passName,
  type: choice(['similar']),
  on: described(pair, 'The texts that are alike'),
  least: withDefault(described(decimalText(), 'Least trigram similarity, above 0 and up to 1'), '0.4'),
  ...DAYS,
});

const fx = block({
  name: passName,
  type: choice(['fx']),
  on: described(pairs(1), 'Fields whose values must be equal'),
  rates: described(text(), 'Source of the entity that delivers fx_rates'),
  date: withDefault(described(choice(['left', 'right']), 'Whose date decides the rate'), 'right'),
  max_age_days: withDefault(
    described(whole(0, PASS_LIMITS.maxAgeDays), 'A rate may be older than its day by so much'),
    7,
  ),
  pivot: optional(
    described(
      text(/^[A-Z]{3}$/, 'an ISO 4217 code such as EUR'),
      'Where neither direction is quoted: through this currency',
    ),
  ),
  rounding: withDefault(
    described(choice(ROUNDING_MODES), 'How a converted amount is rounded to the minor unit'),
    'half_up',
  ),
  cardinality: cardinality('N:M'),
  ...DAYS,
});

const combination = block({
  name: passName,
  type: choice(['combination']),
  on: withDefault(described(pairs(0), 'Fields whose values must be equal; may be empty'), []),
  ...DAYS,
  cardinality: cardinality('1:N'),
  max_members: withDefault(
    described(
      whole(PASS_LIMITS.maxMembers.least, PASS_LIMITS.maxMembers.most),
      'Lines of a set, both sides together',
    ),
    8,
  ),
  max_candidates: withDefault(
    described(
      whole(PASS_LIMITS.maxCandidates.least, PASS_LIMITS.maxCandidates.most),
      'Lines that are searched at once; with more, the search says that it was truncated',
    ),
    28,
  ),
  post: withDefault(
    described(choice(['never', 'unique']), 'unique: a set that nothing competes with is a match'),
    'never',
  ),
});

const SHAPES = { key, window, reference, similar, fx, combination };

type DraftOf<S> = S extends Shape<infer Value> ? Value : never;
export type PassDrafts = { [Type in keyof typeof SHAPES]: DraftOf<(typeof SHAPES)[Type]> };
export type PassDraft = PassDrafts[keyof PassDrafts];
/** A pair of fields as written: one name stands for both sides. */
export type PairDraft = string | { left: string; right: string };

export const passShape: Shape<PassDraft> = variants('type', SHAPES);
