import type { Connection } from '../connection.ts';
import { readInBatches } from './read-in-batches.ts';

/** A quarantined row as the command line lists it. */
export interface StreamedQuarantine {
  quarantine_id: string;
  entity: string;
  source: string;
  dataset: string;
  contract: string;
  contract_version: number;
  file: string;
  row_number: string;
  line_number: string | null;
  record_key: string | null;
  problems: { field: string; column: string | null; value: string | null; rule: string; expected: string }[];
  opened_at: string;
}

const SQL = `
  select quarantine_id, q.entity, q.source, q.dataset, q.contract, q.contract_version, r.name as file, q.row_number,
         q.line_number, q.record_key, q.problems, q.opened_at
    from quarantine q join raw_objects r using (raw_id)
   where q.state = 'open' and q.entity = $1 and ($2::text is null or q.source = $2)
   order by q.quarantine_id`;

/** Every open quarantined row, oldest first, in batches. */
export async function* streamQuarantine(
  connection: Connection,
  selection: { entity: string; source?: string },
): AsyncGenerator<StreamedQuarantine[]> {
  yield* readInBatches<StreamedQuarantine>(connection, SQL, [selection.entity, selection.source ?? null]);
}
