import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'libpg-query';
import { expect, test } from 'vitest';
import { placementOf } from '#db/distribution/plan.ts';
import { child, children, everyNode, functionName, kindOf, type Tree, text } from './tree.ts';

const FOLDER = fileURLToPath(new URL('../../db/migrations/', import.meta.url));
/** A database may have been distributed since this one. */
const DISTRIBUTABLE = '0010';

/** What a migration may not do to tables that may lie on a cluster by then. See docs/scale-out.md. */
async function breaches(sql: string): Promise<string[]> {
  const parsed = (await parse(sql)) as Tree;
  return children(parsed, 'stmts').flatMap((raw) => breachesOf(...kindOf(child(raw, 'stmt') as Tree)));
}

function breachesOf(kind: string, node: Tree): string[] {
  const table = text(child(node, 'relation'), 'relname');
  const place = placementOf(table)?.kind ?? 'local';
  const moved = place !== 'local';
  const found: string[] = [];
  for (const [is, part] of everyNode(node)) {
    if (is === 'Constraint' && text(part, 'contype') === 'CONSTR_FOREIGN') {
      const to = text(child(part, 'pktable'), 'relname');
      if (moved || (placementOf(to)?.kind ?? 'local') !== 'local')
        found.push(`${table}: a foreign key to ${to}`);
    }
    if (is === 'Constraint' && text(part, 'contype') === 'CONSTR_IDENTITY' && moved)
      found.push(`${table}: an identity`);
    if (is === 'AlterTableCmd' && moved && REWRITES.has(text(part, 'subtype')))
      found.push(`${table}: ${text(part, 'subtype')}`);
    if (
      is === 'FuncCall' &&
      /^(nextval|random|gen_random_uuid|clock_timestamp)$/.test(functionName(part)) &&
      place === 'distributed'
    )
      found.push(`${table}: ${functionName(part)}()`);
  }
  if (kind === 'CreateTrigStmt' && moved) found.push(`${table}: a trigger`);
  if (kind === 'IndexStmt' && node.unique && place === 'distributed')
    found.push(...uniqueWithoutHash(table, node));
  if (kind === 'DoStmt')
    found.push('a DO block: say it in plain statements, which are sent on to the workers one by one');
  return found;
}

/** Citus does not change the type of a column in place where other tables lie beside it, nor what a table is split by. */
const REWRITES = new Set([
  'AT_AlterColumnType',
  'AT_AddInherit',
  'AT_SetStorage',
  'AT_EnableRowSecurity',
  'AT_AddIdentity',
]);

function uniqueWithoutHash(table: string, node: Tree): string[] {
  const names = children(node, 'indexParams').map((it) => text(child(it, 'IndexElem'), 'name'));
  const place = placementOf(table);
  return place?.kind === 'distributed' && !names.includes(place.column)
    ? [`${table}: a unique index without ${place.column}`]
    : [];
}

test.each(readdirSync(FOLDER).filter((file) => file.endsWith('.sql') && file.slice(0, 4) > DISTRIBUTABLE))(
  '%s runs on a database that was distributed',
  async (file) => {
    expect(await breaches(readFileSync(`${FOLDER}${file}`, 'utf8'))).toEqual([]);
  },
);

test.each([
  ['create table x (entity text references entities)', 'x: a foreign key to entities'],
  ['alter table matches add foreign key (tie_out_id) references x', 'matches: a foreign key to x'],
  ['create unique index u on matches (tie_out_id, match_key)', 'matches: a unique index without key_hash'],
  ['create trigger t before update on runs for each row execute function f()', 'runs: a trigger'],
  ['alter table recon_lines alter column amount type text', 'recon_lines: AT_AlterColumnType'],
  ['alter table runs add column n bigint generated always as identity', 'runs: an identity'],
  ['update exceptions set cause = gen_random_uuid()::text', 'exceptions: gen_random_uuid()'],
])('refused: %s', async (sql, breach) => {
  expect(await breaches(sql)).toContain(breach);
});

test.each([
  'alter table exceptions add column note text',
  'create index i on matches (tie_out_id, pass)',
  'create unique index i on repeated_keys (key_hash, projection_id)',
  "update exceptions set cause = 'dates' where type = 'timing'",
  'create table x (id bigint generated always as identity primary key, of bigint references jobs)',
])('fine: %s', async (sql) => {
  expect(await breaches(sql)).toEqual([]);
});
