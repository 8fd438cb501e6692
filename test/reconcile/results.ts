import { decimal } from '#core/money/decimal.ts';
import { toText } from '#core/money/format.ts';
import type { Line, UnreadableLine } from '#core/reconcile/line.ts';
import { periodEnd } from '#core/reconcile/period.ts';
import { projectSide } from '#core/reconcile/project.ts';
import { reconcile as specification } from '#core/reconcile/reconcile.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import type { Connection } from '#db/connection.ts';
import type { TestRecord } from './books.ts';

/** Results as plain text values in one order: from the specification or from the tables, they compare as they are. */
export type Row = Record<string, string | number | null>;
export interface Results {
  matches: Row[];
  breaks: Row[];
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
    for (const { recordKey, reference, counterparty, amount, currency, date } of books[side]) {
      const named: Record<string, string | null> =
        side === 'left'
          ? { number: reference, gross: amount, issue_date: date }
          : { reference, amount, value_date: date };
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

export function expected(lines: readonly Line[], rules: ReconciliationRules): Results {
  const { matches, breaks } = specification(lines, rules);
  return {
    matches: ordered(
      matches.map(({ pass, key, currency, left, right, difference }) => ({
        ...{ pass, key, currency, left_count: left.count, right_count: right.count },
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
          daysApart,
          itemDate,
        }) => ({
          ...{ key, currency, type, severity, rule, item_date: itemDate, days_apart: daysApart },
          ...{ left_count: left?.count ?? 0, left_amount: left && toText(left.amount) },
          ...{ left_currency: left?.currency ?? null, left_date: left?.date ?? null },
          ...{ right_count: right?.count ?? 0, right_amount: right && toText(right.amount) },
          ...{ right_currency: right?.currency ?? null, right_date: right?.date ?? null },
          ...{ difference: toText(difference), threshold: threshold && toText(threshold) },
        }),
      ),
    ),
  };
}

export async function stored({ pool }: Connection): Promise<Results> {
  const matches = await pool.query('select * from matches where to_run is null');
  const breaks = await pool.query(`select * from exceptions where state = 'open'`);
  return {
    matches: ordered(
      matches.rows.map((row) => ({
        ...{ pass: row.pass, key: row.match_key, currency: row.currency, left_count: row.left_count },
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
      })),
    ),
  };
}
