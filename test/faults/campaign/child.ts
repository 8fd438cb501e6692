import pg from 'pg';
import { connect } from '#db/connection.ts';
import { type Action, act } from './act.ts';
import { contextOf } from './context.ts';

/**
 * Carries actions out one after another and tells each beginning and end, until it is done or killed. Asked to, it kills
 * itself before the n-th statement that an action sends: moments of which most last too short to be hit by a clock.
 */
const [url = '', folder = '', data = '', actions = '[]', deadlyAction = '', deadlyStatement = ''] =
  process.argv.slice(2);
let statements = 0;
let deadly = Number.POSITIVE_INFINITY;

function step(): void {
  statements++;
  if (statements === deadly) process.kill(process.pid, 'SIGKILL');
}

const send = pg.Client.prototype.query as (...args: unknown[]) => unknown;
Object.assign(pg.Client.prototype, {
  query(this: pg.Client, ...args: unknown[]) {
    step();
    return send.apply(this, args);
  },
});

const connection = connect(url, { name: 'campaign child' });
const context = await contextOf(connection, folder, data);
const tell = (line: Record<string, unknown>) => process.stdout.write(`${JSON.stringify(line)}\n`);
try {
  for (const [index, action] of (JSON.parse(actions) as Action[]).entries()) {
    tell({ begin: index });
    statements = 0;
    deadly = deadlyAction === String(index) ? Number(deadlyStatement) : Number.POSITIVE_INFINITY;
    const result = await act(context, action);
    step(); // committed, and not told yet
    tell({ done: index, result, statements });
  }
  tell({ end: true });
} catch (error) {
  tell({ failed: error instanceof Error ? error.message : String(error) });
}
process.exit(0);
