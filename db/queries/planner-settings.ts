import { type RawBuilder, sql } from 'kysely';
import type { Trx } from '../transaction.ts';

/** Has the work planned under settings of the planner; afterwards it is free again. */
export async function withSettings(
  trx: Trx,
  settings: Readonly<Record<string, string>>,
  work: () => Promise<unknown>,
): Promise<void> {
  const names = Object.keys(settings);
  if (names.length === 0) {
    await work();
    return;
  }
  // Without parameters, several statements go in one message.
  const all = (value: (name: string) => RawBuilder<unknown>) =>
    sql`${sql.join(
      names.map((name) => sql`set local ${sql.raw(name)} to ${value(name)}`),
      sql`; `,
    )}`.execute(trx);
  await all((name) => sql.lit(settings[name]));
  await work();
  await all(() => sql`default`);
}
