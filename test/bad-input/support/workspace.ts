export type Template = 'csv' | 'ndjson' | 'camt053' | 'mt940';

const FIELDS = `fields:
  reference: {from: reference}
  amount: {from: amount, type: money, currency: {from: currency}}
  currency: {from: currency}
  value_date: {from: paid_on, type: date}
`;
const STATEMENT_FIELDS = `fields:
  reference: {from: REF, optional: true}
  amount: {from: amount, type: money, currency: {from: currency}}
  currency: {from: currency}
  value_date: {from: value_date, type: date}
`;

/** What a contract of each format says below its name. All but statements are full: absence means deleted. */
const CONTRACTS: Record<Template, string> = {
  csv: `format: {type: csv, delimiter: ",", encoding: utf-8, decimal_separator: "."}
mode: full
key: [id]
${FIELDS}`,
  ndjson: `format: {type: ndjson}
mode: full
key: [id]
${FIELDS}`,
  camt053: `format: {type: camt053, record: entry}
mode: incremental
key: [statement_id, entry_index]
${STATEMENT_FIELDS.replace('REF', 'entry_ref')}`,
  mt940: `format: {type: mt940, record: entry}
mode: incremental
key: [sequence, entry_index]
${STATEMENT_FIELDS.replace('REF', 'bank_ref')}`,
};

export interface DeclaredSource {
  source: string;
  template: Template;
  /** Replaced in the contract. */
  edit?: readonly [from: string, to: string];
  pull?: string;
}

/** A workspace of one entity: a source, a contract and a reconciliation to the source `books` for each. */
export function workspaceFiles(sources: readonly DeclaredSource[]): Record<string, string> {
  const files: Record<string, string> = {
    'tieout.yaml':
      'workspace: bad input\nentities:\n  - {entity: acme, name: Acme, base_currency: EUR, zone: Europe/Berlin}\n',
  };
  const books: DeclaredSource = { source: 'books', template: 'csv' };
  for (const { source, template, edit = ['', ''] as const, pull } of [...sources, books]) {
    const folder = pull
      ? `pull: {type: folder, path: ${pull}, files: [{pattern: "*", contract: ${source}.payments}]}\n`
      : '';
    files[`sources/${source}.yaml`] = `source: ${source}\nentity: acme\ntitle: ${source}\n${folder}`;
    files[`contracts/${source}.payments.v1.yaml`] =
      `contract: ${source}.payments\nversion: 1\ndataset: payments\n${CONTRACTS[template].replace(edit[0], edit[1])}`;
    if (source === 'books') continue;
    files[`reconciliations/${source}-to-books.yaml`] = `reconciliation: ${source}-to-books
left: {source: ${source}, dataset: payments}
right: {source: books, dataset: payments}
passes:
  - {name: by-reference, type: key, on: [{left: reference, right: reference}], cardinality: "1:1"}
threshold: {absolute: {EUR: "0.00"}, percent: "0", combine: any}
`;
  }
  return files;
}
