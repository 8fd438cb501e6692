import { readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { DATASETS, datasetNamed } from '#core/dataset/datasets.ts';
import { DECIMAL_LIMITS, isDecimal } from '#core/dataset/field.ts';
import { UnknownName } from '#core/failure/failure.ts';
import { EXPORT_SCHEMAS, exportNamed } from '#exports/schemas/registry.ts';
import { currencyOf, type ExportSchema, keyColumns, majorOf } from '#exports/schemas/schema.ts';

const GOLDEN = fileURLToPath(new URL('./golden/', import.meta.url));

const goldenName = (schema: ExportSchema) => `${schema.name}.v${majorOf(schema)}.json`;
const goldenText = (schema: ExportSchema) => `${JSON.stringify(schema, null, 2)}\n`;

// A published version never changes by accident. To publish a new one, give it a new version and run once with
// UPDATE_GOLDEN=1; a file that changes under an unchanged version number is refused in review.
test.each(EXPORT_SCHEMAS)('$name $version is what was published', async (schema) => {
  const path = `${GOLDEN}${goldenName(schema)}`;
  if (process.env.UPDATE_GOLDEN) await writeFile(path, goldenText(schema));
  expect(goldenText(schema)).toBe(await readFile(path, 'utf8'));
});

test('every golden file belongs to a schema: a version is not withdrawn by accident', async () => {
  expect((await readdir(GOLDEN)).sort()).toEqual(EXPORT_SCHEMAS.map(goldenName).sort());
});

test('every dataset has an export with the fields of the dataset, in its order', () => {
  for (const dataset of DATASETS) {
    const schema = exportNamed(dataset.name);
    const columns = schema.columns.filter((column) => column.source === `${dataset.name}.${column.name}`);
    const fields = columns.filter((column) => dataset.fields.some((field) => field.name === column.name));
    expect(
      fields.map(({ name, type }) => ({ name, type })),
      dataset.name,
    ).toEqual(dataset.fields.map(({ name, type }) => ({ name, type })));
    expect(schema.dateColumn).toBe(dataset.dateField);
    expect(schema.controls).toEqual(dataset.controlField === undefined ? [] : [dataset.controlField]);
    for (const field of dataset.fields) {
      const column = fields.find((candidate) => candidate.name === field.name);
      if (field.currency) expect(column?.unit, `${dataset.name}.${field.name}`).toBe(field.currency);
    }
  }
});

test('decimals hold whatever ingest accepts, and money names its currency', () => {
  for (const schema of EXPORT_SCHEMAS) {
    for (const column of schema.columns) {
      if (!isDecimal(column.type)) continue;
      const limits = DECIMAL_LIMITS[column.type];
      const integerDigits = (column.precision ?? 0) - (column.scale ?? 0);
      expect(integerDigits, `${schema.name}.${column.name}`).toBeGreaterThanOrEqual(limits.integerDigits);
      expect(column.scale, `${schema.name}.${column.name}`).toBeGreaterThanOrEqual(limits.scale);
      expect(column.precision).toBeLessThanOrEqual(38);
    }
    for (const column of schema.columns.filter(({ type }) => type === 'money')) {
      const currency = schema.columns.find(({ name }) => name === currencyOf(schema, column.name));
      expect(currency?.type, `${schema.name}.${column.name}`).toBe('currency');
    }
  }
});

test('column names are unique, keys are not nullable, order and controls name columns', () => {
  for (const schema of EXPORT_SCHEMAS) {
    const names = schema.columns.map(({ name }) => name);
    expect(new Set(names).size, schema.name).toBe(names.length);
    expect(keyColumns(schema).length).toBeGreaterThan(0);
    expect(keyColumns(schema).every(({ nullable }) => !nullable)).toBe(true);
    expect(names).toEqual(expect.arrayContaining([...schema.orderBy, ...schema.controls]));
    expect(schema.of.kind === 'results' || datasetNamed(schema.of.dataset)).toBeTruthy();
  }
});

test('an unknown export or version is refused with the names there are', () => {
  expect(() => exportNamed('exceptionz')).toThrow(UnknownName);
  expect(() => exportNamed('exceptions', 9)).toThrow(/exceptions v9/);
});
