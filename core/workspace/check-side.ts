import type { Contract } from '../contract/contract.ts';
import { valueTypeOf } from '../contract/names.ts';
import { DATASETS, datasetNamed, fieldNamed } from '../dataset/datasets.ts';
import type { Dataset } from '../dataset/field.ts';
import type { Expression, ValueType } from '../expression/expression.ts';
import { namesUsed } from '../expression/names-used.ts';
import { readExpression } from '../expression/read.ts';
import { didYouMean } from '../failure/did-you-mean.ts';
import type { Side } from '../reconcile/rules.ts';
import { reportExpression } from '../yaml/expression-problems.ts';
import type { YamlNode } from '../yaml/node.ts';
import type { Located, Report } from '../yaml/shape.ts';
import type { SideDraft } from './rule-shapes.ts';
import type { Workspace } from './workspace.ts';

/** What a side may name: fields of its dataset, `record_key`, and the extras that contracts map as `attributes.NAME`. */
export interface SideFields {
  dataset: Dataset;
  sourceTitle: string;
  names: readonly string[];
  typeOf(name: string): ValueType | undefined;
  /** Reports a field that no contract of the source fills: it would be empty in every line. */
  mustBeMapped(name: string, at: Located, refuse: Report): void;
}

export function sideFieldsOf(
  draft: SideDraft,
  node: YamlNode,
  known: Pick<Workspace, 'sources' | 'contracts'>,
  refuse: Report,
): SideFields | undefined {
  const source = known.sources.find((candidate) => candidate.source === draft.source);
  const dataset = datasetNamed(draft.dataset);
  if (source === undefined) {
    const names = known.sources.map((candidate) => candidate.source);
    refuse(node.at('source'), `there is no source "${draft.source}"`, didYouMean(draft.source, names));
  }
  if (dataset === undefined) {
    const names = DATASETS.map(({ name }) => name);
    refuse(node.at('dataset'), `there is no dataset "${draft.dataset}"`, didYouMean(draft.dataset, names));
  }
  if (source === undefined || dataset === undefined) return undefined;
  const contracts = known.contracts.filter(
    (one) => one.source === draft.source && one.dataset === draft.dataset,
  );
  if (contracts.length === 0) {
    refuse(
      node.at('dataset'),
      `no contract of ${draft.source} fills ${draft.dataset}`,
      'add one under contracts/',
    );
    return undefined;
  }
  return fieldsOf(dataset, source.title, contracts);
}

function fieldsOf(dataset: Dataset, sourceTitle: string, contracts: readonly Contract[]): SideFields {
  const attributes = new Set(contracts.flatMap((contract) => Object.keys(contract.attributes)));
  const mapped = new Set(contracts.flatMap((contract) => Object.keys(contract.fields)));
  const names = [
    ...dataset.fields.map(({ name }) => name),
    'record_key',
    ...[...attributes].map((name) => `attributes.${name}`),
  ];
  return {
    dataset,
    sourceTitle,
    names,
    typeOf(name) {
      const field = fieldNamed(dataset, name);
      if (field !== undefined) return valueTypeOf(field.type);
      return names.includes(name) ? 'text' : undefined;
    },
    mustBeMapped(name, at, refuse) {
      if (fieldNamed(dataset, name) === undefined || mapped.has(name)) return;
      const by = contracts.map(({ contract }) => contract).join(', ');
      refuse(
        at,
        `${name} is always empty: ${by} does not map it`,
        `map it, or use ${[...mapped].join(', ')}`,
      );
    },
  };
}

export function checkSide(
  draft: SideDraft,
  node: YamlNode,
  fields: SideFields,
  refuse: Report,
): Side | undefined {
  const { dataset } = fields;
  const where =
    draft.where === undefined
      ? undefined
      : sideExpression(draft.where, node.at('where'), fields, 'boolean', refuse);
  const amountText = draft.amount ?? dataset.controlField;
  if (amountText === undefined) {
    refuse(node, `${dataset.name} has no amount of its own`, 'declare amount');
    return undefined;
  }
  const amount = sideExpression(amountText, node.at('amount'), fields, 'decimal', refuse);
  const currency = fieldOfType(
    'currency',
    draft.currency ?? currencyOf(amount, dataset),
    node,
    fields,
    refuse,
  );
  const date = fieldOfType('date', draft.date ?? dataset.dateField, node, fields, refuse);
  if (amount === undefined || currency === undefined || date === undefined) return undefined;
  const label = draft.label ?? `${fields.sourceTitle}: ${dataset.name}`;
  return {
    source: draft.source,
    dataset: draft.dataset,
    label,
    ...(where === undefined ? {} : { where }),
    amount,
    currency,
    date,
  };
}

/** An expression over the fields of a side, to be run set by set: without division. */
export function sideExpression(
  text: string,
  node: YamlNode,
  fields: SideFields,
  expects: 'boolean' | 'decimal',
  refuse: Report,
): Expression | undefined {
  const read = readExpression(text, {
    names: fields.typeOf,
    known: fields.names,
    expects: [expects],
    allowDivision: false,
  });
  if ('problems' in read) {
    reportExpression(node, read.problems, refuse);
    return undefined;
  }
  for (const name of namesUsed(read.expression)) fields.mustBeMapped(name, node, refuse);
  return read.expression;
}

/** The currency of the first money in the amount; the dataset's own when there is none. */
function currencyOf(amount: Expression | undefined, dataset: Dataset): string | undefined {
  if (amount !== undefined) {
    for (const name of namesUsed(amount)) {
      const currency = fieldNamed(dataset, name)?.currency;
      if (currency !== undefined) return currency;
    }
  }
  return dataset.fields.find(({ type }) => type === 'currency')?.name;
}

function fieldOfType(
  setting: 'currency' | 'date',
  name: string | undefined,
  node: YamlNode,
  fields: SideFields,
  refuse: Report,
): string | undefined {
  const place = node.at(setting);
  const known = fields.dataset.fields.filter(({ type }) => type === setting).map((field) => field.name);
  if (name === undefined) {
    refuse(node, `${fields.dataset.name} has no ${setting} of its own`, `declare ${setting}`);
    return undefined;
  }
  if (!known.includes(name)) {
    refuse(place, `"${name}" is not a ${setting} of ${fields.dataset.name}`, didYouMean(name, known));
    return undefined;
  }
  fields.mustBeMapped(name, place, refuse);
  return name;
}
