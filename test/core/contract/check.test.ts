import { describe, expect, test } from 'vitest';
import { contractText, problemsOf, type Setting, workspaceOf } from './support.ts';

const BASE = 'amount: {from: a, currency: EUR}\nvalue_date: {from: d}';

/** `line:column message (hint)` of every problem. */
function problems(setting: Setting | string): string[] {
  const text = typeof setting === 'string' ? setting : contractText(setting);
  return problemsOf(() => workspaceOf(text)).map(
    ({ line, column, message, hint }) => `${line}:${column} ${message}${hint ? ` (${hint})` : ''}`,
  );
}
const fields = (extra: string, rest?: string): string[] => problems({ fields: `${BASE}\n${extra}`, rest });

test('a right contract has none', () => {
  expect(problems({ fields: BASE })).toEqual([]);
});

describe('what is wrong, where, and what would be right', () => {
  // The first field of `extra` stands on line 10.
  test.each<[extra: string, expected: RegExp]>([
    ['ammount: {from: x}', /^10:3 payments has no field "ammount" \(did you mean "amount"\?/],
    ['reference: {form: x}', /^10:15 there is no setting "form" here \(did you mean "from"\?\)/],
    ['reference: {}', /^10:14 a field is read by exactly one of from, value and compute/],
    ['reference: {from: x, value: y}', /^10:14 a field is read by exactly one/],
    ['reference: {from: x, type: money}', /^10:30 reference is code in the dataset, not money/],
    ['reference: {from: x, type: cod}', /^10:30 "cod" is not one of .*did you mean "code"/],
    ['reference: {from: x, normalise: [trimm]}', /^10:36 "trimm" is not one of .*did you mean "trim"/],
    [
      'reference: {from: x, zone: Europe/Berlin}',
      /^10:24 zone does not go with code \(it goes with date, timestamp\)/,
    ],
    ['reference: {from: x, negate: true}', /^10:24 negate does not go with code/],
    ['reference: {from: x, optional: yes}', /^10:34 true or false was expected here, not text/],
    [
      'reference: {from: true}',
      /^10:21 text was expected here, not true or false \(put it into quotes: "true"\)/,
    ],
    ['reference: [x]', /^10:14 a block with from/],
    ['fee: {from: f, currency: eur}', /^10:28 "eur" is not an ISO 4217 code/],
    ['fee: {from: f, currency: XYZ}', /^10:28 "XYZ" is not a currency/],
    [
      'fee: {from: f, currency: DEM}',
      /^10:28 "DEM" is not a currency: a currency in use: DEM was withdrawn in 2002-03/,
    ],
    ['fee: {from: f, currency: USD}', /^10:28 fee is in USD, but its currency is EUR/],
    ['fee: {from: f, scale: 19}', /^10:25 a whole number from 0 to 18/],
    ['fee: {from: f, minor_units: true, scale: 2}', /^10:37 minor units have the scale/],
    ['fee: {value: "1,5"}', /^10:16 "1,5" is not a decimal/],
    ['booking_date: {value: 2026-02-30}', /^10:25 "2026-02-30" is not a day that the calendar has/],
    ['booking_date: {from: b, pattern: dd.MM.yy}', /^10:36 "yy" has no century \(only yyyy is certain/],
    ['booking_date: {from: b, pattern: dd.MM}', /^10:36 the pattern has no year/],
    ['booking_date: {from: b, pattern: DD.MM.yyyy}', /^10:36 "DD" is not a part of a date pattern/],
    [
      'booking_date: {from: b, pattern: "dd.MM.yyyy dd"}',
      /^10:36 a part of the date stands in the pattern twice/,
    ],
    ['booking_date: {from: b, pattern: "dd.MM.yyyy HH:mm"}', /^10:36 the pattern has a time but no offset/],
    ['booking_date: {from: b, pattern: "dd.MM.yyyy hh:mm", zone: UTC}', /^10:36 hh and a/],
    ['booking_date: {from: b, zone: Europe/Belin}', /^10:33 "Europe\/Belin" is not an IANA time zone/],
    ['booking_date: {from: b, zone: CEST}', /^10:33 "CEST" is not an IANA time zone/],
    ['booking_date: {from: b, ambiguous_time: later}', /^10:27 without a zone no time happens twice/],
    ['direction: {from: x, aliases: {CRDT: inn}}', /^10:40 "inn" is not one of in, out/],
    ['direction: {from: x, aliases_closed: true}', /^10:24 there are no aliases to be closed/],
    ['direction: {value: sideways}', /^10:22 "sideways" is not one of in, out/],
    ['reference: {compute: "upper(amount)"}', /^10:31 text was expected here, not decimal/],
    ['reference: {compute: "amount + 1"}', /^10:25 the expression gives decimal, but text is needed/],
    [`reference: {compute: "concat(x, 'a'"}`, /^10:38 the list is not closed/],
    ['fee: {compute: a / b}', /^10:20 a quotient must be rounded where it arises \(write round/],
    ['fee: {compute: rond(a)}', /^10:18 there is no function rond \(did you mean round\?\)/],
    ['method: {from: inv.x}', /^$/],
  ])('%s', (extra, expected) => {
    const found = fields(extra);
    if (expected.source === '^$') expect(found).toEqual([]);
    else expect(found[0]).toMatch(expected);
  });

  test('required fields, and money without currency', () => {
    expect(problems({ fields: 'amount: {from: a, currency: EUR}' })).toEqual([
      '7:1 payments needs the field "value_date" (Value date)',
    ]);
    expect(problems({ fields: 'value_date: {from: d}\namount: {from: a}' })).toEqual([
      '9:3 amount has no currency (currency: EUR, or currency: {from: column}, or map the field currency)',
    ]);
    expect(
      problems({ fields: 'value_date: {from: d, optional: true}\namount: {from: a, currency: EUR}' }),
    ).toEqual(['8:35 the dataset needs value_date: it cannot be optional']);
  });

  test('fields that need each other', () => {
    const circle = problems({
      fields:
        'value_date: {from: d}\namount: {compute: "fee + 1", currency: EUR}\nfee: {compute: "amount - 1"}',
    });
    expect(circle).toEqual(['9:21 these fields need each other: amount -> fee -> amount']);
  });

  test.each<[rest: string, expected: RegExp]>([
    [
      'checks:\n  - {name: a, expr: "amout > 0"}',
      /^11:22 there is no field or column "amout" \(did you mean "amount"\?\)/,
    ],
    ['checks:\n  - {name: a, expr: "amount"}', /^11:22 the expression gives decimal, but boolean is needed/],
    [
      'checks:\n  - {name: a, expr: "amount > 0", on_fail: warm}',
      /^11:44 "warm" is not one of quarantine, warn \(did you mean "warn"/,
    ],
    [
      'checks:\n  - {name: a, expr: "amount > 0"}\n  - {name: a, expr: "amount > 1"}',
      /^12:12 there are two checks "a"/,
    ],
    ['checks:\n  - name: a\n    expr: >-\n      amount\n      > = 0', /^12:11 a value was expected/],
    ['attributes:\n  amount: x', /^11:3 "amount" is a field of payments/],
    ['attributes:\n  Tip: x', /^11:3 "Tip" is not a field name/],
    [
      'lookups:\n  - {name: l, file: x.csv, on: id, columns: [y]}\n  - {name: l, file: z.csv, on: id, columns: [y]}',
      /^12:12 there are two lookups "l"/,
    ],
    [
      'lookups:\n  - {name: l, file: x.csv, on: l.y, columns: [y]}',
      /^11:32 a lookup joins a column of the file itself/,
    ],
    [
      'attributes:\n  tip: l.z\nlookups:\n  - {name: l, file: x.csv, on: id, columns: [y]}',
      /^11:8 no lookup declares the column "l.z" \(did you mean "l.y"/,
    ],
    ['colour: red', /^10:1 there is no setting "colour" here/],
  ])('%j', (rest, expected) => {
    expect(problems({ fields: BASE, rest })[0]).toMatch(expected);
  });

  test.each<[change: [string, string], expected: RegExp]>([
    [['contract: shop.x', 'contract: shopp.x'], /^1:11 there is no source "shopp" \(did you mean "shop"\?\)/],
    [['contract: shop.x', 'contract: x'], /^1:11 the name of a contract starts with its source/],
    [
      ['dataset: payments', 'dataset: payment'],
      /^3:10 there is no dataset "payment" \(did you mean "payments"\?\)/,
    ],
    [['version: 1', 'version: 1.5'], /^2:10 a whole number from 1/],
    [['mode: full', 'mode: ful'], /^5:7 "ful" is not one of full, incremental/],
    [['mode: full\n', ''], /"mode" is missing/],
    [['key: [id]', 'key: [id, id]'], /^6:11 "id" stands in the key twice/],
    [['key: [id]', "key: ['#occurrence']"], /^6:7 #occurrence comes last, after other parts/],
    [['key: [id]', "key: ['#occurrence', id]"], /^6:7 #occurrence comes last/],
    [['key: [id]', 'key: [currency]'], /^6:7 "currency" is the same for every record/],
    [['{type: csv}', '{type: csv, delimiter: ""}'], /^4:32 the delimiter is one character/],
    [['{type: csv}', '{type: xlsx}'], /^4:16 "xlsx" is not one of csv, ndjson, camt053, mt940/],
    [['{type: csv}', '{type: ndjson, delimiter: ","}'], /^4:24 there is no setting "delimiter" here/],
    [
      ['{type: csv}', '{type: csv, thousands_separator: "."}'],
      /^4:42 decimals and thousands are separated by the same/,
    ],
    [['{type: csv}', '{type: csv, header: [id, a]}'], /^4:29 the header names no column "d"/],
    [['{type: csv}', '{type: csv'], /^\d+:\d+ this is not YAML/],
    [['version: 1', 'version: 1\nversion: 2'], /^3:1 this is not YAML: .*unique/],
    [['version: 1', 'version: 1\n--- # another'], /this is not YAML/],
  ])('%j', ([from, to], expected) => {
    expect(problems(contractText({ fields: BASE }).replace(from, to))[0]).toMatch(expected);
  });

  test('all of them are told at once, in order', () => {
    const all = fields(
      'referenc: x\nfee: {from: f, scal: 2}\nbooking_date: {from: b, zone: Nowhere/City}',
    ).map((problem) => problem.split(' ')[0]);
    expect(all).toEqual(['11:18']);
    expect(
      fields(
        'referenc: x\nfee: {from: f, scale: 2, zone: UTC}\nbooking_date: {from: b, zone: Nowhere/City}',
      ).map((problem) => problem.split(' ')[0]),
    ).toEqual(['10:3', '11:28', '12:33']);
  });
});

test('numbers of the file are kept as they are written', () => {
  const contract = workspaceOf(
    contractText({
      fields: `${BASE}\nreference: {value: 007}\nmethod: {value: 1.50}\naccount: {value: 0x1F}`,
    }),
  ).contracts[0];
  expect(contract?.fields.reference?.value).toBe('007');
  expect(contract?.fields.method?.value).toBe('1.50');
  expect(contract?.fields.account?.value).toBe('0x1F');
});

test('aliases of YAML stand for what they name, and a circle of them ends', () => {
  expect(
    problems(
      contractText({ fields: 'amount: &money {from: a, currency: EUR}\nfee: *money\nvalue_date: {from: d}' }),
    ),
  ).toEqual([]);
  expect(problems('contract: &c [*c]\n')).toContain('1:14 text was expected here, not a list');
});
