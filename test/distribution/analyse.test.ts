import { describe, expect, test } from 'vitest';
import { type Catalog, findingsOf, type Rule } from './analyse.ts';

/** Two distributed tables `l` and `r` by `h`, another `d` by `g`; a reference table `ref`; anything else is a working table. */
const catalog: Catalog = {
  kindOf: (table) =>
    ['l', 'r', 'd'].includes(table) ? 'distributed' : table === 'ref' ? 'reference' : 'local',
  columnsOf: (table) => {
    if (table === 'ref') return { names: ['id', 'name'], hash: undefined };
    if (!['l', 'r', 'd'].includes(table)) return undefined;
    const hash = table === 'd' ? 'g' : 'h';
    return { names: [hash, 'k', 'n', 'at'], hash };
  },
};

async function rulesBroken(sql: string): Promise<Rule[]> {
  return [...new Set((await findingsOf(sql, catalog)).map(({ rule }) => rule))];
}

describe('what runs on the shards, or can be computed first', () => {
  test.each([
    ['a join on the hash', 'select * from l join r on r.h = l.h'],
    [
      'a full join of subqueries',
      'select coalesce(a.h, b.h) from (select h from l where n = 1) a full join (select h from r) b on a.h = b.h',
    ],
    [
      'the same inside a working table',
      'create temporary table t on commit drop as select * from l full join (select * from r) x using (h)',
    ],
    ['three in a chain', 'select 1 from l join r on r.h = l.h join l z on z.h = r.h'],
    ['a row comparison', 'select 1 from l join r on (r.h, r.k) = (l.h, l.k)'],
    [
      'a correlated subquery on the hash',
      'select 1 from l where exists (select from r where r.h = l.h and r.k = l.k)',
    ],
    ['an IN on the hash', 'select 1 from l where l.h in (select h from r)'],
    [
      'a lateral join on the hash',
      'select 1 from l join lateral (select max(n) as n from r where r.h = l.h) x on true',
    ],
    [
      'a union grouped by the hash',
      'select h, count(*) from (select h from l union all select h from r) u group by h',
    ],
    ['a working table joined', 'select 1 from t join l on l.h = t.h'],
    ['a working table in an IN', 'select 1 from l where h in (select h from t)'],
    ['a change from a working table', 'update l set n = 1 from t where t.h = l.h'],
    [
      'sums that are computed first',
      'select * from (select k, count(*) from l group by k) a join (select k, sum(n) from d group by k) b using (k)',
    ],
    ['a set-apart CTE', 'with c as materialized (select k from d) select 1 from l join c on c.k = l.k'],
    ['a page', 'with f as (select h, k from l order by n limit 10) select 1 from f join l on l.k = f.k'],
    ['a reference table', 'select (select name from ref where ref.id = l.n) from l join ref on ref.id = l.n'],
    [
      'working tables among themselves',
      'select 1 from t where exists (select from u where u.x = t.x limit 1)',
    ],
    ['two readings of one hash', 'select 1 from l join r on l.h = (r.h) where l.h = $1'],
    ['an array from one function', 'select 1 from l cross join unnest(l.k) x'],
  ])('%s', async (_, sql) => {
    expect(await findingsOf(sql, catalog)).toEqual([]);
  });
});

describe('what does not', () => {
  test.each<[Rule, string]>([
    ['not_joined_on_hash', 'select 1 from l join r on r.k = l.k'],
    ['not_joined_on_hash', 'select 1 from l join d on d.g = l.n'],
    ['not_joined_on_hash', 'select 1 from (select k from l) a full join (select k from r) b on a.k = b.k'],
    ['not_joined_on_hash', 'select 1 from l join r on r.h = l.h or r.k = l.k'],
    ['not_joined_on_hash', 'update l set n = 1 from d where d.k = l.k'],
    ['not_joined_on_hash', 'select 1 from l where exists (select from r where r.k = l.k)'],
    ['not_joined_on_hash', 'create temporary table t as select 1 from l, r'],
    ['not_joined_on_hash', 'select 1 from l join lateral (select 1 from r where r.k = l.k) x on true'],
    ['modifying_cte', 'with x as (update l set n = 1 returning h) insert into t select h from x'],
    ['recursive_cte', 'with recursive x as (select h from l union all select h from x) select 1 from x'],
    ['correlated_with_working_table', 'update l set n = 1 where not exists (select from t where t.h = l.h)'],
    ['correlated_with_working_table', 'select (select max(t.n) from t where t.h = l.h) from l'],
    [
      'correlated_with_working_table',
      'select 1 from l where exists (select from (select t.h from t union all select u.h from u) x where x.h = l.h)',
    ],
    [
      'correlated_with_working_table',
      'update ref set name = $1 where not exists (select from t where t.id = ref.id)',
    ],
    ['correlated_outside_distributed', 'insert into l select (select max(n) from r where r.h = t.h) from t'],
    [
      'correlated_outside_distributed',
      'select 1 from t left join lateral (select k from l where l.h = t.h) x on true',
    ],
    ['correlated_with_limit', 'select (select x.k from (select l.k as k offset 0) x) from l'],
    ['correlated_with_limit', 'select (select k from r where r.h = l.h limit 1) from l'],
    ['unnest_of_several', 'select 1 from l left join unnest($1::text[], $2::int[]) c (a, b) on c.a = l.k'],
    ['row_lock', 'select 1 from l for update'],
    ['table_lock', 'lock table l in share mode'],
    ['cursor', 'declare c cursor for select 1 from l'],
    ['place_in_table', 'update l set n = 1 where ctid = any ($1)'],
    ['drawn_number', "insert into l select nextval('s') from t"],
    ['moves_the_row', 'update l set h = 1'],
    ['reference_from_distributed', 'update ref set name = l.k from l where l.n = ref.id'],
    ['reference_from_distributed', 'delete from ref where id in (select n from l)'],
    ['ordered_aggregate', 'select array_agg(k order by k) from l group by n'],
  ])('%s: %s', async (rule, sql) => {
    expect(await rulesBroken(sql)).toContain(rule);
  });
});
