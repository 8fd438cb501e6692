import { describe, expect, test } from 'vitest';
import { ConfigurationInvalid } from '#core/failure/failure.ts';
import { checkWorkspace } from '#core/workspace/check-workspace.ts';

const FILES: Record<string, string> = {
  'tieout.yaml': `workspace: Books
entities:
  - {entity: acme, name: ACME, base_currency: EUR, zone: Europe/Berlin}
  - {entity: beta, name: Beta, base_currency: JPY, zone: Asia/Tokyo}
`,
  'sources/shop.yaml': `source: shop
entity: acme
title: Shop
owner: a@b.example
freshness_hours: 24
pull: {type: folder, path: data/shop, files: [{pattern: "*.csv", contract: shop.invoices}]}
`,
  'sources/bank.yaml': 'source: bank\nentity: acme\n',
  'sources/other.yaml': 'source: other\nentity: beta\n',
  'contracts/shop.invoices.yaml': `contract: shop.invoices
version: 1
dataset: invoices
format: {type: csv}
mode: full
key: [number]
fields:
  kind: {value: sale}
  number: number
  issue_date: date
  gross: {from: gross, currency: {from: currency}}
attributes:
  batch: batch
`,
  'contracts/bank.payments.yaml': `contract: bank.payments
version: 1
dataset: payments
format: {type: csv}
mode: incremental
key: [id]
fields:
  value_date: date
  amount: {from: amount, currency: EUR}
  fee: {from: fee}
  reference: text
`,
  'contracts/other.payments.yaml': `contract: other.payments
version: 1
dataset: payments
format: {type: csv}
mode: full
key: [id]
fields: {value_date: date, amount: {from: amount, currency: JPY}}
`,
  'reconciliations/r.yaml': `reconciliation: r
left: {source: shop, dataset: invoices, where: "kind = 'sale'"}
right: {source: bank, dataset: payments, amount: "amount + coalesce(fee, 0)", label: Bank}
passes:
  - {name: first, type: key, on: [{left: number, right: reference}], days: 3}
threshold: {absolute: {EUR: "0.01"}}
materiality: {EUR: 100.00}
`,
  'exports/acme.yaml':
    'entity: acme\nexports:\n  - {export: exceptions, formats: [csv, csv, xlsx]}\n  - {export: invoices, formats: parquet}\n',
  'schedules.yaml': `schedules:
  - {schedule: a, cron: "30 6 * * mon-fri", zone: Europe/Berlin, job: pull, target: shop}
  - {schedule: b, cron: "*/5 0-6,22 1,15 jan-mar/2 0", zone: UTC, job: reconcile, target: r}
  - {schedule: c, cron: "0 8 * * 7", zone: UTC, job: export, target: exceptions}
`,
};

/** The workspace with some text of a file replaced, which must be there. */
function load(...changes: [path: string, from: string, to: string][]) {
  const files = { ...FILES };
  for (const [path, from, to] of changes) {
    const text = files[path] ?? '';
    if (!text.includes(from)) throw new Error(`${path} does not hold ${from}`);
    files[path] = from === '' ? to : text.replace(from, to);
  }
  return checkWorkspace(
    Object.entries(files).map(([path, text]) => ({ path, text })),
    { folder: '/books', resolve: (path) => `/books/${path}` },
  );
}

function problems(...changes: Parameters<typeof load>): string[] {
  try {
    load(...changes);
  } catch (error) {
    if (error instanceof ConfigurationInvalid) return error.message.split('\n');
    throw error;
  }
  return [];
}

