import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConfigurationInvalid } from '#core/failure/failure.ts';
import { loadWorkspace, WorkspaceUnreadable } from '#workflows/load-workspace.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tieout-workspace-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const TIEOUT = 'workspace: w\nentities: [{entity: a, name: A, base_currency: EUR, zone: UTC}]\n';

function write(path: string, content: string | Buffer): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), content);
}

test('the examples are whole', async () => {
  const examples = fileURLToPath(new URL('../../../examples', import.meta.url));
  const workspace = await loadWorkspace(examples);
  expect(workspace.folder).toBe(examples);
  expect(workspace.contracts.length).toBeGreaterThan(5);
  expect(workspace.sources.every(({ pull }) => pull === undefined || pull.path.startsWith(examples))).toBe(
    true,
  );
  await loadWorkspace(join(examples, 'minimal'));
});

test('only a tieout.yaml is needed; other files are left alone', async () => {
  write('tieout.yaml', TIEOUT);
  write('sources/README.md', 'not: [yaml');
  write('notes.yaml', 'not: [yaml');
  write('sources/s.yml', 'source: s\nentity: a\npull: {type: folder, path: ../elsewhere, files: []}\n');
  await expect(loadWorkspace(folder)).rejects.toThrow(/sources\/s.yml:3:\d+ the list must not be empty/);
  write('sources/s.yml', 'source: s\nentity: a\n');
  expect((await loadWorkspace(folder)).sources).toEqual([{ source: 's', entity: 'a', title: 's' }]);
});

test('no folder, no tieout.yaml, not UTF-8', async () => {
  await expect(loadWorkspace(join(folder, 'nowhere'))).rejects.toThrow(WorkspaceUnreadable);
  await expect(loadWorkspace(folder)).rejects.toThrow(/it has no tieout.yaml/);
  write('tieout.yaml', Buffer.from([0x77, 0xff, 0xfe]));
  await expect(loadWorkspace(folder)).rejects.toThrow(/it is not UTF-8/);
  write('tieout.yaml', '');
  await expect(loadWorkspace(folder)).rejects.toThrow(ConfigurationInvalid);
});

test('a byte order mark and CRLF change nothing', async () => {
  write('tieout.yaml', `\uFEFF${TIEOUT.replaceAll('\n', '\r\n')}`);
  expect((await loadWorkspace(folder)).name).toBe('w');
});
