import { beforeEach, describe, expect, test } from 'vitest';
import { holds } from '#core/access/policy.ts';
import { makeSignInLink } from '#workflows/make-sign-in-link.ts';
import { createToken } from '#workflows/manage-tokens.ts';
import {
  createUser,
  disableUser,
  enableUser,
  grantRole,
  listUsers,
  revokeRole,
} from '#workflows/manage-users.ts';
import { actorOfSession, redeemSignInLink, signOut } from '#workflows/sign-in.ts';
import { actorOfToken } from '#workflows/token-actor.ts';
import { verifyAudit } from '#workflows/verify-audit.ts';
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
let email = '';

const minutesLater = (minutes: number) => {
  clock.now = new Date(clock.now.getTime() + minutes * 60_000);
};
const signIn = async () => {
  const { secret } = await makeSignInLink(context, admin, { email });
  return (await redeemSignInLink(context, secret)).secret;
};
const rows = async (text: string, values: unknown[] = []) =>
  (await database.connection.pool.query(text, values)).rows;
const actions = async (subject: string) =>
  (await rows('select action from audit_entries where subject = $1 order by seq', [subject])).map(
    (row) => row.action,
  );

beforeEach(async () => {
  email = `person${++count}@example.org`;
  await createUser(context, admin, {
    email: ` ${email.toUpperCase()}`,
    name: 'Person',
    grants: [{ entity: 'acme', role: 'preparer' }],
  });
});

describe('sign-in links', () => {
  test('let the user in once, with the roles held', async () => {
    const { secret, expiresAt } = await makeSignInLink(context, admin, { email });
    expect(Buffer.from(secret, 'base64url').length).toBe(32);
    expect(expiresAt).toBe(new Date(clock.now.getTime() + 15 * 60_000).toISOString());
    const session = await redeemSignInLink(context, secret);
    expect(await actorOfSession(context, session.secret)).toEqual({
      kind: 'person',
      id: email,
      grants: [{ entity: 'acme', role: 'preparer' }],
    });
    await expect(redeemSignInLink(context, secret)).rejects.toMatchObject({
      reason: 'used',
      kind: 'unauthenticated',
    });
    expect(await actions(`user:${email}`)).toEqual([
      'user.created',
      'user.sign_in_link_made',
      'user.signed_in',
      'user.sign_in_refused',
    ]);
  });

  test('let exactly one of many in who come at once', async () => {
    const { secret } = await makeSignInLink(context, admin, { email });
    const tries = await Promise.allSettled(
      Array.from({ length: 12 }, () => redeemSignInLink(context, secret)),
    );
    expect(tries.filter((one) => one.status === 'fulfilled').length).toBe(1);
  });

  test('end after 15 minutes, and when a newer one is made', async () => {
    const first = await makeSignInLink(context, admin, { email });
    const second = await makeSignInLink(context, admin, { email });
    await expect(redeemSignInLink(context, first.secret)).rejects.toMatchObject({ reason: 'unknown' });
    minutesLater(15);
    await expect(redeemSignInLink(context, second.secret)).rejects.toMatchObject({ reason: 'expired' });
    await expect(redeemSignInLink(context, 'guess')).rejects.toMatchObject({ reason: 'unknown' });
  });
});

describe('sessions', () => {
  test('last while they are used, twelve hours after that, and seven days at most', async () => {
    const secret = await signIn();
    for (let i = 0; i < 15; i++) {
      minutesLater(11 * 60);
      expect(await actorOfSession(context, secret), `after ${(i + 1) * 11} h`).toBeDefined();
    }
    minutesLater(4 * 60); // 169 h after the start, 4 h after the last use
    expect(await actorOfSession(context, secret)).toBeUndefined();
    const idle = await signIn();
    minutesLater(12 * 60);
    expect(await actorOfSession(context, idle)).toBeUndefined();
  });

  test('are not written to more than once a minute', async () => {
    const secret = await signIn();
    const seen = () =>
      rows('select last_seen_at from sessions join users using (user_id) where email = $1', [email]);
    const before = await seen();
    clock.now = new Date(clock.now.getTime() + 59_000);
    await actorOfSession(context, secret);
    expect(await seen()).toEqual(before);
    clock.now = new Date(clock.now.getTime() + 2_000);
    await actorOfSession(context, secret);
    expect(await seen()).not.toEqual(before);
  });

  test('end with the sign-out, for that session only', async () => {
    const [one, other] = [await signIn(), await signIn()];
    await signOut(context, one);
    await signOut(context, one);
    expect(await actorOfSession(context, one)).toBeUndefined();
    expect(await actorOfSession(context, other)).toBeDefined();
    expect((await actions(`user:${email}`)).filter((action) => action === 'user.signed_out').length).toBe(1);
  });

  test('of a disabled user end at once, and open links are void', async () => {
    const secret = await signIn();
    const open = await makeSignInLink(context, admin, { email });
    expect(await disableUser(context, admin, { email })).toEqual({ changed: true });
    expect(await actorOfSession(context, secret)).toBeUndefined();
    await expect(redeemSignInLink(context, open.secret)).rejects.toMatchObject({ kind: 'unauthenticated' });
    await expect(makeSignInLink(context, admin, { email })).rejects.toMatchObject({ reason: 'disabled' });
    await enableUser(context, admin, { email });
    expect(await actorOfSession(context, secret)).toBeUndefined();
    expect(await actorOfSession(context, await signIn())).toBeDefined();
  });

  test('a disabled user is out even if a session was left behind', async () => {
    const secret = await signIn();
    await rows('update users set disabled_at = now() where email = $1', [email]);
    expect(await actorOfSession(context, secret)).toBeUndefined();
  });
});

