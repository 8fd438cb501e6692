import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkWorkspace } from '#core/workspace/check-workspace.ts';
import { passShape } from '#core/workspace/pass-shapes.ts';
import { parseYaml } from '#core/yaml/node.ts';
import { FILES, RECONCILIATION } from '#test/bad-input/rules.ts';

function rulesOf(replaced: Readonly<Record<string, string>> = {}) {
  const files = { ...FILES, ...replaced };
  const workspace = checkWorkspace(Object.entries(files).map(([path, text]) => ({ path, text })));
  const rules = workspace.reconciliations.find(({ reconciliation }) => reconciliation === 'r');
  if (rules === undefined) throw new Error('there is no reconciliation r');
  return rules;
}

/** The reconciliation with these passes and nothing else. */
const withPasses = (...passes: string[]) =>
  rulesOf({
    [RECONCILIATION]: `reconciliation: r
left: {source: shop, dataset: invoices}
right: {source: bank, dataset: payments}
passes:
${passes.map((pass) => `  - ${pass}`).join('\n')}
`,
  });

test('the shortest form of each pass, with what it leaves to defaults', () => {
  const { passes, threshold, parts, explain, holidays, rounding, opening } = withPasses(
    '{name: by-amount, type: window, on: [counterparty], days_before: 0, days_after: 5}',
    '{name: by-text, type: reference, find: {left: number}, in: {right: description}}',
    '{name: alike, type: similar, on: counterparty}',
    '{name: abroad, type: fx, on: [{left: number, right: reference}], rates: rates}',
    '{name: combination, type: combination, max_members: 8}',
  );
  expect(passes).toEqual([
    {
      name: 'by-amount',
      type: 'window',
      on: [{ left: 'counterparty', right: 'counterparty' }],
      days: { before: 0, after: 5 },
    },
    {
      name: 'by-text',
      type: 'reference',
      referenceSide: 'left',
      reference: 'number',
      text: 'description',
      minLength: 5,
      cardinality: 'N:M',
    },
    { name: 'alike', type: 'similar', on: { left: 'counterparty', right: 'counterparty' }, least: '0.4' },
    {
      name: 'abroad',
      type: 'fx',
      on: [{ left: 'number', right: 'reference' }],
      cardinality: 'N:M',
      rates: 'rates',
      date: 'right',
      maxAgeDays: 7,
      rounding: 'half_up',
    },
    {
      name: 'combination',
      type: 'combination',
      on: [],
      days: { before: 0, after: 5 },
      cardinality: '1:N',
      maxMembers: 8,
      maxCandidates: 28,
      post: 'never',
    },
  ]);
  expect({ threshold, parts, explain, holidays, rounding, opening }).toEqual({
    threshold: { absolute: {}, percent: '0', percentBase: 'left', combine: 'any', overrides: [] },
    ...{ parts: [], explain: [], holidays: [], rounding: undefined, opening: undefined },
  });
});

test('everything that can be said', () => {
  const name = (of: string) => expect.objectContaining({ kind: 'name', name: of });
  expect(rulesOf()).toMatchObject({
    threshold: {
      ...{ absolute: { EUR: '0.01' }, percent: '0.1', percentBase: 'left', combine: 'any' },
      overrides: [
        {
          ...{ field: { right: 'account' }, is: ['4711'], absolute: { EUR: '1.00' }, percent: '0' },
          ...{ percentBase: 'left', combine: 'any' },
        },
        {
          field: { left: 'counterparty', right: 'counterparty' },
          ...{ is: ['Acme', 'Globex'], absolute: {}, percent: '0.5', percentBase: 'left', combine: 'all' },
        },
        { field: { left: 'kind', right: 'reference' }, is: ['sale'], absolute: { EUR: '0' }, percent: '0' },
      ],
    },
    parts: [
      { name: 'vat', class: 'tax', role: 'compare', left: name('tax') },
      { name: 'provider-fee', class: 'fee', role: 'bridge', right: { kind: 'negate' } },
    ],
    rounding: { absolute: { EUR: '0.05' }, account: '6999' },
    explain: [
      { name: 'in-transit', class: 'timing', side: 'right', sign: 'positive', withinDays: 5 },
      { name: 'charges', class: 'fee', side: 'right', field: 'description', is: ['FEES'] },
    ],
    opening: { date: '2026-01-01', from: 'old' },
    holidays: ['2026-01-01', '2026-04-03', '2026-12-24'],
  });
  expect(rulesOf().parts[1]).not.toHaveProperty('left');
  expect(rulesOf().threshold.overrides[0]?.field).not.toHaveProperty('left');
});

test('days in all their spellings', () => {
  const days = (text: string) => withPasses(`{name: w, type: window, ${text}}`).passes[0]?.days;
  expect(days('days: 3')).toEqual({ before: 3, after: 3 });
  expect(days('days: {after: 3}')).toEqual({ before: 0, after: 3 });
  expect(days('days_before: 2')).toEqual({ before: 2, after: 0 });
  expect(days('days: {before: 1, unit: calendar}')).toEqual({ before: 1, after: 0 });
  expect(days('days: {before: 1, unit: business}')).toEqual({ before: 1, after: 0, business: true });
});

test('a holiday is part of the rules only where business days are counted', () => {
  const moved = {
    'tieout.yaml': (FILES['tieout.yaml'] ?? '').replace('holidays: [2026-12-24]', 'holidays: [2026-12-31]'),
  };
  expect(rulesOf(moved).holidays).toEqual(['2026-01-01', '2026-04-03', '2026-12-31']);
  expect(rulesOf(moved).hash).not.toBe(rulesOf().hash);
  const calendarDays = {
    [RECONCILIATION]: (FILES[RECONCILIATION] ?? '').replace(', unit: business', ''),
  };
  expect(rulesOf({ ...moved, ...calendarDays }).hash).toBe(rulesOf(calendarDays).hash);
  expect(rulesOf(calendarDays).holidays).toEqual([]);
});

test('the reference may be of either side', () => {
  const [pass] = withPasses(
    '{name: t, type: reference, find: {right: reference}, in: {left: counterparty}, min_length: 6, cardinality: "1:1", days: 9}',
  ).passes;
  expect(pass).toEqual({
    ...{ name: 't', type: 'reference', referenceSide: 'right', reference: 'reference', text: 'counterparty' },
    ...{ minLength: 6, cardinality: '1:1', days: { before: 9, after: 9 } },
  });
});

test('the passes that the documentation shows are passes', () => {
  const page = readFileSync(new URL('../../../docs/reconciliations-yaml.md', import.meta.url), 'utf8');
  const shown = [...page.matchAll(/`?(\{ ?name: [a-z-]+, type: .*\})`?$/gm)].map(
    ([, pass]) => pass as string,
  );
  expect(shown.length).toBeGreaterThan(8);
  for (const pass of shown) {
    const told: string[] = [];
    const parsed = parseYaml('docs', pass);
    if ('problems' in parsed) throw new Error(pass);
    passShape.read(parsed.root, (_, message) => told.push(message));
    expect(told, pass).toEqual([]);
  }
});
