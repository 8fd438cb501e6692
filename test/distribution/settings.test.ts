import { expect, test } from 'vitest';
import { useDatabase } from '#test/support/database.ts';

const database = useDatabase();

test('a connection asks for what a cluster needs, and a plain PostgreSQL takes it', async () => {
  const { rows } = await database.connection.pool.query(`
    select current_setting('citus.propagate_set_commands') as propagate,
      current_setting('citus.max_intermediate_result_size') as size, current_setting('TimeZone') as zone`);
  expect(rows[0]).toEqual({ propagate: 'local', size: '-1', zone: 'UTC' });
});
