import { connect } from '#db/connection.ts';
import { type Action, act } from './act.ts';
import { contextOf } from './context.ts';

/** Carries actions out one after another and tells each beginning and end, until it is done or killed. */
const [url = '', folder = '', data = '', actions = '[]'] = process.argv.slice(2);
const connection = connect(url, { name: 'campaign child' });
const context = await contextOf(connection, folder, data);
const tell = (line: Record<string, unknown>) => process.stdout.write(`${JSON.stringify(line)}\n`);
try {
  for (const [index, action] of (JSON.parse(actions) as Action[]).entries()) {
    tell({ begin: index });
    tell({ done: index, result: await act(context, action) });
  }
  tell({ end: true });
} catch (error) {
  tell({ failed: error instanceof Error ? error.message : String(error) });
}
process.exit(0);
