import { type Actor, EVERY_ENTITY } from '#core/access/actor.ts';
import { TokenExists, TokenInputInvalid, TokenNotFound } from '#core/access/failures.ts';
import { isPermission, isRole, PERMISSIONS, permissionsOf, ROLES } from '#core/access/policy.ts';
import { UnknownName } from '#core/failure/failure.ts';
import { appendAudit } from '#db/queries/audit-log.ts';
import {
  findToken,
  insertToken,
  listTokens as listStored,
  revokeToken as revoke,
  type Token,
} from '#db/queries/tokens.ts';
import type { Trx } from '#db/transaction.ts';
import type { Context } from './context.ts';
import { defineWorkflow } from './define.ts';
import { checkEntity } from './manage-users.ts';
import { hashSecret, newSecret } from './secret.ts';

/** So that a token that leaked into a repository or a log is recognised as ours. */
const PREFIX = 'tieout_';

export interface NewToken {
  /** Letters, digits, `.`, `_`, `-`; never used twice. */
  name: string;
  entity: string;
  /** `service` unless it is to do what only another role may. */
  role?: string;
  /** Permissions; at least one, each held by the role. */
  scopes: readonly string[];
  /** ISO 8601; null for a token that ends only when it is revoked. */
  expiresAt: string | null;
}

/**
 * Makes a token. The secret is in the answer and nowhere else.
 * @throws TokenInputInvalid, TokenExists, UnknownName
 */
export const createToken = defineWorkflow({
  name: 'create-token',
  permission: 'token.manage',
  entityOf: (_context, input: NewToken) => input.entity,
  run: async (context, actor, input: NewToken): Promise<{ name: string; secret: string }> => {
    const at = context.now();
    const { role, scopes, expiresAt } = checked(context, input, at);
    const { name, entity } = input;
    const secret = `${PREFIX}${newSecret()}`;
    const token = {
      name,
      secretHash: hashSecret(secret),
      entity,
      role,
      scopes,
      at,
      createdBy: actor.id,
      expiresAt,
    };
    await context.connection.db.transaction().execute(async (trx) => {
      if (!(await insertToken(trx, token))) throw new TokenExists(name);
      await tell(trx, actor, token, 'token.created', { role, scopes, expiresAt });
    });
    return { name, secret };
  },
});

/** Ends a token at once. `changed` is false when it was revoked before. @throws TokenNotFound */
export const revokeToken = defineWorkflow({
  name: 'revoke-token',
  permission: 'token.manage',
  // An unknown name is asked for all entities, so that who manages one cannot try out the names of others.
  entityOf: async (context, input: { name: string }) =>
    (await findToken(context.connection.db, input.name))?.entity ?? EVERY_ENTITY,
  run: async (context, actor, input: { name: string }): Promise<{ changed: boolean }> => {
    const token = await findToken(context.connection.db, input.name);
    if (!token) throw new TokenNotFound(input.name);
    const changed = await context.connection.db.transaction().execute(async (trx) => {
      if (!(await revoke(trx, token.name, context.now()))) return false;
      await tell(trx, actor, token, 'token.revoked', {});
      return true;
    });
    return { changed };
  },
});

/** All tokens, the ended ones too. Their secrets are not there to be shown. */
export const listTokens = defineWorkflow({
  name: 'list-tokens',
  permission: 'token.read',
  entityOf: () => EVERY_ENTITY,
  run: (context, _actor, _input: Record<string, never>): Promise<Token[]> =>
    listStored(context.connection.db),
});

function checked(context: Context, input: NewToken, now: Date) {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(input.name)) {
    throw new TokenInputInvalid('name', 'is not of letters, digits, ".", "_" and "-", at most 64 of them');
  }
  const role = input.role ?? 'service';
  if (!isRole(role)) throw new UnknownName('role', role, ROLES);
  checkEntity(context, input.entity);
  const scopes = [...new Set(input.scopes)].sort();
  const offered = permissionsOf(role);
  if (scopes.length === 0)
    throw new TokenInputInvalid('scopes', 'are empty', `Offered: ${offered.join(', ')}.`);
  for (const scope of scopes) {
    if (!isPermission(scope)) throw new UnknownName('scope', scope, Object.keys(PERMISSIONS));
    if (!offered.includes(scope)) {
      throw new TokenInputInvalid(
        'scopes',
        `hold ${scope}, which the role ${role} does not`,
        `It holds: ${offered.join(', ')}.`,
      );
    }
  }
  return { role, scopes, expiresAt: expiry(input.expiresAt, now) };
}

function expiry(text: string | null, now: Date): Date | null {
  if (text === null) return null;
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw new TokenInputInvalid('expires_at', `"${text}" is no ISO 8601 time`);
  if (at <= now) throw new TokenInputInvalid('expires_at', 'has passed already');
  return at;
}

function tell(
  trx: Trx,
  actor: Actor,
  token: { name: string; entity: string },
  action: string,
  detail: Record<string, unknown>,
): Promise<void> {
  const subject = `token:${token.name}`;
  return appendAudit(trx, [
    { actor: actor.id, entity: token.entity, action, subject, traceId: null, detail },
  ]);
}
