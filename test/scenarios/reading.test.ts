import { expect, test } from 'vitest';
import { ConfigurationInvalid } from '#core/failure/failure.ts';
import { differences } from './support/compare.ts';
import { readScenarios } from './support/read-file.ts';
import type { State } from './support/scenario.ts';
import { specified } from './support/specified.ts';

const FILE = `theme: Payments
rule_sets:
  by-number:
    passes: [{name: by-number, type: key, on: [{left: number, right: reference}]}]
scenarios:
  - name: paid
    why: It is paid.
    given:
      rules: by-number
      left: |
        key | ref | amount | date
        I1  | A   | 10.00  | 2026-01-10
      right:
        - {key: P1, ref: A, amount: 10.00}
    then:
      matches: |
        left | right | pass
        I1   | P1    | by-number
`;

function problems(from = '', to = ''): string[] {
  if (!FILE.includes(from)) throw new Error(`the file does not hold ${from}`);
  try {
    readScenarios('s.yaml', FILE.replace(from, to));
  } catch (error) {
    if (error instanceof ConfigurationInvalid)
      return error.message.split('\n').filter((line) => /^\s*s\.yaml/.test(line));
    throw error;
  }
  return [];
}

test('a table in columns and a table of blocks are the same', () => {
  expect(problems()).toEqual([]);
  const [scenario] = readScenarios('s.yaml', FILE);
  expect(scenario?.states[0]?.books).toMatchObject({
    left: [{ recordKey: 'I1', fields: { number: 'A', gross: '10.00', currency: 'EUR', kind: 'sale' } }],
    right: [{ recordKey: 'P1', fields: { reference: 'A', amount: '10.00', value_date: '2026-01-10' } }],
  });
});

test.each<[from: string, to: string, says: string]>([
  ['theme:', 'themes:', 's.yaml:1:1 there is no setting "themes" here (did you mean "theme"?)'],
  ['why: It is paid.', 'why:', 's.yaml:7:'],
  [
    'rules: by-number',
    'rules: by-nummer',
    's.yaml:9:14 there is no rule set "by-nummer" (did you mean "by-number"?)',
  ],
  ['type: key', 'type: kye', 's.yaml:4:38 "kye" is not one of key'],
  [
    'left: number,',
    'left: numbr,',
    's.yaml:4:55 the left side has no field "numbr" (did you mean "number"?)',
  ],
  ['key | ref | amount | date', 'key | ref | amnt | date', 's.yaml:12:21 invoices has no column "amnt"'],
  ['| 10.00  |', '| 10,00  |', 's.yaml:12:21 "10,00" is not a number such as 10.00'],
  ['2026-01-10', '2026-02-30', 's.yaml:12:30 "2026-02-30" is not a day such as 2026-01-31'],
  ['2026-01-10', '2026-01-10 | x', 's.yaml:12:43 the row has 5 cells, the table 4 columns'],
  ['I1  | A   |', '    | A   |', 's.yaml:12:'],
  ['amount: 10.00}', 'amount: ten}', 's.yaml:14:37 "ten" is not a number such as 10.00'],
  ['ref: A, amount', 'rf: A, amount', 's.yaml:14:25 payments has no column "rf" (did you mean "ref"?)'],
  [
    'I1   | P1    |',
    'I1   | P2    |',
    's.yaml:18:16 there is no record "P2" on the right (did you mean "P1"?)',
  ],
  ['| P1    | by-number', '| P1    | by-nummer', 's.yaml:18:24 "by-nummer" is not a pass here'],
  ['| right | pass', '| right | pas', 's.yaml:18:24 matches have no column "pas" (did you mean "pass"?)'],
  ['matches: |', 'match: |', 's.yaml:16:7 there is no setting "match" here (known: matches'],
  ['    then:', '      period: 2026-13\n    then:', 's.yaml:15:15 "2026-13" is not a period'],
])('%s -> %s', (from, to, says) => {
  expect(problems(from, to).join('\n')).toContain(says);
});

/** What is told of the first state, with something of the file replaced. */
function told(from: string, to: string): string[] {
  const [scenario] = readScenarios('s.yaml', FILE.replace(from, to));
  if (scenario === undefined) throw new Error('there is a scenario');
  const state = scenario.states[0] as State;
  return differences('the specification', specified(scenario, state, { matches: [] }), state.holds);
}

test('what differs is told in words', () => {
  expect(told('', '')).toEqual([]);
  expect(
    told('matches: |\n        left | right | pass\n        I1   | P1    | by-number\n', 'matches: []\n'),
  ).toEqual([
    'the specification: a match that is not listed: I1 with P1, pass by-number, currency EUR, difference 0',
  ]);
  expect(told('amount: 10.00}', 'amount: 9.00}')).toEqual([
    'the specification: there is no match of I1 with P1 (line 18)',
    'the specification: an exception that is not listed: I1 with P1, type amount, currency EUR, severity normal, ' +
      'rule by-number, class unexplained, difference 1, threshold 0',
  ]);
  expect(
    told('| pass\n        I1   | P1    | by-number', '| pass | difference\n        I1 | P1 | by-number | 1'),
  ).toEqual(['the specification: match of I1 with P1: difference is 0, not 1 (line 18)']);
});
