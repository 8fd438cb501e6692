import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EXAMPLES_FOLDER } from './support/example-files.ts';
import { usePipeline } from './support/pipeline.ts';

const pipeline = usePipeline(join(EXAMPLES_FOLDER, 'minimal'), 'acme');

test('the workspace to start from shows what its README promises', async () => {
  expect(pipeline.runs.get('invoices-to-payments')).toMatchObject({
    status: 'complete',
    matchCount: 2,
    exceptionCount: 2,
  });
  expect(await pipeline.exceptions('invoices-to-payments')).toEqual([
    { key: 'R-1003', currency: 'EUR', type: 'amount', left: '240.00', right: '204.00' },
    { key: 'R-1004', currency: 'EUR', type: 'missing_right', left: '80.00', right: null },
  ]);
});
