import { expect, test } from 'vitest';
import { changedSearch, scopedPath } from '#app/components/scope.ts';
import { tsvOf } from '#app/components/table/tsv.ts';
import { fitted, narrowest } from '#app/components/table/widths.ts';
import { expressionText } from '#app/presenters/expression-words.server.ts';
import { reasonOf } from '#app/presenters/reasons.server.ts';
import { localPath } from '#app/presenters/session.server.ts';
import { parseExpression } from '#core/expression/parse.ts';

test('an expression is written so that it is read as the same tree', () => {
  for (const text of [
    "account = '1400' and not (amount < 0)",
    "kind in ('sale', 'it''s') or due_date is not null",
    "round(amount / 3, 2, 'half_up') - -fee * (net + tax)",
    'if(a is null, b, coalesce(c, d))',
  ]) {
    const parsed = parseExpression(text);
    if ('problem' in parsed) throw new Error(`${text}: ${JSON.stringify(parsed.problem)}`);
    const again = parseExpression(expressionText(parsed.expression));
    expect('problem' in again ? again.problem : shape(again.expression), text).toEqual(
      shape(parsed.expression),
    );
  }
});

/** Without the places, which differ. */
function shape(tree: unknown): unknown {
  return JSON.parse(
    JSON.stringify(tree, (key, value) =>
      /^(at|start|end|place|column|offset)$/.test(key) ? undefined : value,
    ),
  );
}

test('a reason without words of its own still says all that it knows', () => {
  expect(reasonOf({ reason: 'quarantined_rows', count: 1 }).text).toBe(
    '1 row is in quarantine and missing from it.',
  );
  expect(reasonOf({ reason: 'moon_phase', side: 'left', count: 3 }).text).toBe(
    'Moon phase, side left, count 3.',
  );
  expect(reasonOf(null).text).toBe('Unknown.');
});

test('after a sign-in only a path of ours is gone to', () => {
  expect(localPath('/exceptions?period=2026-01')).toBe('/exceptions?period=2026-01');
  for (const elsewhere of [
    null,
    '',
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
  ]) {
    expect(localPath(elsewhere), String(elsewhere)).toBe('/');
  }
});

test('copied text keeps numbers and disarms formulas', () => {
  const columns = [{ id: 'a', header: 'A', cell: () => null, text: (row: string) => row }];
  const lines = tsvOf(columns, ['-12.50', '=1+1', '+491234', '@x', '-x', 'a\tb\nc']).split('\n');
  expect(lines).toEqual(['A', '-12.50', "'=1+1", '+491234', "'@x", "'-x", 'a b c']);
});

test('text columns give way to figures, and only as far as they may', () => {
  const text = { id: 't', header: 'Name', cell: () => null, text: () => '', min: 10, max: 60 };
  const figure = { id: 'f', header: 'Sum', cell: () => null, text: () => '', align: 'end' as const };
  expect(narrowest(figure, 300)).toBe(300);
  expect(narrowest(text, 300)).toBeLessThan(120);
  expect(
    fitted(
      [
        { preferred: 300, least: 100 },
        { preferred: 200, least: 200 },
      ],
      400,
    ),
  ).toEqual([200, 200]);
  expect(
    fitted(
      [
        { preferred: 300, least: 100 },
        { preferred: 200, least: 200 },
      ],
      100,
    ),
  ).toEqual([100, 200]);
  expect(fitted([{ preferred: 300, least: 100 }], 1000)).toEqual([300]);
});

test('the scope moves along; a filter that changes starts the pages anew', () => {
  const current = new URLSearchParams('entity=a&period=2026-01&after=9&sort=-x');
  expect(scopedPath('/runs/1', current)).toBe('/runs/1?entity=a&period=2026-01');
  expect(scopedPath('/runs/1?entity=b', current)).toBe('/runs/1?entity=b&period=2026-01');
  expect(changedSearch(current, { sort: null, q: 'x' })).toBe('?entity=a&period=2026-01&q=x');
  expect(changedSearch(new URLSearchParams('q=x'), { q: '' })).toBe('.');
});
