import { periodEnd } from '#core/reconcile/period.ts';
import {
  type ExceptionSelection,
  type StreamedException,
  streamExceptions,
} from '#db/queries/exception-stream.ts';
import { declaredReconciliation } from './declared.ts';
import { defineWorkflow } from './define.ts';

/** Every exception of one entity that the filter lets through, streamed. @throws UnknownName, PeriodInvalid */
export const listExceptions = defineWorkflow<ExceptionSelection, AsyncIterable<StreamedException[]>>({
  name: 'list-exceptions',
  permission: 'book.read',
  entityOf: (_context, { entity }) => entity,
  run: async (context, _actor, filter) => {
    periodEnd(filter.period);
    if (filter.reconciliation !== undefined) declaredReconciliation(context.workspace, filter.reconciliation);
    return streamExceptions(context.connection, filter);
  },
});
