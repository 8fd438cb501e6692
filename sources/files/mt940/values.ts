import { signed } from '../statement-proof.ts';

/** SWIFT 15d: a comma that must be there, digits after it that need not. Banks leave out the comma as well. */
const AMOUNT = /^(\d{1,40})(?:,(\d{0,40}))?$/;
const BALANCE = /^([CD])(\d{6})([A-Z]{3})([\d,]+)$/;

/** `000000001000,` as `1000`, `0,5` as `0.5`; undefined for what is no amount. */
export function parseAmount(text: string): string | undefined {
  const match = AMOUNT.exec(text);
  if (!match) return undefined;
  const whole = match[1]!.replace(/^0+(?=\d)/, '');
  return match[2] ? `${whole}.${match[2]}` : whole;
}

export interface Mt940Balance {
  /** Signed. */
  amount: string;
  currency: string;
  date: string;
}

/** Fields 60a, 62a, 64 and 65. */
export function parseBalance(text: string): Mt940Balance | undefined {
  const match = BALANCE.exec(text.trim());
  const amount = match ? parseAmount(match[4]!) : undefined;
  if (!match || amount === undefined) return undefined;
  return { amount: signed(amount, match[1] === 'D'), currency: match[3]!, date: parseDate(match[2]!) };
}

/** YYMMDD. SWIFT leaves the century open: 80 to 99 are 19xx. Whether the day exists is for the contract to say. */
export function parseDate(text: string): string {
  const century = Number(text.slice(0, 2)) >= 80 ? '19' : '20';
  return `${century}${text.slice(0, 2)}-${text.slice(2, 4)}-${text.slice(4, 6)}`;
}

/** MMDD in the year that brings it nearest to a date: an entry of 2 January can have the value date 31 December. */
export function nearestDate(monthDay: string, to: string): string {
  const year = Number(to.slice(0, 4));
  const days = (y: number, month: string, day: string) => y * 372 + Number(month) * 31 + Number(day);
  const target = days(year, to.slice(5, 7), to.slice(8, 10));
  const [month, day] = [monthDay.slice(0, 2), monthDay.slice(2, 4)];
  const distance = (y: number) => Math.abs(days(y, month, day) - target);
  const nearest = [year - 1, year + 1].reduce((best, y) => (distance(y) < distance(best) ? y : best), year);
  return `${nearest}-${month}-${day}`;
}

/** :25: holds a bank code before a slash and a currency at the end in some dialects. */
export function accountNumber(account: string, currency: string): string {
  const number = account.slice(account.lastIndexOf('/') + 1);
  return number.endsWith(currency) && number.length > currency.length
    ? number.slice(0, -currency.length)
    : number;
}