test('a workspace, with what it leaves to defaults', () => {
  const workspace = load();
  expect(workspace).toMatchObject({
    folder: '/books',
    name: 'Books',
    entities: [{ entity: 'acme', baseCurrency: 'EUR', zone: 'Europe/Berlin' }, { entity: 'beta' }],
    exports: [
      { export: 'exceptions', entity: 'acme', formats: ['csv', 'xlsx'] },
      { export: 'invoices', entity: 'acme', formats: ['parquet'] },
    ],
  });
  expect(workspace.sources.find(({ source }) => source === 'shop')).toEqual({
    source: 'shop',
    entity: 'acme',
    title: 'Shop',
    owner: 'a@b.example',
    freshnessHours: 24,
    pull: {
      type: 'folder',
      path: '/books/data/shop',
      files: [{ pattern: '*.csv', contract: 'shop.invoices' }],
    },
  });
  expect(
    workspace.contracts.map(({ contract, entity, accountingZone }) => [contract, entity, accountingZone]),
  ).toEqual([
    ['bank.payments', 'acme', 'Europe/Berlin'],
    ['other.payments', 'beta', 'Asia/Tokyo'],
    ['shop.invoices', 'acme', 'Europe/Berlin'],
  ]);
  expect(workspace.reconciliations[0]).toMatchObject({
    reconciliation: 'r',
    entity: 'acme',
    title: 'r',
    left: {
      label: 'Shop: invoices',
      amount: { kind: 'name', name: 'gross' },
      currency: 'currency',
      date: 'issue_date',
    },
    right: { label: 'Bank', currency: 'currency', date: 'value_date' },
    passes: [
      {
        name: 'first',
        type: 'key',
        on: [{ left: 'number', right: 'reference' }],
        cardinality: 'N:M',
        days: { before: 3, after: 3 },
        netToZero: false,
      },
    ],
    threshold: { absolute: { EUR: '0.01' }, percent: '0', percentBase: 'left', combine: 'any' },
    materiality: { EUR: '100.00' },
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});

describe('what is wrong', () => {
  const R = 'reconciliations/r.yaml';
  const S = 'schedules.yaml';
  test.each<[path: string, from: string, to: string, expected: string]>([
    [
      'tieout.yaml',
      'Europe/Berlin',
      'Europe/Brelin',
      'tieout.yaml:3:58 "Europe/Brelin" is not an IANA time zone',
    ],
    ['tieout.yaml', 'EUR', 'DEM', 'tieout.yaml:3:47 "DEM" is not a currency in use'],
    [
      'tieout.yaml',
      'entity: beta',
      'entity: acme',
      'tieout.yaml:4:14 there is another entity "acme" (in tieout.yaml:3)',
    ],
    [
      'tieout.yaml',
      'workspace:',
      'workspce:',
      'tieout.yaml:1:1 there is no setting "workspce" here (did you mean "workspace"?)',
    ],
    [
      'sources/bank.yaml',
      'acme',
      'acne',
      'sources/bank.yaml:2:9 there is no entity "acne" (did you mean "acme"?)',
    ],
    [
      'sources/bank.yaml',
      'source: bank',
      'source: shop',
      'there is another source "shop" (in sources/bank.yaml:1)',
    ],
    [
      'sources/shop.yaml',
      'shop.invoices',
      'shop.invoice',
      'source shop has no contract "shop.invoice" (did you mean "shop.invoices"?)',
    ],
    ['sources/shop.yaml', '"*.csv"', '"in/*.csv"', 'a pattern is of file names'],
    ['sources/shop.yaml', '24', '0', 'a whole number from 1'],
    [
      'contracts/other.payments.yaml',
      'other.payments',
      'bank.payments',
      'there is another contract "bank.payments"',
    ],
    [R, 'source: shop', 'source: shopp', `${R}:2:16 there is no source "shopp" (did you mean "shop"?)`],
    [R, 'dataset: invoices', 'dataset: invoice', `${R}:2:31 there is no dataset "invoice"`],
    [R, 'dataset: payments', 'dataset: statements', `${R}:3:32 no contract of bank fills statements`],
    [R, 'source: bank', 'source: other', 'other belongs to beta, shop to acme'],
    [
      R,
      "kind = 'sale'",
      "knd = 'sale'",
      `${R}:2:49 there is no field or column "knd" (did you mean "kind"?)`,
    ],
    [
      R,
      "kind = 'sale'",
      "status = 'PAID'",
      `${R}:2:48 status is always empty: shop.invoices does not map it`,
    ],
    [R, "kind = 'sale'", 'gross', 'the expression gives decimal, but boolean is needed'],
    [R, 'coalesce(fee, 0)', "round(fee / 2, 2, 'half_up')", 'a side of a reconciliation has no division'],
    [
      R,
      'right: reference',
      'right: referense',
      `${R}:5:57 the right side has no field "referense" (did you mean "reference"?)`,
    ],
    [R, 'right: reference', 'right: amount', 'number is text and amount is decimal'],
    [
      R,
      'left: number',
      'left: attributes.batsh',
      'the left side has no field "attributes.batsh" (did you mean "attributes.batch"?)',
    ],
    [R, 'left: number', 'left: order_ref', 'order_ref is always empty'],
    [R, 'label: Bank', 'currency: method', '"method" is not a currency of payments'],
    [R, 'label: Bank', 'date: booking_date', 'booking_date is always empty'],
    [
      R,
      'type: key',
      'type: kye',
      '"kye" is not one of key, window, reference, similar, fx, combination (did you mean "key"?)',
    ],
    [R, 'days: 3', 'days: {before: -1}', 'a whole number from 0 to 3660'],
    [R, 'days: 3', 'cardinality: 1:M', '"1:M" is not one of 1:1, 1:N, N:1, N:M'],
    [R, '"0.01"', '"0.001"', '0.001 is finer than the minor unit of EUR (at most 2 decimals)'],
    [R, '{EUR: "0.01"}', '{JPY: "0.5"}', '0.5 is finer than the minor unit of JPY'],
    [R, '"0.01"', '-1', 'a decimal such as "0.01" was expected here'],
    [R, '"0.01"', '1e-2', 'a decimal such as "0.01" was expected here'],
    [R, 'materiality: {EUR', 'materiality: {EUX', '"EUX" is not an ISO 4217 currency code'],
    ['exports/acme.yaml', 'entity: acme', 'entity: gamma', 'there is no entity "gamma"'],
    [
      'exports/acme.yaml',
      'export: invoices',
      'export: invoicez',
      'there is no export "invoicez" (did you mean "invoices"?)',
    ],
    [
      'exports/acme.yaml',
      'export: invoices',
      'export: exceptions',
      'there is another export of this entity "acme/exceptions"',
    ],
    ['exports/acme.yaml', 'xlsx', 'xls', '"xls" is not one of csv, xlsx, parquet (did you mean "xlsx"?)'],
    [S, '30 6 * * mon-fri', '30 6 * *', `${S}:2:25 a cron has five fields, this has 4`],
    [S, '30 6 * * mon-fri', '60 6 * * *', '"60" is not a minute (0 to 59)'],
    [S, '30 6 * * mon-fri', '30 6 0 * *', '"0" is not a day of month (1 to 31)'],
    [S, '30 6 * * mon-fri', '30 6 * 13 *', '"13" is not a month'],
    [S, '30 6 * * mon-fri', '30 6 * * fri-mon', '"fri-mon" is not a day of week'],
    [S, '30 6 * * mon-fri', '30 6 L * *', '"L" is not a day of month'],
    [S, '30 6 * * mon-fri', '*/0 6 * * *', '"*/0" is not a minute'],
    [S, 'zone: Europe/Berlin', 'zone: CET+1', '"CET+1" is not an IANA time zone'],
    [S, 'target: shop', 'target: shpo', 'there is no source "shpo" (did you mean "shop"?)'],
    [S, 'target: shop', 'target: bank', 'source bank declares no pull'],
    [S, 'target: r', 'target: rr', 'there is no reconciliation "rr"'],
    [S, 'target: exceptions', 'target: matches', 'there is no declared export "matches"'],
    [S, 'schedule: b', 'schedule: a', 'there is another schedule "a" (in schedules.yaml:2)'],
  ])('%s: %s -> %s', (path, from, to, expected) => {
    expect(problems([path, from, to]).join('\n')).toContain(expected);
  });

  test('all problems of all files, in the order of files and lines', () => {
    const found = problems(
      [S, 'zone: UTC', 'zone: Nowhere/City'],
      ['tieout.yaml', 'Europe/Berlin', 'Europe/Brelin'],
      ['contracts/bank.payments.yaml', 'mode: incremental', 'mode: incrementl'],
      ['exports/acme.yaml', 'export: invoices', 'export: invoicez'],
    );
    expect(found.map((line) => line.split(':')[0])).toEqual([
      'contracts/bank.payments.yaml',
      'exports/acme.yaml',
      'schedules.yaml',
      'tieout.yaml',
    ]);
  });

  test('a broken file is not blamed on those that name it', () => {
    expect(problems(['contracts/bank.payments.yaml', 'mode: incremental', 'mode: incrementl'])).toHaveLength(
      1,
    );
    expect(problems(['sources/bank.yaml', 'source: bank', 'source: Bank'])).toHaveLength(1);
    expect(problems(['reconciliations/r.yaml', 'type: key', 'type: windo'])).toHaveLength(1);
    expect(problems(['sources/bank.yaml', 'source: bank', 'source: [bank'])[0]).toMatch(
      /^sources\/bank.yaml:\d+:\d+ this is not YAML/,
    );
  });
});

test('no tieout.yaml', () => {
  expect(() => checkWorkspace([{ path: 'sources/a.yaml', text: 'source: a\nentity: b\n' }])).toThrow(
    /tieout.yaml:1:1 the workspace has no tieout.yaml/,
  );
});

test('an empty file and one of another kind', () => {
  expect(problems(['sources/bank.yaml', 'source: bank\nentity: acme\n', ''])).toEqual([
    'sources/bank.yaml:1:1 a block with source, entity, title, owner, freshness_hours, pull was expected here, not nothing',
  ]);
  expect(problems(['sources/bank.yaml', 'source: bank\nentity: acme\n', '- a\n'])).toHaveLength(1);
});

test('the base currency of the entity is that of base amounts', () => {
  const workspace = load(['contracts/shop.invoices.yaml', 'attributes:', '  base_amount: base\nattributes:']);
  expect(
    workspace.contracts.find(({ contract }) => contract === 'shop.invoices')?.fields.base_currency,
  ).toMatchObject({ value: 'EUR' });
});
