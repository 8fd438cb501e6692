import type { Actor } from '#core/access/actor.ts';
import { TokenInvalid } from '#core/access/failures.ts';
import { knownGrants } from '#core/access/policy.ts';
import { liveToken, noteTokenUse } from '#db/queries/tokens.ts';
import type { Context } from './context.ts';
import { hashSecret } from './secret.ts';

const TOUCH_MS = 60_000;

/**
 * Who a bearer token stands for. Its scopes narrow its role.
 * @param bearer the token, without the word `Bearer`
 * @throws TokenInvalid
 */
export async function actorOfToken(
  context: Pick<Context, 'connection' | 'now'>,
  bearer: string,
): Promise<Actor> {
  const now = context.now();
  const token = await liveToken(context.connection.db, hashSecret(bearer), now);
  if (!token) throw new TokenInvalid();
  if (token.lastUsedAt === null || now.getTime() - new Date(token.lastUsedAt).getTime() >= TOUCH_MS) {
    await noteTokenUse(context.connection.db, token.name, now);
  }
  const grants = knownGrants([{ entity: token.entity, role: token.role }]);
  return { kind: 'service', id: `token:${token.name}`, grants, scopes: token.scopes };
}
