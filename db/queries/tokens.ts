import { sql } from 'kysely';
import type { Db } from '#db/connection.ts';
import type { Trx } from '#db/transaction.ts';

/** A token as it may be shown: its secret is not among what is stored. */
export interface Token {
  name: string;
  entity: string;
  role: string;
  scopes: string[];
  createdAt: string;
  createdBy: string;
  expiresAt: string | null;
  revokedAt: string | null;
  /** To the minute. */
  lastUsedAt: string | null;
}

/** False when the name is taken, be it by a revoked token: a name in the audit log means one token for ever. */
export async function insertToken(
  trx: Trx,
  token: {
    name: string;
    secretHash: string;
    entity: string;
    role: string;
    scopes: string[];
    at: Date;
    createdBy: string;
    expiresAt: Date | null;
  },
): Promise<boolean> {
  const inserted = await trx
    .insertInto('api_tokens')
    .values({
      name: token.name,
      secret_hash: token.secretHash,
      entity: token.entity,
      role: token.role,
      scopes: token.scopes,
      created_at: token.at,
      created_by: token.createdBy,
      expires_at: token.expiresAt,
      revoked_at: null,
      last_used_at: null,
    })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returning('name')
    .executeTakeFirst();
  return inserted !== undefined;
}

const COLUMNS = sql`name, entity, role, scopes, created_at as "createdAt", created_by as "createdBy",
  expires_at as "expiresAt", revoked_at as "revokedAt", last_used_at as "lastUsedAt"`;

export async function listTokens(db: Db): Promise<Token[]> {
  const { rows } = await sql<Token>`select ${COLUMNS} from api_tokens order by api_tokens.name`.execute(db);
  return rows;
}

export async function findToken(db: Db, name: string): Promise<Token | undefined> {
  const { rows } = await sql<Token>`select ${COLUMNS} from api_tokens where name = ${name}`.execute(db);
  return rows[0];
}

/** Undefined when it is unknown, revoked or expired. */
export async function liveToken(db: Db, secretHash: string, now: Date): Promise<Token | undefined> {
  const { rows } = await sql<Token>`
    select ${COLUMNS} from api_tokens
     where secret_hash = ${secretHash} and revoked_at is null
       and (expires_at is null or expires_at > ${now})`.execute(db);
  return rows[0];
}

/** Notes the use, at most once a minute: a busy token must not become a busy row. */
export async function noteTokenUse(db: Db, name: string, now: Date): Promise<void> {
  await sql`
    update api_tokens set last_used_at = ${now}
     where name = ${name}
       and (last_used_at is null or last_used_at <= ${now}::timestamptz - interval '1 minute')`.execute(db);
}

/** False when it is revoked already. */
export async function revokeToken(trx: Trx, name: string, at: Date): Promise<boolean> {
  const revoked = await trx
    .updateTable('api_tokens')
    .set({ revoked_at: at })
    .where('name', '=', name)
    .where('revoked_at', 'is', null)
    .returning('name')
    .executeTakeFirst();
  return revoked !== undefined;
}
