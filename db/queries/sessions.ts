import { sql } from 'kysely';
import type { Db } from '#db/connection.ts';
import type { Trx } from '#db/transaction.ts';
import type { StoredGrant } from './users.ts';

export async function insertSession(
  trx: Trx,
  session: { secretHash: string; userId: string; at: Date; expiresAt: Date },
): Promise<void> {
  await trx
    .insertInto('sessions')
    .values({
      secret_hash: session.secretHash,
      user_id: session.userId,
      created_at: session.at,
      last_seen_at: session.at,
      expires_at: session.expiresAt,
    })
    .execute();
}

export interface LiveSession {
  userId: string;
  email: string;
  name: string;
  createdAt: string;
  lastSeenAt: string;
  expiresAt: string;
  grants: StoredGrant[];
}

/** Undefined when the session is unknown or over, or its user disabled. One round trip: every request asks it. */
export async function liveSession(db: Db, secretHash: string, now: Date): Promise<LiveSession | undefined> {
  const { rows } = await sql<LiveSession>`
    select users.user_id as "userId", email, name, sessions.created_at as "createdAt",
           last_seen_at as "lastSeenAt", expires_at as "expiresAt",
           coalesce((select jsonb_agg(jsonb_build_object('entity', entity, 'role', role) order by entity, role)
                       from user_grants where user_grants.user_id = users.user_id), '[]') as grants
      from sessions join users using (user_id)
     where secret_hash = ${secretHash} and expires_at > ${now} and disabled_at is null`.execute(db);
  return rows[0];
}

/** Moves the end of a session on; the caller decides how rarely. */
export async function touchSession(db: Db, secretHash: string, now: Date, expiresAt: Date): Promise<void> {
  await db
    .updateTable('sessions')
    .set({ last_seen_at: now, expires_at: expiresAt })
    .where('secret_hash', '=', secretHash)
    .execute();
}

/** Gives whose session it was; undefined when there was none. */
export async function deleteSession(trx: Trx, secretHash: string): Promise<{ email: string } | undefined> {
  const { rows } = await sql<{ email: string }>`
    delete from sessions using users
     where sessions.user_id = users.user_id and secret_hash = ${secretHash} returning email`.execute(trx);
  return rows[0];
}

/** Gives how many there were. */
export async function deleteSessionsOf(trx: Trx, userId: string): Promise<number> {
  const { numDeletedRows } = await trx
    .deleteFrom('sessions')
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** Sessions and links that are over; there is nothing left to learn from them. */
export async function deleteExpired(trx: Trx, now: Date): Promise<void> {
  await trx.deleteFrom('sessions').where('expires_at', '<=', now.toISOString()).execute();
  // A used link stays for a day, so that a second use is told apart from a mistyped one.
  await sql`delete from sign_in_links where expires_at < ${now}::timestamptz - interval '1 day'`.execute(trx);
}
