import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { connect } from '#db/connection.ts';
import { useDatabase } from '#test/support/database.ts';
import { toProblem } from '#workflows/failure-map.ts';

const database = useDatabase();

test('a connection that is lost in use fails its query, and neither the process nor the next one', async () => {
  const { db } = database.connection;
  const other = connect(database.url);
  const lost = db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
    await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(other.db);
    await sql`select pg_sleep(5)`.execute(trx);
  });
  const error = await lost.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(toProblem(error)).toMatchObject({ kind: 'unavailable', code: 'database_unreachable' });
  expect((await sql<{ n: number }>`select 1 as n`.execute(db)).rows).toEqual([{ n: 1 }]);
  await other.close();
});
