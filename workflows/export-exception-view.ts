import type { Readable } from 'node:stream';
import { authorise } from '#core/access/policy.ts';
import { periodEnd } from '#core/reconcile/period.ts';
import { appendAudit } from '#db/queries/audit-log.ts';
import type { ExceptionFilter } from '#db/queries/exception-filter.ts';
import { allExceptions, type ExceptionRow, type ExceptionSort } from '#db/queries/exception-page.ts';
import { BYTE_ORDER_MARK, CSV_PROFILES, csvLine, guardFormula } from '#exports/writers/csv.ts';
import { defineWorkflow } from './define.ts';
import { spooled } from './spool.ts';

export interface ExceptionViewInput {
  /** Its first entity is asked for at the door, the others before anything is read. */
  filter: ExceptionFilter;
  sort: ExceptionSort;
}

/**
 * The list of exceptions as somebody filtered and sorted it, as CSV for a spreadsheet. The audit log says
 * who took which view. @throws PeriodInvalid, StorageFailed
 */
export const exportExceptionView = defineWorkflow<ExceptionViewInput, Readable>({
  name: 'export-exception-view',
  permission: 'export.download',
  entityOf: (_context, { filter }) => filter.entities[0] ?? '',
  run: async (context, actor, { filter, sort }) => {
    for (const entity of filter.entities) authorise(actor, 'export.download', entity);
    periodEnd(filter.period);
    const { db } = context.connection;
    const { entities, ...narrowed } = filter;
    const traceId = context.newTraceId();
    await db.transaction().execute((trx) =>
      appendAudit(
        trx,
        entities.map((entity) => ({
          actor: actor.id,
          entity,
          action: 'exceptions.exported',
          subject: 'exceptions',
          traceId,
          detail: { ...narrowed, sort },
        })),
      ),
    );
    return spooled(context.dataFolder, csvOf(allExceptions(db, filter, sort)));
  },
});

async function* csvOf(pages: AsyncIterable<ExceptionRow[]>): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvLine(COLUMNS.map(({ name }) => name));
  for await (const rows of pages) yield rows.map((row) => csvLine(COLUMNS.map(({ of }) => of(row)))).join('');
}

interface Column {
  name: string;
  of(row: ExceptionRow): string | null;
}

type Named = keyof ExceptionRow & string;

const { guardFormulas } = CSV_PROFILES.excel;

/** What somebody else wrote: a spreadsheet must not run it. */
const text = (name: Named): Column => ({
  name,
  of: (row) => {
    const value = row[name];
    if (value === null) return null;
    return guardFormulas ? guardFormula(String(value)) : String(value);
  },
});

/** Figures, dates and identities go as they are: a minus is no formula. */
const plain = (name: Named): Column => ({
  name,
  of: (row) => (row[name] === null ? null : String(row[name])),
});

const COLUMNS: readonly Column[] = [
  ...[plain('exception_id'), text('entity'), text('reconciliation'), plain('period'), text('match_key')],
  ...[plain('type'), plain('state'), plain('severity'), text('currency'), plain('difference')],
  ...[plain('left_count'), plain('left_amount'), text('left_currency'), plain('left_date')],
  ...[plain('right_count'), plain('right_amount'), text('right_currency'), plain('right_date')],
  ...[plain('threshold'), plain('days_apart'), text('counterparty'), plain('item_date')],
  ...[plain('opened_at'), plain('cleared_at'), plain('reopened_times'), text('rule')],
  ...[plain('class'), text('cause')],
];
