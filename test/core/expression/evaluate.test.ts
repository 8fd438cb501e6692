import { describe, expect, test } from 'vitest';
import { compileValue } from '#core/expression/evaluate.ts';
import type { ValueType } from '#core/expression/expression.ts';
import { readExpression } from '#core/expression/read.ts';
import type { EvaluationProblem } from '#core/expression/run.ts';

const TYPES: Record<string, ValueType> = {
  a: 'decimal',
  b: 'decimal',
  nil: 'decimal',
  s: 'text',
  t: 'text',
  none: 'text',
  day: 'date',
  at: 'timestamp',
  yes: 'boolean',
  raw: 'raw',
  comma: 'raw',
};
const ROW: Record<string, string | null> = {
  a: '1.50',
  b: '-3',
  nil: null,
  s: 'Straße x',
  t: 'abc',
  none: null,
  day: '2026-02-28',
  at: '2026-02-28T23:00:00.000000Z',
  yes: 'true',
  raw: '12.5',
  comma: '12,5',
};

function evaluate(text: string): { value: string | null; problems: EvaluationProblem[] } {
  const read = readExpression(text, {
    names: (name) => TYPES[name],
    known: Object.keys(TYPES),
    expects: ['boolean', 'decimal', 'text', 'date', 'timestamp', 'null'],
    allowDivision: true,
  });
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  const problems: EvaluationProblem[] = [];
  const run = compileValue<Record<string, string | null>>(read.expression, (name) => ({
    type: TYPES[name] as ValueType,
    read: (row) => row[name] ?? null,
    number: (value) => (/^-?\d+(\.\d+)?$/.test(value) ? value : null),
  }));
  return { value: run(ROW, problems), problems };
}

describe('values', () => {
  test.each<[string, string | null]>([
    ['a + b * 2 - 1', '-5.5'],
    ['-(a) + 1.5', '0'],
    ['a * nil', null],
    ['abs(b)', '3'],
    ["round(a / b, 3, 'half_up')", '-0.5'],
    ["round(2.5, 0, 'half_even')", '2'],
    ["round(10 / 3, 18, 'half_up')", '3.333333333333333333'],
    ['a = 1.5', 'true'],
    ['a = 1.50 and b < 0', 'true'],
    ['raw = 12.50', 'true'],
    ["raw = '12.50'", 'false'],
    ['raw = comma', 'false'],
    ['raw + 1', '13.5'],
    ['if(nil > 0, 1, 2)', '2'],
    ["if(b = 0, nil, round(a / b, 1, 'down'))", '-0.5'],
    ["if(yes, 'y', 'n')", 'y'],
    ['coalesce(nil, nil, b)', '-3'],
    ["coalesce(none, 'x')", 'x'],
    ["concat(t, '-', s)", 'abc-Straße x'],
    ['concat(t, none)', null],
    ['upper(s)', 'STRAßE X'],
    ['lower(upper(t))', 'abc'],
    ["starts_with(t, 'ab')", 'true'],
    ["starts_with(none, 'ab')", null],
    ["day >= '2026-02-01'", 'true'],
    ["at < '2026-02-28T23:00:00.5Z'", 'true'],
    ["at = '2026-02-28T23:00:00Z'", 'true'],
    ["coalesce(day, '2020-01-01')", '2026-02-28'],
    ['yes = true', 'true'],
    ["t < 'b'", 'true'],
    ["'\u{1F600}' > '\uFF21'", 'true'],
  ])('%s is %s', (text, value) => {
    expect(evaluate(text)).toEqual({ value, problems: [] });
  });
});

describe('three values of logic', () => {
  const literal = { true: 'true', false: 'false', null: '(nil > 0)' };
  const AND: Record<string, string | null> = {
    'true true': 'true',
    'true false': 'false',
    'true null': null,
    'false true': 'false',
    'false false': 'false',
    'false null': 'false',
    'null true': null,
    'null false': 'false',
    'null null': null,
  };
  const OR: Record<string, string | null> = {
    'true true': 'true',
    'true false': 'true',
    'true null': 'true',
    'false true': 'true',
    'false false': 'false',
    'false null': null,
    'null true': 'true',
    'null false': null,
    'null null': null,
  };
  test.each(Object.keys(AND))('%s', (pair) => {
    const [left, right] = pair.split(' ').map((value) => literal[value as keyof typeof literal]);
    expect(evaluate(`${left} and ${right}`).value).toBe(AND[pair]);
    expect(evaluate(`${left} or ${right}`).value).toBe(OR[pair]);
  });
  test.each<[string, string | null]>([
    ['not (nil > 0)', null],
    ['nil is null', 'true'],
    ['a is not null', 'true'],
    ['nil in (1, 2)', null],
    ['a in (1.5, nil)', 'true'],
    ['b in (1.5, nil)', null],
    ['b not in (1.5, nil)', null],
    ['b not in (1.5, 2)', 'true'],
    ['nil = nil', null],
    ['nil != 1', null],
  ])('%s is %s', (text, value) => {
    expect(evaluate(text).value).toBe(value);
  });
});

test('what a row cannot give is a problem, not a number', () => {
  expect(evaluate('comma * 2')).toEqual({
    value: null,
    problems: [{ rule: 'not_a_number', name: 'comma', value: '12,5' }],
  });
  expect(evaluate("round(a / (b + 3), 2, 'half_up')")).toEqual({
    value: null,
    problems: [{ rule: 'division_by_zero', name: null, value: '1.5' }],
  });
  expect(evaluate('if(yes, a, comma * 2)').problems).toEqual([]);
  expect(evaluate('a > 100 and comma > 1').problems).toEqual([]);
});
