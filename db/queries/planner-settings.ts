import { sql } from 'kysely';
import type { Trx } from '../transaction.ts';

/** Has the work planned under settings of the planner; afterwards it is free again. */
export async function withSettings(
  trx: Trx,
  settings: Readonly<Record<string, string>>,
  work: () => Promise<unknown>,
): Promise<void> {
  for (const [name, value] of Object.entries(settings))
    await sql`set local ${sql.raw(name)} = ${sql.lit(value)}`.execute(trx);
  await work();
  for (const name of Object.keys(settings)) await sql`set local ${sql.raw(name)} to default`.execute(trx);
}
