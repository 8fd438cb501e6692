import { dayNumberOf } from '../calendar/civil.ts';
import { block, list, oneOrMore, optional, record, withDefault, wordOr } from '../yaml/block-shapes.ts';
import { choice, decimalText, name, text, whole } from '../yaml/scalar-shapes.ts';
import { described, refined, type Shape } from '../yaml/shape.ts';
import { passShape } from './pass-shapes.ts';

type ReadOf<S> = S extends Shape<infer Value> ? Value : never;

export const amountsShape = record(/^[A-Z]{3}$/, 'an ISO 4217 code such as EUR', decimalText());

/** A calendar date that exists. */
export const dateShape = refined(text(/^\d{4}-\d\d-\d\d$/, 'a date such as 2026-01-31'), (value) =>
  dayNumberOf(value) === null ? { message: `${value} is not a day of the calendar` } : undefined,
);

/** What a side may say beside its source and dataset. */
export const SIDE_MEMBERS = {
  label: optional(described(text(), 'Heading of the side')),
  where: optional(described(text(), 'Condition that lines of the side hold')),
  amount: optional(described(text(), 'Expression; the control field of the dataset by default')),
  currency: optional(described(text(), 'Field that names the currency')),
  date: optional(described(text(), 'Field that dates the line')),
};

const sideShape = block({ source: text(), dataset: text(), ...SIDE_MEMBERS });

const absolute = described(amountsShape, 'Per currency; one that is not listed has 0');
const percentBase = choice(['left', 'right', 'max', 'min']);
const combine = described(choice(['any', 'all']), 'Within one of the two, or within both');
const differenceClass = described(
  choice(['timing', 'fee', 'fx', 'tax', 'rounding']),
  'What explains the difference',
);

const overrideShape = block({
  account: optional(described(oneOrMore(text()), 'Accounts whose lines are under these limits')),
  counterparty: optional(described(oneOrMore(text()), 'Counterparties whose lines are under these limits')),
  field: optional(
    described(
      wordOr(text(), block({ left: optional(text()), right: optional(text()) })),
      'Any other field by which a line is under these limits',
    ),
  ),
  is: optional(described(oneOrMore(text()), 'Values of that field, as they are in the records')),
  absolute: optional(absolute),
  percent: optional(decimalText()),
  percent_base: optional(described(percentBase, 'That of the threshold by default')),
  combine: optional(described(combine, 'That of the threshold by default')),
});

const thresholdShape = block({
  absolute: withDefault(absolute, {}),
  percent: withDefault(decimalText(), '0'),
  percent_base: withDefault(percentBase, 'left'),
  combine: withDefault(combine, 'any'),
  overrides: withDefault(
    described(list(overrideShape, 0, 100), 'Other limits for some accounts or counterparties'),
    [],
  ),
});

const partSides = wordOr(text(), block({ left: optional(text()), right: optional(text()) }));

const partShape = block({
  name: name(),
  class: differenceClass,
  compare: optional(described(partSides, 'Expressions whose sums must tie on their own')),
  bridge: optional(described(partSides, 'Expressions that are the difference between the sides')),
});

const explainShape = block({
  name: name(),
  class: differenceClass,
  side: described(choice(['left', 'right']), 'The side that has the line'),
  sign: optional(choice(['positive', 'negative'])),
  within_days: optional(described(whole(0, 3_660), 'At most so many days before the end of the period')),
  field: optional(text()),
  is: optional(described(oneOrMore(text()), 'Values that the field may have')),
});

/** The members of a reconciliation beside its name and its sides. */
export const RULE_MEMBERS = {
  title: optional(text()),
  threshold: withDefault(thresholdShape, {
    ...{ absolute: {}, percent: '0', percent_base: 'left', combine: 'any', overrides: [] },
  }),
  materiality: withDefault(
    described(amountsShape, 'Per currency: exceptions from this size on are material'),
    {},
  ),
  parts: withDefault(
    described(list(partShape, 0, 10), 'Parts of the amount that are compared, or that explain a difference'),
    [],
  ),
  rounding: optional(
    described(
      block({
        absolute: described(amountsShape, 'Per currency: differences up to this size are rounding'),
        account: described(text(), 'Account to which they are proposed to be written off'),
      }),
      'Small differences that are proposed for write-off',
    ),
  ),
  explain: withDefault(
    described(list(explainShape, 0, 100), 'What may explain a line without partner; the first that holds'),
    [],
  ),
  opening: optional(
    described(
      block({
        date: described(dateShape, 'What is dated before it is settled'),
        from: optional(described(name(), 'Reconciliation whose open items are carried forward')),
      }),
      'Where the books begin',
    ),
  ),
};

export const passesShape = described(list(passShape, 1, 20), 'Strongest first');

/** reconciliations/*.yaml */
export const reconciliationShape = block({
  reconciliation: name(),
  entity: optional(described(text(), 'That of the sources')),
  left: sideShape,
  right: sideShape,
  passes: passesShape,
  ...RULE_MEMBERS,
});

export type ReconciliationDraft = ReadOf<typeof reconciliationShape>;
export type SideDraft = ReadOf<typeof sideShape>;
export type ThresholdDraft = ReadOf<typeof thresholdShape>;
export type OverrideDraft = ReadOf<typeof overrideShape>;
export type PartDraft = ReadOf<typeof partShape>;
export type ExplainDraft = ReadOf<typeof explainShape>;
