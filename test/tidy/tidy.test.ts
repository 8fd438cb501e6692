import { describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { IMPORT_RULES } from './import-rules.ts';
import { parse, projectFiles } from './source-file.ts';
import { functionsLongerThan, SOURCE_RULES } from './source-rules.ts';

const RULES = [...IMPORT_RULES, ...SOURCE_RULES];
const files = projectFiles(/\.tsx?$/).map(({ path, text }) => parse(path, text));

test('there are files to look at', () => {
  expect(files.length).toBeGreaterThan(100);
});

describe.each(RULES)('$name', (rule) => {
  test.each(rule.breaches)('can be broken: $text', (sample) => {
    expect(rule.appliesTo(sample.path)).toBe(true);
    expect(rule.check(parse(sample.path, sample.text))).not.toEqual([]);
  });

  test('finds nothing in what only looks like it', () => {
    for (const { path, text } of rule.fine ?? []) expect(rule.check(parse(path, text)), text).toEqual([]);
  });

  test('is kept', () => {
    const breaches = files.filter(({ path }) => rule.appliesTo(path)).flatMap((file) => rule.check(file));
    expect(breaches, rule.why).toEqual([]);
  });
});

/** Every schedule that names a cron names a zone. */
function zonelessSchedules(text: string): unknown[] {
  const { schedules = [] } = (parseYaml(text) ?? {}) as { schedules?: unknown };
  const listed = Array.isArray(schedules) ? schedules : Object.values(schedules as object);
  return listed.filter((one) => typeof one?.cron === 'string' && typeof one.zone !== 'string');
}

test('no schedule of the examples is without a zone', () => {
  expect(zonelessSchedules('schedules: [{schedule: a, cron: "0 9 * * *"}]')).toHaveLength(1);
  for (const { path, text } of projectFiles(/(^|\/)schedules\.ya?ml$/))
    expect(zonelessSchedules(text), path).toEqual([]);
});

test('functions over 60 lines are pointed out', () => {
  const long = files
    .filter(({ path }) => !/^(test|bench|scripts|examples)\//.test(path))
    .flatMap((file) => functionsLongerThan(file, 60));
  if (long.length > 0)
    process.stderr.write(`Functions over 60 lines (no failure):\n  ${long.join('\n  ')}\n`);
  expect(functionsLongerThan(parse('x.ts', `function f() {${'\n;'.repeat(61)}\n}`), 60)).toHaveLength(1);
});
