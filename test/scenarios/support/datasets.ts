import { dayNumberOf } from '#core/calendar/civil.ts';
import { DATASETS, datasetNamed, fieldNamed } from '#core/dataset/datasets.ts';
import { type Dataset, type Field, isDecimal } from '#core/dataset/field.ts';
import { didYouMean } from '#core/failure/did-you-mean.ts';
import { currencyOf } from '#core/money/currencies.ts';
import type { Located, Report } from '#core/yaml/shape.ts';
import type { ScenarioRecord } from './scenario.ts';
import type { Cell, TableRow } from './table.ts';

/** The field that `ref` stands for: by which a record of the dataset is matched first. */
export const REFERENCES: Readonly<Record<string, string>> = {
  invoices: 'number',
  payments: 'reference',
  ledger_entries: 'document_ref',
  invoice_lines: 'invoice',
  statements: 'sequence',
  purchase_orders: 'number',
  approvals: 'number',
  quotations: 'number',
  stock_levels: 'sku',
  stock_movements: 'document_ref',
};

/** What a column that is not written holds. */
const DEFAULTS: Readonly<Record<string, string>> = {
  kind: 'sale',
  account: '1000',
  currency: 'EUR',
  base_currency: 'EUR',
};
const DEFAULT_DATE = '2026-01-10';

export function datasetOf(name: string, at: Located, report: Report): Dataset | undefined {
  const dataset = datasetNamed(name);
  if (dataset === undefined)
    report(
      at,
      `there is no dataset "${name}"`,
      didYouMean(
        name,
        DATASETS.map((one) => one.name),
      ),
    );
  return dataset;
}

/** The records of a table. `fields` without a column are empty, but for the few that have a default. */
export function recordsOf(rows: readonly TableRow[], dataset: Dataset, report: Report): ScenarioRecord[] {
  const keys = new Map<string, Located>();
  return rows.flatMap((row): ScenarioRecord[] => {
    const fields: Record<string, string | null> = defaultsOf(dataset);
    const attributes: Record<string, string | null> = {};
    for (const [column, cell] of row.cells) {
      if (column === 'key') continue;
      const attribute = /^attributes\.(.+)$/.exec(column)?.[1];
      if (attribute !== undefined) attributes[attribute] = cell.text;
      else readCell(column, cell, dataset, fields, report);
    }
    const key = row.cells.get('key')?.text ?? keyOf(dataset, fields);
    if (key === null) {
      report(row.at, 'the record has no key', 'a column `key` names each record');
      return [];
    }
    if (keys.has(key)) report(row.at, `another record has the key "${key}"`, 'each record has its own');
    keys.set(key, row.at);
    return [{ recordKey: key, fields, attributes }];
  });
}

/** Rates are named by what they are of. */
function keyOf({ name }: Dataset, { date, base, quote }: Record<string, string | null>): string | null {
  return name === 'fx_rates' ? `${date} ${base}/${quote}` : null;
}

function defaultsOf(dataset: Dataset): Record<string, string | null> {
  return Object.fromEntries(
    dataset.fields.map(({ name, required }) => {
      if (name === dataset.dateField) return [name, DEFAULT_DATE];
      return [name, DEFAULTS[name] ?? (required ? '-' : null)];
    }),
  );
}

function readCell(
  column: string,
  { text, at }: Cell,
  dataset: Dataset,
  into: Record<string, string | null>,
  report: Report,
): void {
  const field = fieldNamed(dataset, aliasOf(column, dataset));
  if (field === undefined) {
    const known = ['key', 'ref', 'amount', 'date', 'text', ...dataset.fields.map(({ name }) => name)];
    report(at, `${dataset.name} has no column "${column}"`, didYouMean(column, known));
    return;
  }
  const problem = text === null ? undefined : problemOf(text, field);
  if (problem !== undefined) report(at, `"${text}" is not ${problem}`);
  into[field.name] = text;
}

/** Short names that mean the same in every dataset. */
function aliasOf(column: string, dataset: Dataset): string {
  if (fieldNamed(dataset, column) !== undefined) return column;
  const aliases: Record<string, string | undefined> = {
    ...{ ref: REFERENCES[dataset.name], amount: dataset.controlField, date: dataset.dateField },
    text: 'description',
  };
  return aliases[column] ?? column;
}

function problemOf(text: string, field: Field): string | undefined {
  if (isDecimal(field.type) && !/^-?\d+(\.\d+)?$/.test(text)) return 'a number such as 10.00';
  if (field.type === 'integer' && !/^-?\d+$/.test(text)) return 'a whole number';
  if (field.type === 'boolean' && !/^(true|false)$/.test(text)) return 'true or false';
  if (field.type === 'date' && dayNumberOf(text) === null) return 'a day such as 2026-01-31';
  if (field.type === 'timestamp' && Number.isNaN(Date.parse(text))) return 'a time';
  if (field.type === 'currency' && currencyOf(text) === undefined) return 'an ISO 4217 code such as EUR';
  if (field.values !== undefined && !field.values.includes(text)) return `one of ${field.values.join(', ')}`;
  return undefined;
}
