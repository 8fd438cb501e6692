const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const FIELDS: readonly {
  name: string;
  least: number;
  most: number;
  words: readonly string[];
  first: number;
}[] = [
  { name: 'minute', least: 0, most: 59, words: [], first: 0 },
  { name: 'hour', least: 0, most: 23, words: [], first: 0 },
  { name: 'day of month', least: 1, most: 31, words: [], first: 0 },
  { name: 'month', least: 1, most: 12, words: MONTHS, first: 1 },
  { name: 'day of week', least: 0, most: 7, words: WEEKDAYS, first: 0 },
];

/**
 * What is wrong with five cron fields: numbers, `*`, ranges, lists and steps, and the first three letters of months and
 * weekdays. Undefined when nothing is.
 */
export function cronProblem(cron: string): string | undefined {
  const given = cron.trim().split(/\s+/);
  if (given.length !== FIELDS.length)
    return `a cron has five fields, this has ${cron.trim() === '' ? 0 : given.length}`;
  for (const [index, field] of FIELDS.entries()) {
    const bad = (given[index] ?? '').split(',').find((part) => !isPart(part, field));
    if (bad !== undefined) return `"${bad}" is not a ${field.name} (${field.least} to ${field.most})`;
  }
  return undefined;
}

function isPart(part: string, field: (typeof FIELDS)[number]): boolean {
  const found = /^(\*|[\da-z]+)(?:-([\da-z]+))?(?:\/(\d{1,2}))?$/i.exec(part);
  if (found === null) return false;
  const [, from = '', to, step] = found;
  if (step !== undefined && (Number(step) < 1 || (from !== '*' && to === undefined))) return false;
  if (from === '*') return to === undefined;
  const first = numberOf(from, field);
  const last = to === undefined ? first : numberOf(to, field);
  return first !== null && last !== null && first <= last;
}

function numberOf(text: string, { least, most, words, first }: (typeof FIELDS)[number]): number | null {
  const word = words.indexOf(text.toLowerCase());
  if (word >= 0) return word + first;
  const value = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : null;
}
