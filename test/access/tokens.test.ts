import { beforeEach, describe, expect, test } from 'vitest';
import { holds } from '#core/access/policy.ts';
import { createToken, listTokens, revokeToken } from '#workflows/manage-tokens.ts';
import { actorOfToken } from '#workflows/token-actor.ts';
import { useDatabase } from '../support/database.ts';
import { actorWith, testContext } from './context.ts';

const database = useDatabase();
const clock = { now: new Date('2026-03-01T08:00:00Z') };
const context = testContext(
  () => database.connection,
  () => clock.now,
);
const admin = actorWith('admin');
const acmeAdmin = actorWith('admin', 'acme');
let count = 0;

const minutesLater = (minutes: number) => {
  clock.now = new Date(clock.now.getTime() + minutes * 60_000);
};

beforeEach(() => {
  count += 1;
});

describe('tokens', () => {
  const make = (more: object = {}) =>
    createToken(context, acmeAdmin, {
      name: `token-${count}`,
      entity: 'acme',
      scopes: ['export.download', 'book.read'],
      expiresAt: new Date(clock.now.getTime() + 86_400_000).toISOString(),
      ...more,
    });

  test('hold what both role and scopes hold, in their entity', async () => {
    const { name, secret } = await make();
    expect(secret).toMatch(/^tieout_[\w-]{43}$/);
    const actor = await actorOfToken(context, secret);
    expect(actor).toMatchObject({ kind: 'service', id: `token:${name}` });
    expect(holds(actor, 'export.download', 'acme')).toBe(true);
    expect(holds(actor, 'source.pull', 'acme')).toBe(false); // the role has it, the scopes do not
    expect(holds(actor, 'export.download', 'other')).toBe(false);
  });

  test('end when they expire or are revoked; a name is never used again', async () => {
    const { secret } = await make();
    expect(await revokeToken(context, acmeAdmin, { name: `token-${count}` })).toEqual({ changed: true });
    expect(await revokeToken(context, acmeAdmin, { name: `token-${count}` })).toEqual({ changed: false });
    await expect(actorOfToken(context, secret)).rejects.toMatchObject({
      name: 'TokenInvalid',
      kind: 'unauthenticated',
    });
    await expect(make()).rejects.toMatchObject({ name: 'TokenExists' });
    const short = await make({ name: `short-${count}` });
    expect(await actorOfToken(context, short.secret)).toBeDefined();
    minutesLater(24 * 60);
    await expect(actorOfToken(context, short.secret)).rejects.toMatchObject({ name: 'TokenInvalid' });
    await expect(actorOfToken(context, 'guess')).rejects.toMatchObject({ name: 'TokenInvalid' });
  });

  test('show when they were last used, to the minute', async () => {
    const { name, secret } = await make();
    const lastUsed = async () =>
      (await listTokens(context, actorWith('auditor'), {})).find((token) => token.name === name)?.lastUsedAt;
    expect(await lastUsed()).toBeNull();
    await actorOfToken(context, secret);
    const first = await lastUsed();
    clock.now = new Date(clock.now.getTime() + 30_000);
    await actorOfToken(context, secret);
    expect(await lastUsed()).toBe(first);
    clock.now = new Date(clock.now.getTime() + 31_000);
    await actorOfToken(context, secret);
    expect(await lastUsed()).not.toBe(first);
  });

  test('that make no sense are refused', async () => {
    for (const [more, name] of [
      [{ name: 'with space' }, 'TokenInputInvalid'],
      [{ scopes: [] }, 'TokenInputInvalid'],
      [{ scopes: ['user.manage'] }, 'TokenInputInvalid'],
      [{ scopes: ['world.rule'] }, 'UnknownName'],
      [{ scopes: ['toString'] }, 'UnknownName'],
      [{ role: 'king' }, 'UnknownName'],
      [{ expiresAt: '2020-01-01' }, 'TokenInputInvalid'],
      [{ expiresAt: 'soon' }, 'TokenInputInvalid'],
      [{ entity: '*' }, 'PermissionDenied'],
    ] as const) {
      await expect(
        make({ ...{ name: `bad-${count}` }, ...more }),
        JSON.stringify(more),
      ).rejects.toMatchObject({
        name,
      });
    }
    await expect(revokeToken(context, admin, { name: 'nobody' })).rejects.toMatchObject({
      name: 'TokenNotFound',
    });
    await expect(revokeToken(context, acmeAdmin, { name: 'nobody' })).rejects.toMatchObject({
      name: 'PermissionDenied',
    });
  });
});
