import { DATASETS, datasetNamed } from '../dataset/datasets.ts';
import type { Dataset } from '../dataset/field.ts';
import { didYouMean } from '../failure/did-you-mean.ts';
import type { YamlNode } from '../yaml/node.ts';
import type { Report } from '../yaml/shape.ts';
import { checkExpressions } from './check-expressions.ts';
import { checkFields } from './check-fields.ts';
import { checkKey } from './check-key.ts';
import { checkLookups } from './check-lookups.ts';
import { type Contract, type ContractFormat, OCCURRENCE_KEY } from './contract.ts';
import type { ContractDraft, FormatDraft } from './contract-shape.ts';
import { definitionHash } from './definition-hash.ts';
import { columnsOf, isLookupColumn } from './names.ts';

/** What the workspace says about a source. */
export interface SourceFacts {
  entity: string;
  /** Zone and base currency of the entity. */
  zone: string;
  baseCurrency: string;
}

/**
 * A file of the right shape to a contract, with everything filled in that it leaves to defaults. Undefined when something
 * was reported; all that can be found is.
 */
export function checkContract(
  draft: ContractDraft,
  root: YamlNode,
  sources: ReadonlyMap<string, SourceFacts>,
  report: Report,
): Contract | undefined {
  let valid = true;
  const refuse: Report = (...problem) => {
    valid = false;
    report(...problem);
  };
  const source = draft.contract.slice(0, Math.max(0, draft.contract.indexOf('.')));
  const facts = sourceFacts(source, root, sources, refuse);
  const dataset = datasetNamed(draft.dataset);
  if (dataset === undefined) {
    const known = DATASETS.map(({ name }) => name);
    refuse(root.at('dataset'), `there is no dataset "${draft.dataset}"`, didYouMean(draft.dataset, known));
  }
  if (facts === undefined || dataset === undefined) return undefined;
  const contract = contractOf(draft, source, facts, dataset, root, refuse);
  if (valid) checkLookups(contract, root, refuse);
  if (valid) checkExpressions(contract, draft, root, refuse);
  if (valid) checkKey(contract, root, refuse);
  if (valid) checkHeader(contract, root, refuse);
  return valid ? { ...contract, hash: definitionHash({ ...contract, hash: undefined }) } : undefined;
}

function sourceFacts(
  source: string,
  root: YamlNode,
  sources: ReadonlyMap<string, SourceFacts>,
  refuse: Report,
): SourceFacts | undefined {
  const facts = sources.get(source);
  if (facts !== undefined) return facts;
  const message =
    source === ''
      ? 'the name of a contract starts with its source: <source>.<name>'
      : `there is no source "${source}"`;
  refuse(root.at('contract'), message, didYouMean(source, sources.keys()));
  return undefined;
}

/** Expressions are still missing: they need the types of all fields. */
function contractOf(
  draft: ContractDraft,
  source: string,
  facts: SourceFacts,
  dataset: Dataset,
  root: YamlNode,
  refuse: Report,
): Contract {
  const format = formatOf(draft.format, root.at('format'), refuse);
  const { fields, attributes } = checkFields(draft, dataset, facts, root, refuse);
  return {
    contract: draft.contract,
    version: draft.version,
    source,
    entity: facts.entity,
    accountingZone: facts.zone,
    dataset: dataset.name,
    format,
    mode: draft.mode,
    key: draft.key,
    fields,
    attributes,
    lookups: draft.lookups.map((lookup, at) => ({
      name: lookup.name,
      file: lookup.file,
      on:
        typeof lookup.on === 'string'
          ? { column: lookup.on, lookupColumn: lookup.on }
          : { column: lookup.on.column, lookupColumn: lookup.on.lookup_column },
      columns: lookup.columns,
      format:
        lookup.format === undefined
          ? format
          : formatOf(lookup.format, root.at('lookups', at, 'format'), refuse),
    })),
    checks: [],
    hash: '',
  };
}

function formatOf(draft: FormatDraft, node: YamlNode, refuse: Report): ContractFormat {
  const { decimal_separator: decimalSeparator, thousands_separator: thousandsSeparator, ...file } = draft;
  if (thousandsSeparator === decimalSeparator) {
    refuse(node.at('thousands_separator'), 'decimals and thousands are separated by the same character');
  }
  if (file.type === 'csv') {
    if ([...file.delimiter].length !== 1)
      refuse(node.at('delimiter'), 'the delimiter is one character', 'a tab is written "\\t"');
    if ([...file.quote].length > 1) refuse(node.at('quote'), 'the quote is one character, or ""');
  }
  return {
    ...file,
    decimalSeparator,
    ...(thousandsSeparator === undefined ? {} : { thousandsSeparator }),
  } as ContractFormat;
}

/** Where the contract itself names the columns of the file, every column it reads must be among them. */
function checkHeader(contract: Contract, root: YamlNode, refuse: Report): void {
  const { format } = contract;
  if (format.type !== 'csv' || format.header === 'first_row') return;
  const { header } = format;
  for (const column of columnsOf(contract)) {
    if (column === OCCURRENCE_KEY || isLookupColumn(contract, column) || header.includes(column)) continue;
    refuse(root.at('format', 'header'), `the header names no column "${column}"`, didYouMean(column, header));
  }
}