describe('roles', () => {
  test('take effect with the next request', async () => {
    const secret = await signIn();
    const may = async () => {
      const actor = await actorOfSession(context, secret);
      return actor !== undefined && holds(actor, 'export.publish', 'acme');
    };
    expect(await may()).toBe(false);
    expect(await grantRole(context, acmeAdmin, { email, entity: 'acme', role: 'controller' })).toEqual({
      changed: true,
    });
    expect(await grantRole(context, acmeAdmin, { email, entity: 'acme', role: 'controller' })).toEqual({
      changed: false,
    });
    expect(await may()).toBe(true);
    await revokeRole(context, acmeAdmin, { email, entity: 'acme', role: 'controller' });
    expect(await may()).toBe(false);
    expect(await actions(`user:${email}`)).toEqual(
      expect.arrayContaining(['user.role_granted', 'user.role_revoked']),
    );
  });

  test('of every entity, and users themselves, are not for an admin of one', async () => {
    for (const refused of [
      () => grantRole(context, acmeAdmin, { email, entity: '*', role: 'viewer' }),
      () => revokeRole(context, acmeAdmin, { email, entity: '*', role: 'viewer' }),
      () => disableUser(context, acmeAdmin, { email }),
      () => makeSignInLink(context, acmeAdmin, { email }),
      () => createUser(context, acmeAdmin, { email: 'new@example.org', name: '' }),
      () => listUsers(context, acmeAdmin, {}),
    ]) {
      await expect(refused()).rejects.toMatchObject({ kind: 'denied' });
    }
  });

  test('the last admin of every entity stays one, even when two go for each other at once', async () => {
    const everything = { entity: '*', role: 'admin' };
    const pair = ['first-admin@example.org', 'second-admin@example.org'];
    for (const one of pair) await createUser(context, admin, { email: one, name: '', grants: [everything] });
    const results = await Promise.allSettled([
      revokeRole(context, admin, { email: pair[0]!, ...everything }),
      disableUser(context, admin, { email: pair[1]! }),
    ]);
    expect(results.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(results.find((one) => one.status === 'rejected')).toMatchObject({ reason: { name: 'LastAdmin' } });
  });

  test('unknown names, bad addresses and doubles are refused, and change nothing', async () => {
    const before = await rows('select count(*) from audit_entries');
    const attempts: [() => Promise<unknown>, string][] = [
      [() => grantRole(context, admin, { email, entity: 'acme', role: 'king' }), 'UnknownName'],
      [() => grantRole(context, admin, { email, entity: 'nowhere', role: 'viewer' }), 'UnknownName'],
      [
        () => grantRole(context, admin, { email: 'nobody@example.org', entity: 'acme', role: 'viewer' }),
        'UserNotFound',
      ],
      [() => createUser(context, admin, { email, name: 'again' }), 'UserExists'],
      [() => createUser(context, admin, { email: 'no address', name: '' }), 'EmailInvalid'],
    ];
    for (const [attempt, name] of attempts) await expect(attempt()).rejects.toMatchObject({ name });
    expect(await rows('select count(*) from audit_entries')).toEqual(before);
    const listed = (await listUsers(context, actorWith('auditor'), {})).find((user) => user.email === email);
    expect(listed).toMatchObject({
      name: 'Person',
      disabledAt: null,
      grants: [{ entity: 'acme', role: 'preparer' }],
    });
  });
});

test('no secret is anywhere in the database, only its hash', async () => {
  const link = await makeSignInLink(context, admin, { email });
  const session = await redeemSignInLink(context, link.secret);
  const token = await createToken(context, admin, {
    name: `t-${count}`,
    entity: '*',
    scopes: ['book.read'],
    expiresAt: null,
  });
  await actorOfToken(context, token.secret);
  const stored = await rows(`
    select string_agg(line, ' ') as everything from (
      select to_jsonb(a)::text as line from audit_entries a union all select to_jsonb(u)::text from users u
      union all select to_jsonb(s)::text from sessions s union all select to_jsonb(l)::text from sign_in_links l
      union all select to_jsonb(t)::text from api_tokens t) as lines`);
  const [{ everything }] = stored;
  expect(everything).toContain(email); // the search does find what is there
  for (const { secret } of [link, session, token]) {
    expect(everything).not.toContain(secret);
    expect(everything).not.toContain(secret.replace('tieout_', ''));
  }
});

test('all of it is in an audit log that verifies', async () => {
  const result = await verifyAudit(context, actorWith('auditor'), {});
  expect(result).toMatchObject({ ok: true, bad: null });
  expect(BigInt(result.entries)).toBeGreaterThan(50n);
});
