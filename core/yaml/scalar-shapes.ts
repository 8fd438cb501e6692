import { didYouMean } from '../failure/did-you-mean.ts';
import { INVALID, refuseKind, type Shape } from './shape.ts';

/** Text that is not empty; a number is taken as it was written. */
export function text(pattern?: RegExp, meaning = 'text of another form'): Shape<string> {
  return {
    schema: { type: ['string', 'number'], ...(pattern ? { pattern: pattern.source } : {}) },
    read(node, report) {
      if (node.kind !== 'text' && node.kind !== 'number') return refuseKind(node, 'text', report);
      if (node.text !== '' && (pattern === undefined || pattern.test(node.text))) return node.text;
      report(node, node.text === '' ? 'this must not be empty' : `"${node.text}" is not ${meaning}`);
      return INVALID;
    },
  };
}

/** Any text, also none. */
export function anyText(): Shape<string> {
  return {
    schema: { type: ['string', 'number'] },
    read: (node, report) =>
      node.kind === 'text' || node.kind === 'number' ? node.text : refuseKind(node, 'text', report),
  };
}

/** Text, or a boolean as it was written: for constants and aliases. */
export function plainValue(): Shape<string> {
  return {
    schema: { type: ['string', 'number', 'boolean'] },
    read: (node, report) =>
      node.kind === 'text' || node.kind === 'number' || node.kind === 'boolean'
        ? node.text
        : refuseKind(node, 'a value', report),
  };
}

/** What a source may write for absent, as written: NULL without quotes is meant as the word. */
export function written(): Shape<string> {
  return {
    schema: { type: ['string', 'number', 'boolean', 'null'] },
    read(node, report) {
      if (node.kind !== 'map' && node.kind !== 'list' && node.text !== '') return node.text;
      return refuseKind(node, 'a word', report);
    },
  };
}

/** A name: letters, digits, dash, underscore, point. */
export const name = (): Shape<string> =>
  text(/^[a-z0-9][a-z0-9_.-]{0,99}$/, 'a name: small letters, digits, - _ and . (at most 100)');

export function choice<const Value extends string>(values: readonly Value[]): Shape<Value> {
  return {
    schema: { enum: [...values] },
    read(node, report) {
      if (node.kind === 'map' || node.kind === 'list' || node.kind === 'null') {
        return refuseKind(node, `one of ${values.join(', ')}`, report);
      }
      if ((values as readonly string[]).includes(node.text)) return node.text as Value;
      report(node, `"${node.text}" is not one of ${values.join(', ')}`, didYouMean(node.text, values));
      return INVALID;
    },
  };
}

export function whole(least: number, most: number): Shape<number> {
  return {
    schema: { type: 'integer', minimum: least, maximum: most },
    read(node, report) {
      const value = /^\d{1,9}$/.test(node.text) ? Number(node.text) : Number.NaN;
      if (node.kind === 'number' && value >= least && value <= most) return value;
      report(node, `a whole number from ${least} to ${most} was expected here`);
      return INVALID;
    },
  };
}

/** A decimal that is not negative, quoted or not; kept as text. */
export function decimalText(): Shape<string> {
  return {
    schema: { type: ['string', 'number'], pattern: '^\\d{1,30}(\\.\\d{1,18})?$', minimum: 0 },
    read(node, report) {
      if ((node.kind === 'text' || node.kind === 'number') && /^\d{1,30}(?:\.\d{1,18})?$/.test(node.text))
        return node.text;
      report(
        node,
        'a decimal such as "0.01" was expected here',
        'not negative, no exponent, no separators of thousands',
      );
      return INVALID;
    },
  };
}

export function flag(): Shape<boolean> {
  return {
    schema: { type: 'boolean' },
    read: (node, report) =>
      node.kind === 'boolean'
        ? node.text.toLowerCase() === 'true'
        : refuseKind(node, 'true or false', report),
  };
}
