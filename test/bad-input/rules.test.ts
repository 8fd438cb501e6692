import { describe, expect, test } from 'vitest';
import { ConfigurationInvalid } from '#core/failure/failure.ts';
import { checkWorkspace } from '#core/workspace/check-workspace.ts';
import type { Workspace } from '#core/workspace/workspace.ts';
import { BAD_RULES, FILES, RECONCILIATION } from './rules.ts';

function check(file: string, from: string, to: string): Workspace {
  const text = FILES[file] ?? '';
  if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`);
  const files = { ...FILES, [file]: text.replace(from, () => to) };
  return checkWorkspace(Object.entries(files).map(([path, of]) => ({ path, text: of })));
}

function problems(file: string, from: string, to: string): string[] {
  try {
    check(file, from, to);
  } catch (error) {
    if (error instanceof ConfigurationInvalid) return error.message.split('\n').filter((line) => line !== '');
    throw error;
  }
  return [];
}

test('where nothing is wrong, nothing is told', () => {
  expect(problems(RECONCILIATION, '', '')).toEqual([]);
});

describe('a bad rule is told with its place, what is wrong and what to do', () => {
  test.each(BAD_RULES)('$name', ({ file = RECONCILIATION, from, to, says }) => {
    const found = problems(file, from, to).filter((line) => /^\S+:\d+:\d+ /.test(line.trim()));
    expect(found, found.join('\n')).toHaveLength(says.length);
    for (const [at, expected] of says.entries()) {
      const place = /^[a-z/]*[a-z]+\.yaml:/.test(expected) ? '' : `${RECONCILIATION}:`;
      expect(found[at]).toContain(`${place}${expected}`);
    }
  });
});

test('passes that look alike and still take something are let be', () => {
  const after = (pass: string) => problems(RECONCILIATION, 'threshold:\n', `  - ${pass}\nthreshold:\n`);
  expect(after('{name: wider, type: combination, on: [counterparty], max_members: 8}')).toEqual([]);
  expect(after('{name: same-key, type: key, on: [{left: number, right: reference}]}')).toEqual([]);
  expect(
    problems(
      RECONCILIATION,
      '  - {name: by-amount',
      '  - {name: any-day, type: key, on: [{left: number, right: reference}], cardinality: "1:N"}\n  - {name: by-amount',
    ),
  ).toEqual([]);
});
