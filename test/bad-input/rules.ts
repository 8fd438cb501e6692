/** One bad rule: what stands in the place of a good one, and all that must be said of it. */
export interface BadRule {
  name: string;
  /** A text of the reconciliation that is replaced, or of another file under its path. */
  from: string;
  to: string;
  file?: string;
  /** Each line that is told, whole or from its beginning: `line:column message`. */
  says: string[];
}

export const RECONCILIATION = 'reconciliations/r.yaml';

/** A workspace in which every kind of rule stands once, and nothing is wrong. */
export const FILES: Readonly<Record<string, string>> = {
  'tieout.yaml': `workspace: Books
calendars:
  bank-days: [2026-01-01, 2026-04-03]
entities:
  - {entity: acme, name: ACME, base_currency: EUR, zone: Europe/Berlin, calendar: bank-days, holidays: [2026-12-24]}
  - {entity: beta, name: Beta, base_currency: JPY, zone: Asia/Tokyo}
`,
  'sources/shop.yaml': 'source: shop\nentity: acme\n',
  'sources/bank.yaml': 'source: bank\nentity: acme\n',
  'sources/rates.yaml': 'source: rates\nentity: acme\n',
  'sources/tokyo.yaml': 'source: tokyo\nentity: beta\n',
  'contracts/shop.yaml': `contract: shop.invoices
version: 1
dataset: invoices
format: {type: csv}
mode: full
key: [number]
fields:
  kind: {value: sale}
  number: number
  counterparty: customer
  issue_date: date
  due_date: due
  currency: currency
  net: net
  tax: tax
  gross: gross
  base_amount: {from: base, currency: EUR}
`,
  'contracts/bank.yaml': `contract: bank.payments
version: 1
dataset: payments
format: {type: csv}
mode: full
key: [id]
fields:
  account: account
  counterparty: payer
  value_date: date
  amount: {from: amount, currency: EUR}
  fee: fee
  reference: reference
  description: text
attributes: {tax: tax}
`,
  'contracts/rates.yaml': rates('rates'),
  'contracts/tokyo.yaml': rates('tokyo'),
  [RECONCILIATION]: `reconciliation: r
left: {source: shop, dataset: invoices}
right: {source: bank, dataset: payments}
passes:
  - {name: by-number, type: key, on: [{left: number, right: reference}], cardinality: "1:N", days: {before: 1, after: 9}}
  - {name: by-amount, type: window, on: [counterparty], days_before: 0, days_after: 5}
  - {name: by-text, type: reference, find: {left: number}, in: {right: description}, days: {after: 3, unit: business}}
  - {name: abroad, type: fx, on: [{left: number, right: reference}], rates: rates, pivot: USD}
  - {name: alike, type: similar, on: {left: counterparty, right: description}, least: "0.5"}
  - {name: together, type: combination, on: [counterparty], max_members: 6}
threshold:
  absolute: {EUR: "0.01"}
  percent: "0.1"
  overrides:
    - {account: ["4711"], absolute: {EUR: "1.00"}}
    - {counterparty: [Acme, Globex], percent: "0.5", combine: all}
    - {field: {left: kind, right: reference}, is: [sale], absolute: {EUR: "0"}}
materiality: {EUR: "100.00"}
parts:
  - {name: vat, class: tax, compare: {left: tax, right: "0 * amount"}}
  - {name: provider-fee, class: fee, bridge: {right: "-coalesce(fee, 0)"}}
rounding: {absolute: {EUR: "0.05"}, account: "6999"}
explain:
  - {name: in-transit, class: timing, side: right, sign: positive, within_days: 5}
  - {name: charges, class: fee, side: right, field: description, is: [FEES]}
opening: {date: 2026-01-01, from: old}
`,
  'reconciliations/old.yaml': `reconciliation: old
left: {source: shop, dataset: invoices}
right: {source: bank, dataset: payments}
passes: [{name: by-number, type: key, on: [{left: number, right: reference}]}]
`,
};

