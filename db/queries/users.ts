import { sql } from 'kysely';
import type { Db } from '#db/connection.ts';
import type { Trx } from '#db/transaction.ts';

export interface User {
  userId: string;
  /** Lower case; unique. */
  email: string;
  name: string;
  createdAt: string;
  /** Null while the user may sign in. */
  disabledAt: string | null;
}

export interface StoredGrant {
  entity: string;
  role: string;
}

/** False when the address is taken. */
export async function insertUser(
  trx: Trx,
  user: { userId: string; email: string; name: string; at: Date },
): Promise<boolean> {
  const inserted = await trx
    .insertInto('users')
    .values({
      user_id: user.userId,
      email: user.email,
      name: user.name,
      created_at: user.at,
      disabled_at: null,
    })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .returning('user_id')
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function findUser(db: Db, email: string): Promise<User | undefined> {
  const row = await db.selectFrom('users').selectAll().where('email', '=', email).executeTakeFirst();
  return (
    row && {
      userId: row.user_id,
      email: row.email,
      name: row.name,
      createdAt: row.created_at,
      disabledAt: row.disabled_at,
    }
  );
}

/** All users with their grants, by address. */
export async function listUsers(db: Db): Promise<(User & { grants: StoredGrant[] })[]> {
  const { rows } = await sql<User & { grants: StoredGrant[] }>`
    select user_id as "userId", email, name, created_at as "createdAt", disabled_at as "disabledAt",
           coalesce((select jsonb_agg(jsonb_build_object('entity', entity, 'role', role) order by entity, role)
                       from user_grants where user_grants.user_id = users.user_id), '[]') as grants
      from users order by users.email`.execute(db);
  return rows;
}

export async function grantsOf(db: Db, userId: string): Promise<StoredGrant[]> {
  return db
    .selectFrom('user_grants')
    .select(['entity', 'role'])
    .where('user_id', '=', userId)
    .orderBy('entity')
    .orderBy('role')
    .execute();
}

/** False when the user holds it already. */
export async function addGrant(trx: Trx, userId: string, grant: StoredGrant): Promise<boolean> {
  const added = await trx
    .insertInto('user_grants')
    .values({ user_id: userId, ...grant })
    .onConflict((conflict) => conflict.doNothing())
    .returning('user_id')
    .executeTakeFirst();
  return added !== undefined;
}

/** False when the user does not hold it. */
export async function removeGrant(trx: Trx, userId: string, grant: StoredGrant): Promise<boolean> {
  const removed = await trx
    .deleteFrom('user_grants')
    .where('user_id', '=', userId)
    .where('entity', '=', grant.entity)
    .where('role', '=', grant.role)
    .returning('user_id')
    .executeTakeFirst();
  return removed !== undefined;
}

/** `at` null lets the user in again. False when nothing changed. */
export async function setDisabled(trx: Trx, userId: string, at: Date | null): Promise<boolean> {
  const changed = await trx
    .updateTable('users')
    .set({ disabled_at: at })
    .where('user_id', '=', userId)
    .where('disabled_at', at === null ? 'is not' : 'is', null)
    .returning('user_id')
    .executeTakeFirst();
  return changed !== undefined;
}

/**
 * How many people can still manage every entity. Their grants stay locked until the transaction ends, so that two
 * admins cannot remove each other at once.
 */
export async function countAdmins(trx: Trx, entity: string): Promise<number> {
  const { rows } = await sql<{ user_id: string }>`
    select users.user_id from user_grants join users using (user_id)
     where role = 'admin' and entity = ${entity} and disabled_at is null
     order by users.user_id for update`.execute(trx);
  return rows.length;
}
