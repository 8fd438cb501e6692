import type { Readable } from 'node:stream';
import { Failure } from '#core/failure/failure.ts';
import { appendAudit } from '#db/queries/audit-log.ts';
import { exceptionById, type PinnedRun, runShowing } from '#db/queries/exception-detail-run.ts';
import { allExceptionLines, type BareLine } from '#db/queries/exception-detail-sides.ts';
import type { ExceptionRow } from '#db/queries/exception-page.ts';
import { BYTE_ORDER_MARK, csvLine, guardFormula } from '#exports/writers/csv.ts';
import type { Context } from './context.ts';
import { defineWorkflow } from './define.ts';
import { spooled } from './spool.ts';

export class ExceptionNotFound extends Failure {
  readonly kind = 'not_found';
  constructor(readonly exceptionId: string) {
    super(`there is no exception ${exceptionId}`, 'See the list of exceptions.');
  }
}

/**
 * Every line of both sides of an exception, as CSV for a spreadsheet. The audit log says who took them.
 * @throws ExceptionNotFound, StorageFailed
 */
export const exportExceptionLines = defineWorkflow<{ exceptionId: string }, Readable>({
  name: 'export-exception-lines',
  permission: 'export.download',
  entityOf: async (context, { exceptionId }) => (await existing(context, exceptionId)).entity,
  run: async (context, actor, { exceptionId }) => {
    const { db } = context.connection;
    const exception = await existing(context, exceptionId);
    const run = await runShowing(db, exception);
    await db.transaction().execute((trx) =>
      appendAudit(trx, [
        {
          actor: actor.id,
          entity: exception.entity,
          action: 'exception_lines.exported',
          subject: `exception:${exceptionId}`,
          traceId: context.newTraceId(),
          detail: { reconciliation: exception.reconciliation, run: run?.runId ?? null },
        },
      ]),
    );
    return spooled(context.dataFolder, csvOf(context, exception, run));
  },
});

async function existing(context: Context, exceptionId: string): Promise<ExceptionRow> {
  const exception = await exceptionById(context.connection.db, exceptionId);
  if (!exception) throw new ExceptionNotFound(exceptionId);
  return exception;
}

const HEADER = ['side', 'source', 'dataset', 'record_key', 'version', 'date', 'amount', 'currency'];

async function* csvOf(
  context: Context,
  exception: ExceptionRow,
  run: PinnedRun | undefined,
): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvLine(HEADER);
  for (const side of run ? (['left', 'right'] as const) : []) {
    if (!run || exception[`${side}_count`] === 0) continue;
    const { source, dataset } = run[side];
    // A spreadsheet must not run what a source wrote; figures and dates go as they are.
    const cells = (line: BareLine) => [
      ...[side, guardFormula(source), dataset, guardFormula(line.recordKey), String(line.version)],
      ...[line.date, line.amount, line.currency],
    ];
    for await (const lines of allExceptionLines(context.connection, exception, run, side))
      yield lines.map((line) => csvLine(cells(line))).join('');
  }
}