function rates(source: string): string {
  return `contract: ${source}.daily
version: 1
dataset: fx_rates
format: {type: csv}
mode: full
key: [date, base, quote]
fields: {date: date, base: base, quote: quote, rate: rate}
`;
}

const old = 'reconciliations/old.yaml';
const tieout = 'tieout.yaml';
/** A pass after the last one. */
const added = (pass: string) => ({ from: 'threshold:\n', to: `  - ${pass}\nthreshold:\n` });
const another = (text: string) => ({ from: 'opening:', to: `${text}\nopening:` });
const override = (text: string) => ({
  from: 'materiality:',
  to: `    - ${text}\nmaterality:`.replace('materality', 'materiality'),
});

// biome-ignore format: one line a case
export const BAD_RULES: BadRule[] = [
  { name: 'a pass of a type that there is not', from: 'type: window', to: 'type: windows', says: ['6:29 "windows" is not one of key, window, reference, similar, fx, combination (did you mean "window"?)'] },
  { name: 'a pass without a type', from: ', type: window', to: '', says: ['6:5 "type" is missing (one of key, window,'] },
  { name: 'a setting of another kind of pass', from: 'days_before: 0', to: 'max_members: 3', says: ['6:57 there is no setting "max_members" here'] },
  { name: 'a name that two passes have', from: 'name: alike', to: 'name: by-text', says: ['9:12 there is another pass "by-text" (in reconciliations/r.yaml:7)'] },
  { name: 'a field that the left side has not', from: 'on: [counterparty], days', to: 'on: [counterpart], days', says: ['6:42 the left side has no field "counterpart" (did you mean "counterparty"?)', '6:42 the right side has no field "counterpart"'] },
  { name: 'a field that no contract fills', from: 'find: {left: number}', to: 'find: {left: order_ref}', says: ['7:51 order_ref is always empty: shop.invoices does not map it'] },
  { name: 'text against a date', from: 'on: [counterparty], days', to: 'on: [{left: number, right: value_date}], days', says: ['6:42 number is text and value_date is date'] },
  { name: 'text against an amount', from: 'on: [counterparty], max', to: 'on: [{left: number, right: amount}], max', says: ['10:46 number is text and amount is decimal'] },
  { name: 'a field compared twice', from: 'on: [counterparty], days', to: 'on: [counterparty, counterparty], days', says: ['6:56 counterparty is compared twice (leave one of them out)'] },
  { name: 'a window without days', from: ', days_before: 0, days_after: 5', to: '', says: ['6:5 "days" is missing: a window is of days (such as days: {before: 0, after: 5})'] },
  { name: 'a window that ends before it begins', from: 'days_after: 5', to: 'days_after: -5', says: ['6:85 a whole number from 0 to 3660 was expected here'] },
  { name: 'days in half', from: 'days_after: 5', to: 'days_after: 1.5', says: ['6:85 a whole number from 0 to 3660'] },
  { name: 'days in both spellings', from: 'days_after: 5', to: 'days_after: 5, days: 3', says: ['6:57 the days are given twice (either days: {before, after}, or days_before and days_after)'] },
  { name: 'no business day at all', from: '{after: 3, unit: business}', to: '{unit: business}', says: ['7:99 0 business days is the same day: the unit changes nothing (leave unit out, or give before or after)'] },
  { name: 'a unit of days that there is not', from: 'unit: business', to: 'unit: bankdays', says: ['7:109 "bankdays" is not one of calendar, business'] },
  { name: 'a reference that looks within its own side', from: 'in: {right: description}', to: 'in: {left: number}', says: ['7:64 the reference and the text are both of the left side (the text is of the other side, such as in: {right: description})'] },
  { name: 'a reference of both sides', from: 'find: {left: number}', to: 'find: {left: number, right: reference}', says: ['7:44 two sides are named (name one: left or right)'] },
  { name: 'a reference of no side', from: 'find: {left: number}', to: 'find: {}', says: ['7:44 no side is named (name one: left or right)'] },
  { name: 'a reference that is a date', from: 'find: {left: number}', to: 'find: {left: issue_date}', says: ['7:51 issue_date of the left side is date, but text is needed here (name a field of text)'] },
  { name: 'a reference of no characters', from: 'days: {after: 3, unit', to: 'min_length: 0, days: {after: 3, unit', says: ['7:98 a whole number from 3 to 100 was expected here'] },
  { name: 'amounts that are alike', from: '{left: counterparty, right: description}, least', to: '{left: gross, right: amount}, least', says: ['9:38 gross is decimal, but only texts are alike', '9:38 amount is decimal'] },
  { name: 'texts that need not be alike', from: 'least: "0.5"', to: 'least: 0', says: ['9:87 a similarity of at least 0 is any text (above 0 and up to 1, such as "0.4")'] },
  { name: 'texts more alike than equal', from: 'least: "0.5"', to: 'least: "40"', says: ['9:87 a similarity of at least 40 is never reached'] },
  { name: 'rates of a source that there is not', from: 'rates: rates', to: 'rates: ratse', says: ['8:77 there is no source "ratse" (did you mean "rates"?)'] },
  { name: 'rates of a source that has none', from: 'rates: rates', to: 'rates: bank', says: ['8:77 no contract of bank fills fx_rates (add one under contracts/)'] },
  { name: 'rates of another entity', from: 'rates: rates', to: 'rates: tokyo', says: ['8:77 tokyo belongs to beta, the sides to acme (rates are of one entity too)'] },
  { name: 'no rates', from: ', rates: rates', to: '', says: ['8:5 "rates" is missing'] },
  { name: 'a pivot that was withdrawn', from: 'pivot: USD', to: 'pivot: DEM', says: ['8:91 "DEM" is not a currency in use (an ISO 4217 code such as EUR)'] },
  { name: 'a rounding that there is not', from: 'pivot: USD', to: 'rounding: bankers', says: ['8:94 "bankers" is not one of half_up, half_even'] },
  { name: 'a combination of one with one', from: 'max_members: 6', to: 'cardinality: "1:1"', says: ['10:74 a combination is never one line with one line (a window pass finds those; 1:N, N:1 or N:M here)'] },
  { name: 'a combination of thirty', from: 'max_members: 6', to: 'max_members: 30', says: ['10:74 a whole number from 2 to 12 was expected here'] },
  { name: 'more members than candidates', from: 'max_members: 6', to: 'max_members: 6, max_candidates: 5', says: ['10:93 among 5 candidates there is no set of 6 (at least as many as max_members)'] },
  { name: 'a search without end', from: 'max_members: 6', to: 'max_candidates: 100000', says: ['10:77 a whole number from 4 to 40 was expected here'] },
  { name: 'a second key pass that asks for more', from: '  - {name: by-amount', to: '  - {name: strict, type: key, on: [{left: number, right: reference}], cardinality: "1:1", days: {after: 5}}\n  - {name: by-amount', says: ['6:5 pass strict never takes anything: by-number has taken all that it would (leave it out, or let it accept more)'] },
  { name: 'the same pass again, its fields in another order', from: '  - {name: by-amount', to: '  - {name: a, type: window, on: [counterparty, currency], days: 1}\n  - {name: b, type: window, on: [currency, counterparty], days: 1}\n  - {name: by-amount', says: ['7:5 pass b never takes anything: a has taken all that it would'] },
  { name: 'the same again, behind a pass that only suggests', ...added('{name: again, type: combination, on: [counterparty], max_members: 6}'), says: ['11:5 pass again never takes anything: together has taken all that it would'] },
  { name: 'a percentage above all', from: 'percent: "0.1"', to: 'percent: 101', says: ['13:12 101 % would let every difference pass (from 0 to 100)'] },
  { name: 'a percentage below zero', from: 'percent: "0.1"', to: 'percent: -1', says: ['13:12 a decimal such as "0.01" was expected here (not negative'] },
  { name: 'a percentage that never counts', from: '{EUR: "0.01"}\n  percent: "0.1"', to: '{EUR: "0"}\n  percent: "0.1"\n  combine: all', says: ['13:12 0.1 % never counts: a difference must be within the absolute limit too, which is 0 (combine: any, or leave absolute out)'] },
  { name: 'a tenth of a cent', from: 'absolute: {EUR: "0.01"}', to: 'absolute: {EUR: "0.001"}', says: ['12:19 0.001 is finer than the minor unit of EUR (at most 2 decimals)'] },
  { name: 'a currency that is none', from: 'absolute: {EUR: "0.01"}', to: 'absolute: {EUX: "0.01"}', says: ['12:14 "EUX" is not an ISO 4217 currency code'] },
  { name: 'an override in tenths of a yen', from: 'absolute: {EUR: "1.00"}', to: 'absolute: {JPY: "0.5"}', says: ['15:43 0.5 is finer than the minor unit of JPY (at most 0 decimals)'] },
  { name: 'an override of more than all', from: 'percent: "0.5"', to: 'percent: "100.01"', says: ['16:47 100.01 % would let every difference pass'] },
  { name: 'an override without a limit', ...override('{counterparty: [Initech]}'), says: ['18:7 the override has no limit (give absolute, percent or both'] },
  { name: 'an override of nobody', ...override('{absolute: {EUR: "2"}}'), says: ['18:7 nothing says whose limits these are (one of account: [...], counterparty: [...], or field: NAME with is: [...])'] },
  { name: 'an override of two kinds', ...override('{account: ["1"], counterparty: [x], percent: "2"}'), says: ['18:24 both account and counterparty are given'] },
  { name: 'an override of a field that neither side has', ...override('{field: cost_centre, is: [a], percent: "2"}'), says: ['18:15 neither side has a field "cost_centre"'] },
  { name: 'an override of a field that this side has not', ...override('{field: {left: account}, is: [a], percent: "2"}'), says: ['18:22 the left side has no field "account"'] },
  { name: 'an override of amounts', ...override('{field: {left: gross}, is: ["5"], percent: "2"}'), says: ['18:22 gross of the left side is decimal, but text is needed here'] },
  { name: 'an override without values', ...override('{field: kind, percent: "2"}'), says: ['18:7 "is" is missing: the values of the field'] },
  { name: 'a value that two overrides list', ...override('{counterparty: [Umbrella, Acme], percent: "2"}'), says: ['18:33 "Acme" is listed twice (override 2 has it; the first one counts)'] },
  { name: 'a value listed twice', from: '[Acme, Globex]', to: '[Acme, Globex, Acme]', says: ['16:37 "Acme" is listed twice (leave one out)'] },
  { name: 'a part for nothing', from: ', bridge: {right: "-coalesce(fee, 0)"}', to: '', says: ['21:5 nothing says what the part is for (compare: its sums must tie on their own; bridge: it is the difference)'] },
  { name: 'a part compared and a bridge', from: 'compare: {left: tax, ', to: 'bridge: tax, compare: {left: tax, ', says: ['20:29 a part is compared or is a bridge, not both'] },
  { name: 'a part of no side', from: '{left: tax, right: "0 * amount"}', to: '{}', says: ['20:38 no side has the part (such as {left: tax, right: tax})'] },
  { name: 'a part that is text', from: 'left: tax,', to: 'left: counterparty,', says: ['20:45 the expression gives text, but decimal is needed'] },
  { name: 'a part that divides', from: '"0 * amount"', to: '"amount / 119"', says: ['20:65 '] },
  { name: 'a part in another currency', from: 'left: tax,', to: 'left: base_amount,', says: ['20:45 base_amount is in base_currency, the amount in currency (a part is of the amount)'] },
  { name: 'a part twice', from: 'name: provider-fee', to: 'name: vat', says: ['21:12 there is another part "vat"'] },
  { name: 'a class that there is not', from: 'class: tax', to: 'class: vat', says: ['20:24 "vat" is not one of timing, fee, fx, tax, rounding'] },
  { name: 'rounding of nothing', from: 'rounding: {absolute: {EUR: "0.05"}', to: 'rounding: {absolute: {}', says: ['22:22 no currency has a limit: nothing would be rounding'] },
  { name: 'rounding of zero', from: 'rounding: {absolute: {EUR: "0.05"}', to: 'rounding: {absolute: {EUR: "0.00"}', says: ['22:28 a difference of 0 is none'] },
  { name: 'rounding finer than the cent', from: 'rounding: {absolute: {EUR: "0.05"}', to: 'rounding: {absolute: {EUR: "0.005"}', says: ['22:28 0.005 is finer than the minor unit of EUR'] },
  { name: 'rounding that is material', from: 'rounding: {absolute: {EUR: "0.05"}', to: 'rounding: {absolute: {EUR: "100"}', says: ['22:28 100 EUR of rounding reaches the materiality of 100.00 (what is material is no rounding: choose less)'] },
  { name: 'rounding to nowhere', from: ', account: "6999"', to: '', says: ['22:11 "account" is missing'] },
  { name: 'an explanation that an earlier one always precedes', ...another('  - {name: late, class: timing, side: right, sign: positive, within_days: 3}'), says: ['26:5 late never explains anything: in-transit before it holds wherever it would (the first that holds counts: put the narrower one first)'] },
  { name: 'an explanation of values without a field', from: 'field: description, is: [FEES]', to: 'is: [FEES]', says: ['25:46 is is for nothing without field'] },
  { name: 'an explanation by a field that the side has not', from: 'field: description', to: 'field: descripton', says: ['25:53 the right side has no field "descripton" (did you mean "description"?)'] },
  { name: 'an explanation by an amount', from: 'field: description', to: 'field: amount', says: ['25:53 amount of the right side is decimal, but text is needed here'] },
  { name: 'an explanation of no side', from: 'class: fee, side: right,', to: 'class: fee, side: bank,', says: ['25:39 "bank" is not one of left, right'] },
  { name: 'an opening on 30 February', from: '2026-01-01, from', to: '2026-02-30, from', says: ['26:17 2026-02-30 is not a day of the calendar'] },
  { name: 'an opening on a day as somebody else writes it', from: '2026-01-01, from', to: '01.01.2026, from', says: ['26:17 "01.01.2026" is not a date such as 2026-01-31'] },
  { name: 'an opening from nowhere', from: 'from: old', to: 'from: odl', says: ['26:35 there is no reconciliation "odl" to carry items forward from (did you mean "old"?)'] },
  { name: 'an opening from itself', from: 'from: old', to: 'from: r', says: ['26:35 the carry-forwards go in a circle: r -> r (the earliest of them begins without `from`)'] },
  { name: 'carry-forwards in a circle', file: old, from: 'passes:', to: 'opening: {date: 2025-01-01, from: r}\npasses:', says: ['old.yaml:4:35 the carry-forwards go in a circle: old -> r -> old'] },
  { name: 'an opening from books of another source', file: old, from: 'right: {source: bank, dataset: payments}', to: 'right: {source: shop, dataset: invoices}', says: ['old.yaml:4:66 the right side has no field "reference"', '26:35 the right side of old is shop.invoices, not bank.payments (items are carried forward within the same books)'] },
  { name: 'an opening from a reconciliation that begins no earlier', file: old, from: 'passes:', to: 'opening: {date: 2026-01-01}\npasses:', says: ['26:17 old itself begins on 2026-01-01, not before 2026-01-01'] },
  { name: 'a holiday that does not exist', file: tieout, from: '2026-12-24', to: '2026-13-24', says: ['tieout.yaml:5:105 2026-13-24 is not a day of the calendar'] },
  { name: 'a holiday twice', file: tieout, from: '[2026-01-01, 2026-04-03]', to: '[2026-01-01, 2026-01-01]', says: ['tieout.yaml:3:27 2026-01-01 is listed twice'] },
  { name: 'a calendar that there is not', file: tieout, from: 'calendar: bank-days', to: 'calendar: bank-day', says: ['tieout.yaml:5:83 there is no calendar "bank-day" (did you mean "bank-days"?)'] },
];
