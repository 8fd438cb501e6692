import { basename } from 'node:path';
import type { Connection } from '#db/connection.ts';
import type { Action } from './act.ts';
import type { RoundResult } from './round.ts';

export type Survived = 'whole' | 'nothing' | 'acknowledged';
type Delivery = Extract<Action, { do: 'ingest' }>;

/** Holds what was acknowledged against what is there. */
export class Accounts {
  /** Files that were taken in, in their order. */
  readonly taken: Delivery[] = [];
  /** What was struck before it was acknowledged. */
  open: Action | undefined;

  /** What was acknowledged and is gone; what was under way is there as a whole or not at all. */
  async settle(
    connection: Connection,
    actions: readonly Action[],
    round: RoundResult,
  ): Promise<{ survived: Survived; gone: string[] }> {
    const gone: string[] = [];
    for (const [index, result] of round.done) {
      const action = actions[index] as Action;
      if (!(await isThere(connection, action, result)))
        gone.push(`acknowledged and gone: ${JSON.stringify(action)}`);
      if (action.do === 'ingest') this.take(action);
    }
    for (const id of round.queued) {
      if (!(await has(connection, 'jobs', 'job_id', id))) gone.push(`queued and gone: job ${id}`);
    }
    this.open = round.open === undefined ? undefined : (actions[round.open] as Action);
    if (this.open === undefined) return { survived: 'acknowledged', gone };
    if (this.open.do !== 'ingest' || !(await isThere(connection, this.open, {})))
      return { survived: 'nothing', gone };
    this.take(this.open);
    return { survived: 'whole', gone };
  }

  take(delivery: Delivery): void {
    if (!this.taken.some(({ file }) => file === delivery.file)) this.taken.push(delivery);
  }
}

async function isThere(
  connection: Connection,
  action: Action,
  result: Record<string, unknown>,
): Promise<boolean> {
  switch (action.do) {
    case 'ingest':
      return has(connection, 'ingestions join raw_objects using (raw_id)', 'name', basename(action.file));
    case 'reconcile':
      return has(connection, 'runs', 'run_id', result.runId);
    case 'export':
      return has(connection, 'publications', 'publication_id', result.publicationId);
    case 'jobs':
      return true;
  }
}

async function has({ pool }: Connection, table: string, column: string, value: unknown): Promise<boolean> {
  return (await pool.query(`select 1 from ${table} where ${column} = $1`, [value])).rows.length > 0;
}
