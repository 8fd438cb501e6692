import { type DatePattern, emptyParts, offsetSeconds } from './date-pattern.ts';

const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?: ?(Z|UTC|[+-]\d\d:?\d\d))?)?$/;

/**
 * What is read where a contract declares no pattern: ISO 8601 dates, and times with T or a space, seconds and fraction
 * optional, offset as Z, UTC, +HH:MM or +HHMM. Fractions finer than a microsecond must be zeros.
 */
export const ISO_TIMES: DatePattern = { match: isoMatcher(), hasTime: true, hasOffset: true };

function isoMatcher(): DatePattern['match'] {
  const parts = emptyParts();
  return (text) => {
    const found = ISO.exec(text);
    if (found === null) return null;
    const fraction = found[7] ?? '';
    if (fraction.length > 6 && /[^0]/.test(fraction.slice(6))) return null;
    parts.year = Number(found[1]);
    parts.month = Number(found[2]);
    parts.day = Number(found[3]);
    parts.hasTime = found[4] !== undefined;
    parts.hour = Number(found[4] ?? 0);
    parts.minute = Number(found[5] ?? 0);
    parts.second = Number(found[6] ?? 0);
    parts.microsecond = fraction === '' ? 0 : Number(fraction.slice(0, 6).padEnd(6, '0'));
    parts.offset = found[8] === undefined ? null : offsetSeconds(found[8]);
    return parts;
  };
}

/** `epoch_seconds` and `epoch_milliseconds`: counted from 1970-01-01T00:00:00Z, as many programs write instants. */
export function epochPattern(unit: 'epoch_seconds' | 'epoch_milliseconds'): DatePattern {
  const parts = emptyParts();
  const written = unit === 'epoch_seconds' ? /^-?\d{1,11}$/ : /^-?\d{1,14}$/;
  return {
    hasTime: true,
    hasOffset: true,
    match: (text) => {
      if (!written.test(text)) return null;
      const instant = new Date(unit === 'epoch_seconds' ? Number(text) * 1000 : Number(text));
      parts.year = instant.getUTCFullYear();
      parts.month = instant.getUTCMonth() + 1;
      parts.day = instant.getUTCDate();
      parts.hasTime = true;
      parts.hour = instant.getUTCHours();
      parts.minute = instant.getUTCMinutes();
      parts.second = instant.getUTCSeconds();
      parts.microsecond = instant.getUTCMilliseconds() * 1000;
      parts.offset = 0;
      return parts;
    },
  };
}
