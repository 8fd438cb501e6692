import { datasetNamed } from '#core/dataset/datasets.ts';
import { namesUsed } from '#core/expression/names-used.ts';
import type { SideName } from '#core/reconcile/line.ts';
import { ownKeyFields } from '#core/reconcile/pass-key.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import type { PinnedSide } from '#db/queries/exception-detail-run.ts';
import type { DetailLine, DetailLines } from '#db/queries/exception-detail-sides.ts';
import type { ExceptionRow } from '#db/queries/exception-page.ts';

/** One side of an exception. Amounts are decimal text in `currency`. */
export interface DetailSide {
  label: string;
  source: string | null;
  dataset: string | null;
  /** The snapshot that the run was pinned to. */
  pin: { snapshotNo: number; snapshotId: string | null } | null;
  amount: string | null;
  currency: string | null;
  /** The earliest date of its lines. */
  date: string | null;
  /** Lines of the exception. */
  count: number;
  /** Lines found in the run; the exception's own, unless the data behind the run is gone. */
  found: string;
  lines: LineWords[];
  /** The fields of its key by the rule, as they are called. */
  keyFields: string[];
  /** The rule compares what the source converted to base currency, not what the documents say. */
  isBase: boolean;
  /** Rows of its dataset in quarantine: what it lacks may be among them. */
  quarantined: string;
}

export interface LineWords extends Omit<DetailLine, 'fields' | 'attributes'> {
  streamId: number;
  /** Those that are filled, in the order of the dataset, extras last. */
  fields: ShownField[];
}

export interface ShownField {
  name: string;
  value: string;
  kind: 'money' | 'date' | 'instant' | 'code' | 'text';
  currency?: string;
}

export function sideOf(
  side: SideName,
  exception: ExceptionRow,
  of: {
    pin: PinnedSide | undefined;
    rules: ReconciliationRules | undefined;
    read: DetailLines;
    quarantined: string;
  },
): DetailSide {
  const { pin, rules, read } = of;
  return {
    label: rules?.[side].label ?? (side === 'left' ? 'Left side' : 'Right side'),
    source: pin?.source ?? rules?.[side].source ?? null,
    dataset: pin?.dataset ?? rules?.[side].dataset ?? null,
    pin: pin ? { snapshotNo: pin.snapshotNo, snapshotId: pin.snapshotId } : null,
    amount: exception[`${side}_amount`],
    currency: exception[`${side}_currency`],
    date: exception[`${side}_date`],
    count: exception[`${side}_count`],
    found: read.count,
    lines: pin ? read.lines.map((line) => lineWords(line, pin)) : [],
    keyFields: (rules ? ownKeyFields(rules, side) : []).map((field) => field.replaceAll('_', ' ')),
    isBase: rules !== undefined && namesUsed(rules[side].amount).includes('base_amount'),
    quarantined: of.quarantined,
  };
}

function lineWords({ fields, attributes, ...line }: DetailLine, pin: PinnedSide): LineWords {
  return {
    ...line,
    streamId: pin.streamId,
    fields: [...shownFields(pin.dataset, fields), ...extras(attributes)],
  };
}

/** The filled fields of a record in the order of its dataset. */
export function shownFields(dataset: string, fields: DetailLine['fields']): ShownField[] {
  return (datasetNamed(dataset)?.fields ?? []).flatMap((field) => {
    const value = fields[field.name];
    if (value === null || value === undefined || value === '') return [];
    const currency = field.currency === undefined ? undefined : fields[field.currency];
    return [{ name: field.name, value, kind: KINDS[field.type], ...(currency ? { currency } : {}) }];
  });
}

const KINDS = {
  money: 'money',
  date: 'date',
  timestamp: 'instant',
  code: 'code',
  currency: 'code',
  text: 'text',
  quantity: 'money',
  rate: 'money',
  integer: 'text',
  boolean: 'text',
} as const;

function extras(attributes: DetailLine['attributes']): ShownField[] {
  return Object.entries(attributes ?? {}).flatMap(([name, value]) =>
    value === null || value === ''
      ? []
      : [{ name, value: typeof value === 'string' ? value : JSON.stringify(value), kind: 'text' as const }],
  );
}
