import { sql } from 'kysely';
import type { Trx } from '#db/transaction.ts';

export async function insertLink(
  trx: Trx,
  link: { secretHash: string; userId: string; at: Date; expiresAt: Date },
): Promise<void> {
  await trx
    .insertInto('sign_in_links')
    .values({
      secret_hash: link.secretHash,
      user_id: link.userId,
      created_at: link.at,
      expires_at: link.expiresAt,
      used_at: null,
    })
    .execute();
}

/** Earlier links of the user that were not used yet are worth nothing from now on. */
export async function withdrawLinks(trx: Trx, userId: string): Promise<void> {
  await trx.deleteFrom('sign_in_links').where('user_id', '=', userId).where('used_at', 'is', null).execute();
}

export type Redeemed =
  | { result: 'signed_in'; userId: string; email: string }
  | { result: 'used' | 'expired' | 'disabled'; userId: string; email: string }
  | { result: 'unknown' };

/**
 * Uses a link up. The row is locked first, so that of any number of callers with the same secret exactly one is let in.
 */
export async function redeem(trx: Trx, secretHash: string, now: Date): Promise<Redeemed> {
  const { rows } = await sql<{
    user_id: string;
    email: string;
    used: boolean;
    expired: boolean;
    disabled: boolean;
  }>`
    select link.user_id, email, used_at is not null as used, expires_at <= ${now} as expired,
           disabled_at is not null as disabled
      from sign_in_links as link join users using (user_id)
     where secret_hash = ${secretHash} for update`.execute(trx);
  const [link] = rows;
  if (!link) return { result: 'unknown' };
  const user = { userId: link.user_id, email: link.email };
  if (link.used) return { result: 'used', ...user };
  if (link.expired) return { result: 'expired', ...user };
  if (link.disabled) return { result: 'disabled', ...user };
  await trx
    .updateTable('sign_in_links')
    .set({ used_at: now })
    .where('secret_hash', '=', secretHash)
    .execute();
  return { result: 'signed_in', ...user };
}
