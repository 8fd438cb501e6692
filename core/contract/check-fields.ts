import type { Dataset, Field, LogicalType } from '../dataset/field.ts';
import { didYouMean } from '../failure/did-you-mean.ts';
import type { YamlNode } from '../yaml/node.ts';
import type { Report } from '../yaml/shape.ts';
import type { SourceFacts } from './check-contract.ts';
import { checkOptions } from './check-options.ts';
import type { Contract, FieldMap } from './contract.ts';
import type { ContractDraft, FieldDraft } from './contract-shape.ts';
import { fillCurrencies } from './fill-currencies.ts';

/** Types every map, fills in currencies, and sees that the dataset's required fields are there. */
export function checkFields(
  draft: ContractDraft,
  dataset: Dataset,
  facts: SourceFacts,
  root: YamlNode,
  refuse: Report,
): Pick<Contract, 'fields' | 'attributes'> {
  const fields: Record<string, FieldMap> = {};
  for (const [name, map] of Object.entries(draft.fields)) {
    const field = dataset.fields.find((candidate) => candidate.name === name);
    if (field === undefined) {
      const known = dataset.fields.map((candidate) => candidate.name);
      refuse(
        root.keyAt('fields', name),
        `${dataset.name} has no field "${name}"`,
        `${didYouMean(name, known)} extras go under attributes`,
      );
    } else {
      fields[name] = fieldMapOf(map, field, root.at('fields', name), refuse);
    }
  }
  const attributes: Record<string, FieldMap> = {};
  for (const [name, map] of Object.entries(draft.attributes)) {
    if (dataset.fields.some((field) => field.name === name)) {
      refuse(
        root.keyAt('attributes', name),
        `"${name}" is a field of ${dataset.name}`,
        'map it under fields',
      );
    }
    attributes[name] = fieldMapOf(map, undefined, root.at('attributes', name), refuse);
  }
  const filled = fillCurrencies(fields, attributes, dataset, facts, root, refuse);
  for (const field of dataset.fields) {
    if (field.required && !Object.hasOwn(draft.fields, field.name) && !Object.hasOwn(filled, field.name)) {
      refuse(root.keyAt('fields'), `${dataset.name} needs the field "${field.name}"`, field.meaning);
    }
  }
  return { fields: filled, attributes };
}

function fieldMapOf(draft: FieldDraft, field: Field | undefined, node: YamlNode, refuse: Report): FieldMap {
  const type = typeOfMap(draft, field, node, refuse);
  const origins = [draft.from, draft.value, draft.compute].filter((origin) => origin !== undefined);
  if (origins.length !== 1) {
    refuse(
      node,
      'a field is read by exactly one of from, value and compute',
      origins.length === 0 ? 'name the column: {from: column}' : undefined,
    );
  }
  if (field?.required && draft.optional === true)
    refuse(node.at('optional'), `the dataset needs ${field.name}: it cannot be optional`);
  const map: FieldMap = {
    ...(draft.from === undefined ? {} : { from: draft.from }),
    ...(draft.value === undefined ? {} : { value: draft.value }),
    type,
    ...optionsOf(draft),
    normalise: draft.normalise,
    optional: draft.optional ?? field?.required !== true,
    nulls: draft.nulls,
  };
  checkOptions(map, draft, field, node, refuse);
  return map;
}

function optionsOf(draft: FieldDraft): Partial<FieldMap> {
  const { currency } = draft;
  const withdrawn = draft.allow_withdrawn || (typeof currency === 'object' && currency.allow_withdrawn);
  const options: Partial<FieldMap> = {
    currency:
      currency === undefined
        ? undefined
        : typeof currency === 'string'
          ? { code: currency }
          : { from: currency.from },
    allowWithdrawn: withdrawn || undefined,
    zone: draft.zone,
    pattern: draft.pattern,
    ambiguousTime: draft.ambiguous_time,
    aliases: draft.aliases,
    aliasesClosed: draft.aliases_closed,
    negate: draft.negate,
    scale: draft.scale,
    minorUnits: draft.minor_units,
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** Text and code may stand for each other; every other type is the dataset's. */
function typeOfMap(draft: FieldDraft, field: Field | undefined, node: YamlNode, refuse: Report): LogicalType {
  if (field === undefined) return draft.type ?? 'text';
  const isText = (type: LogicalType) => type === 'text' || type === 'code';
  if (draft.type !== undefined && draft.type !== field.type && !(isText(draft.type) && isText(field.type))) {
    refuse(
      node.at('type'),
      `${field.name} is ${field.type} in the dataset, not ${draft.type}`,
      'leave the type out',
    );
  }
  return field.type;
}
