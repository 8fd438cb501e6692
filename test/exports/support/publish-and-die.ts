import { connect } from '#db/connection.ts';
import { publishExport } from '#workflows/publish-export.ts';
import { CONTROLLER, contextFor } from './publishing.ts';
import { ENTITY } from './seed.ts';

/** Publishes, and is killed by the system at the step that the caller names: no cleaning up, as in a power cut. */
const [url = '', dataFolder = '', deadly = ''] = process.argv.slice(2);
const context = contextFor(connect(url), dataFolder, ({ step }) => {
  if (step === deadly) process.kill(process.pid, 'SIGKILL');
});
const formats = ['csv', 'xlsx', 'parquet'] as const;
await publishExport(context, CONTROLLER, { export: 'payments', entity: ENTITY, formats });
