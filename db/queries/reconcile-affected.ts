import { sql } from 'kysely';
import type { Trx } from '../transaction.ts';
import type { RunScope } from './reconcile-scope.ts';

/**
 * After a small change: table `affected (key_hash)`, the keys whose exceptions may be others than before. Those that were
 * touched, and those of lines that a later pass took or gave back. The lines of all other keys leave `rest`.
 */
export async function narrowToAffected(trx: Trx, { keys }: RunScope): Promise<void> {
  if (keys?.of !== 'touched') return;
  // Without parameters, several statements go in one message.
  await sql`
    drop table if exists affected;
    create temporary table affected on commit drop as
    select key_hash from touched union select line_key_hash from moved_members;
    analyze affected;
    delete from rest where key_hash not in (select key_hash from affected)`.execute(trx);
}
