import type { EntryValues } from './columns.ts';
import { subfieldValues } from './subfields.ts';
import { tagValues } from './tags.ts';

/** Longer lines do not exist in SWIFT messages: a full one goes on in the next without a break. */
const LINE_LENGTH = 65;

/** Columns that field 86 gives, in whichever of its three forms the bank writes it: subfields, tags, or plain text. */
export function describe(lines: readonly string[]): EntryValues {
  const joined = lines.join('').trimEnd();
  const description =
    lines
      .map((line) => line.trimEnd())
      .join('\n')
      .trim() || null;
  const values = subfieldValues(joined) ?? tagValues(joined) ?? plainValues(lines);
  return { description, ...values };
}

function plainValues(lines: readonly string[]): EntryValues {
  let text = '';
  lines.forEach((line, i) => {
    const previous = lines[i - 1];
    text += i > 0 && previous!.length < LINE_LENGTH ? ` ${line}` : line;
  });
  const dutch = /REK: ([^/]+)\/NAAM: (.+)/.exec(text);
  return {
    remittance: text.replace(/\s+/g, ' ').trim() || null,
    ...(dutch && { counterparty_account: dutch[1]!.trim(), counterparty: dutch[2]!.trim() }),
  };
}
