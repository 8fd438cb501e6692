import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { workspaceOf } from './support.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const page = readFileSync(join(root, 'docs/contracts.md'), 'utf8');

test('the page names every rule that a row can break, and no other', () => {
  const folder = join(root, 'core/contract');
  const sources = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  const rules = sources.flatMap((text) =>
    [...text.matchAll(/new Refusal\(\s*'(\w+)'/g)].map(([, rule]) => rule),
  );
  // Given to Refusal by name from elsewhere: the kind of time, and what an expression meets.
  const known = new Set([...rules, 'not_a_date', 'not_a_timestamp', 'division_by_zero']);
  const table = page.slice(page.indexOf('## Rules that'));
  const told = [...table.matchAll(/`(\w+)`/g)].map(([, rule]) => rule);
  expect([...new Set(told)].sort()).toEqual([...known].sort());
});

test('its example is a contract', () => {
  const [, example = ''] = /```yaml\n(contract: [\s\S]*?)```/.exec(page) ?? [];
  expect(workspaceOf(example).contracts[0]).toMatchObject({
    contract: 'shop.payments',
    fields: { amount: { type: 'money' }, currency: { value: 'BRL' } },
  });
});
