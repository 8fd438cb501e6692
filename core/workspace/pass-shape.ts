import { block, list, optional, withDefault, wordOr } from '../yaml/block-shapes.ts';
import { choice, flag, text, whole } from '../yaml/scalar-shapes.ts';
import { described, INVALID, type Shape } from '../yaml/shape.ts';

const keyPassShape = block({
  name: text(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'a name: small letters, digits, - and _'),
  type: choice(['key']),
  on: described(
    list(wordOr(text(), block({ left: text(), right: text() })), 1, 10),
    'Fields whose values must be equal',
  ),
  compare: optional(choice(['amount'])),
  cardinality: withDefault(
    described(choice(['1:1', '1:N', 'N:1', 'N:M']), 'Lines of a group, left to right'),
    'N:M',
  ),
  days: optional(
    described(
      wordOr(
        whole(0, 3_660),
        block({ before: withDefault(whole(0, 3_660), 0), after: withDefault(whole(0, 3_660), 0) }),
      ),
      'Calendar days by which the right side may differ',
    ),
  ),
  net_to_zero: withDefault(described(flag(), 'A key of one side alone ties out when it sums to zero'), false),
});

type KeyPassDraft = typeof keyPassShape extends Shape<infer Value> ? Value : never;

/** Passes that the design knows and that are still to be built. */
const LATER = ['window', 'combination'];

export const passShape: Shape<KeyPassDraft> = {
  schema: keyPassShape.schema,
  read(node, report) {
    const type = node.entries.find(({ key }) => key === 'type')?.value;
    if (type === undefined || !LATER.includes(type.text)) return keyPassShape.read(node, report);
    report(type, `a ${type.text} pass is not available yet`, 'only passes of type key are');
    return INVALID;
  },
};
