import type { Connection } from '../connection.ts';
import { readInBatches } from './read-in-batches.ts';

/** An exception as the command line lists it: amounts are decimal text, instants ISO 8601 UTC. */
export interface StreamedException {
  exception_id: string;
  entity: string;
  reconciliation: string;
  period: string;
  state: string;
  type: string;
  severity: string;
  match_key: string;
  currency: string;
  left_amount: string | null;
  right_amount: string | null;
  difference: string;
  threshold: string | null;
  rule: string;
  left_date: string | null;
  right_date: string | null;
  counterparty: string | null;
  opened_at: string;
  reopened_times: number;
}

export interface ExceptionSelection {
  entity: string;
  reconciliation?: string;
  /** '' is the running tie-out, to date. */
  period: string;
  state: 'open' | 'cleared';
}

const SQL = `
  select exception_id, entity, reconciliation, period, state, type, severity, match_key, currency, left_amount,
         right_amount, difference, threshold, rule, left_date, right_date, counterparty, opened_at, reopened_times
    from exceptions
   where entity = $1 and period = $2 and state = $3 and ($4::text is null or reconciliation = $4)
   order by reconciliation, absolute_difference desc, match_key, exceptions.exception_id`;

/** Every exception that was selected, the largest difference of each reconciliation first, in batches. */
export async function* streamExceptions(
  connection: Connection,
  selection: ExceptionSelection,
): AsyncGenerator<StreamedException[]> {
  const { entity, period, state, reconciliation = null } = selection;
  yield* readInBatches<StreamedException>(connection, SQL, [entity, period, state, reconciliation]);
}
