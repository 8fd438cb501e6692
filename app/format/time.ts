const DAY_MS = 86_400_000;

/** The calendar day of an instant in a zone: "2026-01-31". */
export function dayOf(instant: string, zone: string): string {
  return parts(instant, zone).slice(0, 10);
}

/** "2026-01-31 23:59" in a zone. */
export function minuteOf(instant: string, zone: string): string {
  return parts(instant, zone).slice(0, 16);
}

/** "2026-01-31 23:59:59" in a zone. */
export function secondOf(instant: string, zone: string): string {
  return parts(instant, zone);
}

function parts(instant: string, zone: string): string {
  // sv-SE writes "2026-01-31 23:59:59".
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }).format(
    new Date(instant),
  );
}

/** Whole calendar days from a day or instant until `now`; 0 on the same day, negative in the future. */
export function daysBetween(from: string, now: string, zone: string): number {
  const start = from.length === 10 ? from : dayOf(from, zone);
  return Math.round((Date.parse(dayOf(now, zone)) - Date.parse(start)) / DAY_MS);
}

/** "just now", "5 min ago", "3 h ago", "12 d ago"; "in 5 min" for what is to come. */
export function relativeTo(instant: string, now: string): string {
  const seconds = Math.round((Date.parse(now) - Date.parse(instant)) / 1000);
  const text = span(Math.abs(seconds));
  if (text === undefined) return seconds < 0 ? 'in a moment' : 'just now';
  return seconds < 0 ? `in ${text}` : `${text} ago`;
}

function span(seconds: number): string | undefined {
  if (seconds < 60) return undefined;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** Between two instants: "0.4 s", "12 s", "3 min 20 s". */
export function durationText(from: string, to: string): string {
  const ms = Math.max(0, Date.parse(to) - Date.parse(from));
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A period as people say it: "January 2026", "Q1 2026", "To date". */
export function periodText(period: string): string {
  if (period === '') return 'To date';
  const month = /^(\d{4})-(\d{2})$/.exec(period);
  if (month === null) return period;
  const name = MONTHS[Number(month[2]) - 1];
  return name === undefined ? period : `${name} ${month[1]}`;
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
