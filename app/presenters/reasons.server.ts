import { sentence } from '../format/sentence.ts';

/** Why a snapshot or a run is not complete, in words built from its fields. */
export interface Reason {
  /** Stable name, such as `quarantined_rows`. */
  code: string;
  text: string;
}

/** Of a reason as it is stored: an object whose `reason` (or `code`, or `rule`) names it, with fields beside it. */
export function reasonOf(stored: unknown): Reason {
  if (typeof stored === 'string') return { code: stored, text: sentence(stored.replaceAll('_', ' ')) };
  const fields = (typeof stored === 'object' && stored !== null ? stored : {}) as Record<string, unknown>;
  const code = String(fields.reason ?? fields.code ?? fields.rule ?? 'unknown');
  return { code, text: sentence(WORDS[code]?.(fields) ?? plain(code, fields)) };
}

const text = (value: unknown) => (value === null || value === undefined ? '' : String(value));

const WORDS: Record<string, (fields: Record<string, unknown>) => string> = {
  quarantined_rows: ({ count }) =>
    `${text(count)} ${text(count) === '1' ? 'row is' : 'rows are'} in quarantine and missing from it.`,
  statement_not_proven: ({ account, sequence, currency, difference }) =>
    difference === null || difference === undefined
      ? `Statement ${text(sequence)} of account ${text(account)} does not state both balances, so nothing proves that it is whole.`
      : `Statement ${text(sequence)} of account ${text(account)} does not prove: opening balance and entries miss the closing balance by ${text(difference)} ${text(currency)}.`,
  record_key_unreadable: ({ count }) => `${text(count)} rows have no readable record key.`,
  no_snapshot: (it) => `${sideOf(it)} has no snapshot yet.`,
  snapshot_incomplete: (it) => {
    const causes = Array.isArray(it.causes) ? it.causes.map((cause) => reasonOf(cause).text) : [];
    return [`${sideOf(it)} is incomplete in snapshot ${text(it.snapshot)}.`, ...causes].join(' ');
  },
  late: (it) =>
    `${sideOf(it)} is late: last heard of on ${text(it.confirmed_at).slice(0, 10)}, expected every ${text(it.freshness_hours)} hours.`,
  rejected_delivery: (it) =>
    `${sideOf(it)}: ${text(it.count)} ${text(it.count) === '1' ? 'delivery was' : 'deliveries were'} rejected and not made good.`,
  opening_missing: ({ reconciliation }) =>
    `${text(reconciliation)} has not run yet for the time before the opening: its open items are not known.`,
  opening_incomplete: ({ reconciliation, run }) =>
    `Open items are carried forward from run ${text(run)} of ${text(reconciliation)}, which is incomplete.`,
  opening_behind: ({ reconciliation, run, count }) =>
    `${text(count)} ${text(count) === '1' ? 'record' : 'records'} dated before the opening came, changed or went after run ${text(run)} of ${text(reconciliation)}: run it again.`,
  unreadable_lines: (it) =>
    `${sideOf(it)}: ${text(it.count)} lines have no ${text(it.problem) === 'currency_missing' ? 'currency' : 'amount'}.`,
};

const sideOf = (it: Record<string, unknown>) =>
  `${text(it.dataset).replaceAll('_', ' ')} of ${text(it.source)} (${text(it.side)} side)`;

/** A reason that has no words of its own yet still says all that it knows. */
function plain(code: string, fields: Record<string, unknown>): string {
  const rest = Object.entries(fields)
    .filter(
      ([name, value]) =>
        !['reason', 'code', 'rule'].includes(name) && value !== null && typeof value !== 'object',
    )
    .map(
      ([name, value]) =>
        `${name
          .replace(/([a-z])([A-Z])/g, '$1 $2')
          .replaceAll('_', ' ')
          .toLowerCase()} ${text(value)}`,
    );
  return [code.replaceAll('_', ' '), ...rest].join(', ');
}
