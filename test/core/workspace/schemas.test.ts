import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { FILE_KINDS, type FileKind, fileKindOf, jsonSchemaOf } from '#core/workspace/file-kinds.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const ajv = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true });
const validators = Object.fromEntries(
  (Object.keys(FILE_KINDS) as FileKind[]).map((kind) => [kind, ajv.compile(jsonSchemaOf(kind))]),
);

function errorsOf(kind: FileKind, text: string): string[] {
  const validate = validators[kind];
  if (validate === undefined) throw new Error(kind);
  validate(parse(text));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

function exampleFiles(folder: string): string[] {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return files.filter((path) => fileKindOf(path) !== undefined);
}

describe.each(['examples', 'examples/minimal'])('the files of %s', (folder) => {
  test.each(exampleFiles(folder))('%s', (path) => {
    const text = readFileSync(join(root, folder, path), 'utf8');
    expect(errorsOf(fileKindOf(path) as FileKind, text)).toEqual([]);
  });
  test('there are some of each kind', () => {
    expect(new Set(exampleFiles(folder).map(fileKindOf)).size).toBe(Object.keys(FILE_KINDS).length);
  });
});

test('what an editor should underline', () => {
  expect(errorsOf('workspace', 'workspce: a\nentities: []')).toEqual(
    expect.arrayContaining([
      " must have required property 'workspace'",
      ' must NOT have additional properties',
      '/entities must NOT have fewer than 1 items',
    ]),
  );
  expect(
    errorsOf(
      'schedules',
      'schedules: [{schedule: a, cron: "* * * * *", zone: UTC, job: pul, target: a}]',
    ).join(),
  ).toMatch(/job must be equal to one of the allowed values/);
  expect(errorsOf('reconciliations', 'reconciliation: r').join()).toMatch(/required property 'left'/);
  expect(errorsOf('contracts', 'contract: a.b\nversion: 1.5').join()).toMatch(/version must be integer/);
});

test('which file is of which kind', () => {
  expect(fileKindOf('contracts/a.yaml')).toBe('contracts');
  expect(fileKindOf('contracts/a.yml')).toBe('contracts');
  expect(fileKindOf('contracts/notes.txt')).toBeUndefined();
  expect(fileKindOf('other.yaml')).toBeUndefined();
  expect(fileKindOf('schedules.yaml')).toBe('schedules');
});
