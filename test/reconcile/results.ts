import { compareCodePoints } from '#core/expression/text.ts';
import { type Decimal, decimal } from '#core/money/decimal.ts';
import { toText } from '#core/money/format.ts';
import type { Facts } from '#core/reconcile/facts.ts';
import { fxText } from '#core/reconcile/fx.ts';
import type { Line, UnreadableLine } from '#core/reconcile/line.ts';
import type { ByHand } from '#core/reconcile/manual-pass.ts';
import { isKeyed } from '#core/reconcile/pass-key.ts';
import { periodEnd } from '#core/reconcile/period.ts';
import { projectSide } from '#core/reconcile/project.ts';
import { reconcile as specification } from '#core/reconcile/reconcile.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import type { Suggestion } from '#core/reconcile/tied.ts';
import type { Connection } from '#db/connection.ts';
import type { TestRecord } from './books.ts';

/** Results as plain text values in one order: from the specification or from the tables, they compare as they are. */
export type Row = Record<string, string | number | null>;
export interface Results {
  writeOffs: Row[];
  matches: Row[];
  /** The lines of the matches that no key of the first pass names. */
  members: Row[];
  breaks: Row[];
  suggestions: Row[];
}

const text = (value: string | null) => (value === null ? null : toText(decimal(value)));
const ordered = (rows: Row[]) => rows.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

/** The lines that the specification sees, and the records of which it can say nothing. */
export function linesOf(
  rules: ReconciliationRules,
  books: { left: readonly TestRecord[]; right: readonly TestRecord[] },
  period: string,
): { lines: Line[]; unreadable: UnreadableLine[] } {
  const end = periodEnd(period);
  const lines: Line[] = [];
  const unreadable: UnreadableLine[] = [];
  for (const side of ['left', 'right'] as const) {
    const project = projectSide(rules, side);
    for (const { recordKey, reference, counterparty, amount, currency, date, part = null } of books[side]) {
      const named: Record<string, string | null> =
        side === 'left'
          ? { number: reference, gross: amount, issue_date: date, tax: part }
          : { reference, amount, value_date: date, fee: part };
      const line = project({
        recordKey,
        fields: { ...named, counterparty, currency },
        attributes: { ref: reference },
      });
      if (line === undefined || (end !== null && date !== null && date > end)) continue;
      if ('problem' in line) unreadable.push(line);
      else lines.push(line);
    }
  }
  return { lines, unreadable };
}

export function expected(
  lines: readonly Line[],
  rules: ReconciliationRules,
  facts?: Facts,
  byHand?: ByHand,
): Results {
  const { matches, breaks, suggestions } = specification(lines, rules, byHand, facts);
  return {
    writeOffs: ordered(
      matches.flatMap(({ pass, key, currency, writeOff }) =>
        writeOff === null
          ? []
          : [{ pass, key, currency, account: rules.rounding?.account ?? null, amount: toText(writeOff) }],
      ),
    ),
    members: ordered(
      matches
        .filter(({ pass }) => pass !== 1 || !isKeyed(rules))
        .flatMap(({ pass, key, currency, lines: own }) =>
          own.map((line) => ({ pass, key, currency, ...memberOf(line), date: line.date })),
        ),
    ),
    suggestions: ordered(suggestions.map((suggestion) => suggestionRow(suggestion, rules))),
    matches: ordered(
      matches.map(({ pass, key, currency, rightCurrency, left, right, difference, explained }) => ({
        ...{ pass, key, currency, left_count: left.count, right_count: right.count },
        right_currency: rightCurrency ?? null,
        explained: amountsText(explained),
        ...{
          left_amount: toText(left.amount),
          right_amount: toText(right.amount),
          difference: toText(difference),
        },
      })),
    ),
    breaks: ordered(
      breaks.map(
        ({
          key,
          currency,
          type,
          severity,
          rule,
          left,
          right,
          difference,
          threshold,
          partDifferences,
          explained,
          fx,
          cause,
          class: by,
          daysApart,
          itemDate,
        }) => ({
          ...{ key, currency, type, severity, rule, item_date: itemDate, days_apart: daysApart },
          ...{ left_count: left?.count ?? 0, left_amount: left && toText(left.amount) },
          ...{ left_currency: left?.currency ?? null, left_date: left?.date ?? null },
          ...{ right_count: right?.count ?? 0, right_amount: right && toText(right.amount) },
          ...{ right_currency: right?.currency ?? null, right_date: right?.date ?? null },
          ...{ difference: toText(difference), threshold: threshold && toText(threshold) },
          part_differences: amountsText(partDifferences ?? {}),
          ...{ class: by, cause, explained: amountsText(explained) },
          fx: fx && JSON.stringify(Object.entries(fxText(fx)).sort()),
        }),
      ),
    ),
  };
}

/** Amounts by name as one text; null where there are none, as it is stored. */
function amountsText(amounts: Readonly<Record<string, Decimal>>): string | null {
  const texts = Object.entries(amounts).map(([name, amount]) => [name, toText(amount)]);
  return texts.length === 0 ? null : JSON.stringify(texts.sort());
}

