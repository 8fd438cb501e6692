/** How a reader's language writes numbers. Digits are always 0 to 9. */
export interface NumberStyle {
  group: string;
  decimal: string;
  /** Digits of the group next to the point, and of the groups before it (3 and 2 in India). */
  primary: number;
  secondary: number;
  /** Digits that must stand before the first separator: 2 in Spain, where 1234 stays 1234. */
  minimumLead: number;
}

export const PLAIN_STYLE: NumberStyle = {
  group: ',',
  decimal: '.',
  primary: 3,
  secondary: 3,
  minimumLead: 1,
};

const NO_BREAK_SPACE = '\u00a0';

/** The style of the first language of an `Accept-Language` header that is known here. */
export function numberStyleOf(acceptLanguage: string | null): NumberStyle {
  for (const part of (acceptLanguage ?? '').split(',').slice(0, 10)) {
    const tag = part.split(';')[0]?.trim() ?? '';
    if (isKnown(tag)) return styleOfLocale(tag);
  }
  return PLAIN_STYLE;
}

function isKnown(tag: string): boolean {
  try {
    return tag !== '' && Intl.NumberFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false; // no language tag at all: browsers send what their users typed
  }
}

function styleOfLocale(tag: string): NumberStyle {
  // BigInt: the sample is long enough to show both group sizes, and no float takes part.
  const long = new Intl.NumberFormat(tag, { numberingSystem: 'latn' }).formatToParts(1234567890n);
  const groups = long.filter((part) => part.type === 'integer').map((part) => part.value.length);
  const short = new Intl.NumberFormat(tag, { numberingSystem: 'latn' }).formatToParts(1234n);
  const fraction = new Intl.NumberFormat(tag, {
    numberingSystem: 'latn',
    minimumFractionDigits: 1,
  }).formatToParts(0n);
  const group = long.find((part) => part.type === 'group')?.value ?? '';
  return {
    group: /^\s$/.test(group) ? NO_BREAK_SPACE : group,
    decimal: fraction.find((part) => part.type === 'decimal')?.value ?? '.',
    primary: groups.at(-1) ?? 3,
    secondary: groups.at(-2) ?? 3,
    minimumLead: short.some((part) => part.type === 'group') ? 1 : 2,
  };
}
