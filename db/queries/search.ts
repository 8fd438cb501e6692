import { sql } from 'kysely';
import type { Db } from '../connection.ts';

export interface FoundException {
  exceptionId: string;
  reconciliation: string;
  matchKey: string;
  counterparty: string | null;
  currency: string;
  difference: string;
  state: 'open' | 'cleared';
}

/** Exceptions whose key begins with a text, by the index of keys: as it is written, and in capitals. */
export async function exceptionsByKey(
  db: Db,
  of: { entities: readonly string[]; period: string; prefix: string; limit: number },
): Promise<FoundException[]> {
  const spellings = [...new Set([of.prefix, of.prefix.toUpperCase()])];
  const one = (entity: string, state: string, prefix: string) => sql`
    (select exception_id as "exceptionId", reconciliation, match_key as "matchKey", counterparty, currency, difference, state
       from exceptions
      where entity = ${entity} and period = ${of.period} and state = ${state}
        and match_key >= ${prefix} and match_key < ${`${prefix}\u{10ffff}`}
      order by match_key limit ${of.limit})`;
  const parts = of.entities.flatMap((entity) =>
    ['open', 'cleared'].flatMap((state) => spellings.map((prefix) => one(entity, state, prefix))),
  );
  if (parts.length === 0) return [];
  const { rows } = await sql<FoundException>`
    select * from (${sql.join(parts, sql` union all `)}) found
     order by state desc, "matchKey" limit ${of.limit}`.execute(db);
  return rows;
}
