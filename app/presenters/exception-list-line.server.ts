import { isUnkeyed, splitKey } from '#core/reconcile/key.ts';
import { ownKeyFields } from '#core/reconcile/pass-key.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import type { ExceptionRow } from '#db/queries/exception-page.ts';

/** An exception as a line of the list. Amounts are decimal text. */
export interface ExceptionLine {
  id: string;
  /** As people read it: its parts, or the record of a line that has none. */
  key: string;
  type: ExceptionRow['type'];
  state: ExceptionRow['state'];
  severity: ExceptionRow['severity'];
  /** What explains the difference, and the rule or circumstance that says so. */
  class: ExceptionRow['class'];
  cause: string | null;
  /** Its title; `name` is what addresses say. */
  reconciliation: string;
  name: string;
  period: string;
  entity: string;
  currency: string;
  /** Left minus right. */
  difference: string;
  left: SideOfLine;
  right: SideOfLine;
  threshold: string | null;
  daysApart: number | null;
  counterparty: string | null;
  itemDate: string | null;
  openedAt: string;
  clearedAt: string | null;
}

export interface SideOfLine {
  /** What the reconciliation calls this side. */
  label: string;
  amount: string | null;
  currency: string | null;
  count: number;
}

/** `rules`: undefined when the reconciliation is not declared any more. */
export function lineOf(row: ExceptionRow, rules: ReconciliationRules | undefined): ExceptionLine {
  return {
    id: row.exception_id,
    key: keyWords(row.match_key, rules),
    ...{ type: row.type, state: row.state, severity: row.severity, entity: row.entity },
    ...{ class: row.class, cause: row.cause, name: row.reconciliation, period: row.period },
    reconciliation: rules?.title ?? row.reconciliation,
    currency: row.currency,
    difference: row.difference,
    left: {
      label: rules?.left.label ?? 'the left side',
      amount: row.left_amount,
      currency: row.left_currency,
      count: row.left_count,
    },
    right: {
      label: rules?.right.label ?? 'the right side',
      amount: row.right_amount,
      currency: row.right_currency,
      count: row.right_count,
    },
    threshold: row.threshold,
    daysApart: row.days_apart,
    counterparty: row.counterparty,
    itemDate: row.item_date,
    openedAt: row.opened_at,
    clearedAt: row.cleared_at,
  };
}

export function keyWords(key: string, rules: ReconciliationRules | undefined): string {
  const text = splitKey(key, rules ? ownKeyFields(rules, 'left').length : 1).join(' / ');
  return isUnkeyed(key) ? `${text}, no key` : text;
}
