import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ExceptionFilter } from '#db/queries/exception-filter.ts';
import { actorWith, useWorkflows } from '#test/support/workflow.ts';
import { exportExceptionView } from '#workflows/export-exception-view.ts';

const bench = useWorkflows({
  'tieout.yaml': `workspace: test
entities:
  - {entity: acme, name: Acme, base_currency: EUR, zone: UTC}
  - {entity: beta, name: Beta, base_currency: EUR, zone: UTC}
`,
});
const sort = { by: 'difference', descending: true } as const;
const filter: ExceptionFilter = {
  ...{ entities: ['acme'], period: '', states: ['open'], search: '' },
  ...{ reconciliations: [], types: [], severities: [], currencies: [] },
};

test('a view as CSV: exact, no formula, in the audit log, and nothing left on the disk', async () => {
  const { pool } = bench.context.connection;
  await pool.query(`
    insert into exceptions (exception_id, key_hash, tie_out_id, entity, reconciliation, period, match_key, currency,
      type, state, severity, rule, left_count, right_count, right_amount, difference, absolute_difference,
      counterparty, opened_run, opened_at, changed_run)
    values (gen_random_uuid(), 1, 1, 'acme', 'bank', '', '=1+1', 'EUR', 'missing_left', 'open', 'normal', 'amount', 0,
      1, 123456789012345678.10, -123456789012345678.10, 123456789012345678.10, 'A, "B"', 1, '2026-01-01', 1),
    (gen_random_uuid(), 2, 1, 'beta', 'bank', '', 'OTHER', 'EUR', 'missing_left', 'open', 'normal', 'amount', 0,
      1, 1, -1, 1, null, 1, '2026-01-01', 1)`);
  const parts: Buffer[] = [];
  for await (const part of await exportExceptionView(bench.context, actorWith('viewer'), { filter, sort }))
    parts.push(part as Buffer);
  const [header, ...lines] = Buffer.concat(parts).toString('utf8').trimEnd().split('\n');
  expect(header).toMatch(/^\uFEFFexception_id,entity,/);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(`,'=1+1,missing_left,open,normal,EUR,-123456789012345678.10,0,,,,1,`);
  expect(lines[0]).toContain(',"A, ""B""",');
  expect(await readdir(join(bench.context.dataFolder, 'spool'))).toEqual([]);
  const { rows } = await pool.query(`select actor, entity, detail from audit_entries where action = $1`, [
    'exceptions.exported',
  ]);
  expect(rows).toHaveLength(1);
  expect(rows[0].entity).toBe('acme');
  expect(JSON.parse(rows[0].detail)).toMatchObject({ states: ['open'], sort });
});

test('an entity beyond the first is asked for too', async () => {
  const asked = exportExceptionView(bench.context, actorWith('viewer', 'acme'), {
    filter: { ...filter, entities: ['acme', 'beta'] },
    sort,
  });
  await expect(asked).rejects.toMatchObject({ kind: 'denied' });
});