const memberOf = ({ side, recordKey, currency, amount }: Line) => ({
  ...{ side, record_key: recordKey, line_currency: currency, amount: toText(amount) },
});

/** A set of lines as one text: left ones first, in byte order. */
const setText = (lines: readonly { side: string; recordKey: string }[]): string =>
  JSON.stringify(
    lines
      .map(({ side, recordKey }) => [side, recordKey])
      .sort((a, b) => compareLists(a as string[], b as string[])),
  );

function compareLists([side = '', key = '']: string[], [otherSide = '', otherKey = '']: string[]): number {
  return side === otherSide ? compareCodePoints(key, otherKey) : side < otherSide ? -1 : 1;
}

function suggestionRow(suggestion: Suggestion, { passes }: ReconciliationRules): Row {
  const { pass, label, currency, left, right, parts, alternatives, runnerUp } = suggestion;
  const scores = Object.entries(parts).map(([part, value]) => [part, toText(value)] as const);
  return {
    ...{ pass, label, currency, alternatives, rule: passes[pass - 1]?.name ?? null },
    ...{ score: toText(suggestion.score), parts: JSON.stringify(scores.sort()) },
    lines: setText([...left, ...right]),
    runner_up: runnerUp && setText([...runnerUp.left, ...runnerUp.right]),
  };
}

/** Of all tie-outs, or of one. */
interface TieOut {
  reconciliation: string;
  period: string;
}
const OF =
  '($1::text is null or tie_out_id in (select tie_out_id from tie_outs where name = $1 and period = $2))';

async function storedSuggestions({ pool }: Connection, of: (string | null)[]): Promise<Row[]> {
  const { rows } = await pool.query(
    `
    with sets as (
      select suggestion_id, json_agg(json_build_object('side', case when is_left then 'left' else 'right' end,
        'recordKey', record_key)) as lines from suggestion_lines where ${OF} group by suggestion_id
    )
    select s.*, own.lines, other.lines as runner_up_lines, s.runner_up from suggestions s
    left join sets own using (suggestion_id) left join sets other on other.suggestion_id = s.runner_up
    where ${OF}`,
    of,
  );
  return rows.map((row) => ({
    ...{
      pass: row.pass,
      label: row.label,
      currency: row.currency,
      alternatives: row.alternatives,
      rule: row.rule,
    },
    ...{ score: text(row.score), parts: JSON.stringify(Object.entries(row.score_parts).sort()) },
    lines: setText(row.lines),
    // A runner-up that is not there shows as such.
    runner_up: row.runner_up && setText(row.runner_up_lines ?? []),
  }));
}

export async function stored(connection: Connection, tieOut?: TieOut): Promise<Results> {
  const { pool } = connection;
  const of = [tieOut?.reconciliation ?? null, tieOut?.period ?? null];
  const members = await pool.query(`select * from match_members where to_run is null and ${OF}`, of);
  const matches = await pool.query(`select * from matches where to_run is null and ${OF}`, of);
  const breaks = await pool.query(`select * from exceptions where state = 'open' and ${OF}`, of);
  const writeOffs = await pool.query(`select * from write_off_proposals where to_run is null and ${OF}`, of);
  return {
    writeOffs: ordered(
      writeOffs.rows.map(({ pass, match_key: key, currency, account, amount }) => ({
        ...{ pass, key, currency, account, amount: text(amount) },
      })),
    ),
    suggestions: ordered(await storedSuggestions(connection, of)),
    members: ordered(
      members.rows.map((row) => ({
        ...{
          pass: row.pass,
          key: row.match_key,
          currency: row.currency,
          side: row.is_left ? 'left' : 'right',
        },
        ...{ record_key: row.record_key, line_currency: row.line_currency, amount: text(row.amount) },
        date: row.line_date,
      })),
    ),
    matches: ordered(
      matches.rows.map((row) => ({
        ...{ pass: row.pass, key: row.match_key, currency: row.currency, left_count: row.left_count },
        right_currency: row.right_currency,
        explained: row.explained && JSON.stringify(Object.entries(row.explained).sort()),
        ...{
          right_count: row.right_count,
          left_amount: text(row.left_amount),
          right_amount: text(row.right_amount),
        },
        difference: text(row.difference),
      })),
    ),
    breaks: ordered(
      breaks.rows.map((row) => ({
        ...{
          key: row.match_key,
          currency: row.currency,
          type: row.type,
          severity: row.severity,
          rule: row.rule,
        },
        ...{ item_date: row.item_date, days_apart: row.days_apart, left_count: row.left_count },
        ...{ left_amount: text(row.left_amount), left_currency: row.left_currency, left_date: row.left_date },
        ...{
          right_count: row.right_count,
          right_amount: text(row.right_amount),
          right_currency: row.right_currency,
        },
        ...{ right_date: row.right_date, difference: text(row.difference), threshold: text(row.threshold) },
        part_differences: row.part_differences && JSON.stringify(Object.entries(row.part_differences).sort()),
        ...{ class: row.class, cause: row.cause },
        explained: row.explained && JSON.stringify(Object.entries(row.explained).sort()),
        fx: row.fx && JSON.stringify(Object.entries(row.fx).sort()),
      })),
    ),
  };
}
