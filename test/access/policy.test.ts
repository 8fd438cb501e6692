import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Actor } from '#core/access/actor.ts';
import {
  authorise,
  entitiesWith,
  holds,
  knownGrants,
  PERMISSIONS,
  type Permission,
  permissionsOf,
  READING,
  ROLES,
} from '#core/access/policy.ts';

const permissions = Object.keys(PERMISSIONS) as Permission[];
const entity = fc.constantFrom('acme', 'other', '*');
const actor: fc.Arbitrary<Actor> = fc.record({
  kind: fc.constantFrom('person' as const, 'service' as const),
  id: fc.string(),
  grants: fc.array(fc.record({ entity, role: fc.constantFrom(...ROLES) }), { maxLength: 4 }),
  scopes: fc.option(fc.subarray<string>(permissions), { nil: undefined }),
});

test('docs/access.md shows the policy as it is', async () => {
  const text = await readFile('docs/access.md', 'utf8');
  const rows = text.split('\n').filter((line) => /^\| `[a-z]+\.[a-z]+` \|/.test(line));
  const shown = rows.map((row) => {
    const [permission, , ...cells] = row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    return [permission?.replaceAll('`', ''), ROLES.filter((_, i) => cells[i] === 'yes')];
  });
  expect(Object.fromEntries(shown)).toEqual(
    Object.fromEntries(
      permissions.map((one) => [one, ROLES.filter((role) => permissionsOf(role).includes(one))]),
    ),
  );
  const header = text.split('\n').find((line) => line.startsWith('| permission |'));
  expect(
    header
      ?.split('|')
      .slice(3, -1)
      .map((cell) => cell.trim()),
  ).toEqual([...ROLES]);
});

test('duties are apart', () => {
  const reading: readonly string[] = READING;
  expect(permissionsOf('auditor').sort()).toEqual([...reading].sort());
  expect(permissionsOf('viewer').filter((permission) => !reading.includes(permission))).toEqual([]);
  expect(permissionsOf('reviewer').filter((permission) => !reading.includes(permission))).toEqual([]);
  for (const permission of ['user.manage', 'token.manage'] as const)
    expect(PERMISSIONS[permission]).toEqual(['admin']);
  for (const role of ROLES) expect(permissionsOf(role), role).not.toEqual([]);
});

test('a right is held through a grant of that entity or of all, and never beyond the scopes', () => {
  fc.assert(
    fc.property(actor, fc.constantFrom(...permissions), entity, (who, permission, where) => {
      const granted = who.grants.some(
        (grant) => ['*', where].includes(grant.entity) && permissionsOf(grant.role).includes(permission),
      );
      const expected = granted && (who.scopes === undefined || who.scopes.includes(permission));
      expect(holds(who, permission, where)).toBe(expected);
      if (expected) expect(() => authorise(who, permission, where)).not.toThrow();
      else expect(() => authorise(who, permission, where)).toThrow('may not');
    }),
  );
});

test('more grants never take a right away, fewer scopes never give one', () => {
  fc.assert(
    fc.property(actor, actor, fc.constantFrom(...permissions), entity, (who, more, permission, where) => {
      if (!holds(who, permission, where)) return;
      expect(holds({ ...who, grants: [...who.grants, ...more.grants] }, permission, where)).toBe(true);
      expect(holds({ ...who, scopes: [] }, permission, where)).toBe(false);
    }),
  );
});

test('an entity by the name of a method, or a role that is gone, grants nothing', () => {
  expect(
    knownGrants([
      { entity: 'acme', role: 'emperor' },
      { entity: 'acme', role: 'toString' },
    ]),
  ).toEqual([]);
  const viewer: Actor = { kind: 'person', id: 'v', grants: [{ entity: 'acme', role: 'viewer' }] };
  expect(holds(viewer, 'book.read', 'constructor')).toBe(false);
  expect(entitiesWith(viewer, 'book.read', ['acme', 'other', '*'])).toEqual(['acme']);
});
