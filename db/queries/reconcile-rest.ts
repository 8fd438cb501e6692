import { type RawBuilder, sql } from 'kysely';
import type { SideName } from '#core/reconcile/line.ts';
import { isKeyed } from '#core/reconcile/pass-key.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import type { Trx } from '../transaction.ts';
import { leftToPasses, type RunScope } from './reconcile-scope.ts';

/**
 * Table `untied`: hashes under which a line may be left. Those that the first pass just read and did not tie out; where it
 * read only touched ones and later passes need all that is left, also those of what the run before left to them.
 */
export async function gatherUntied(trx: Trx, scope: RunScope): Promise<void> {
  const before = readsWholeRest(scope) && scope.keys?.of === 'touched';
  const tieOut = sql.lit(scope.tieOutId);
  // Without parameters, several statements go in one message.
  await sql`
    drop table if exists untied;
    create temporary table untied on commit drop as
    select key_hash from outcome where not tied
    ${
      before
        ? sql`union select key_hash from exceptions where tie_out_id = ${tieOut} and state = 'open'
          union select line_key_hash from match_members where tie_out_id = ${tieOut} and to_run is null`
        : sql`group by key_hash`
    };
    analyze untied`.execute(trx);
}

/**
 * The lines that the first pass left, one by one, as table `rest`. Later passes take from it; breaks are what stays.
 * @param tiedGroups where the groups are that tied out under a hash of which others did not: in table `summed` of the first
 * pass where this transaction read all keys, else in the stored matches
 */
export async function gatherRest(trx: Trx, scope: RunScope, tiedGroups: 'summed' | 'matches'): Promise<void> {
  await sql`drop table if exists rest`.execute(trx);
  await sql`
    create temporary table rest on commit drop as
    select row_number() over () as line_no, lines.* from (
      ${leftOver(scope, 'left', tiedGroups)} union all ${leftOver(scope, 'right', tiedGroups)}
    ) lines`.execute(trx);
  await sql`analyze rest`.execute(trx);
}

function leftOver(scope: RunScope, side: SideName, tiedGroups: 'summed' | 'matches'): RawBuilder<unknown> {
  const columns = sql`${sql.lit(side === 'left')} as is_left, l.key_hash, l.match_key, l.currency, l.amount,
    l.line_date, l.record_hash, l.record_key, l.version, l.later_keys, l.parts, l.limit_no`;
  const tied =
    tiedGroups === 'summed'
      ? sql`select o.key_hash, o.match_key, o.currency from summed o where o.tied`
      : sql`select o.key_hash, o.match_key, o.currency from matches o
          where o.tie_out_id = ${sql.lit(scope.tieOutId)} and o.to_run is null and o.pass = 1`;
  const unkeyed =
    scope.keys?.of === 'touched' && !readsWholeRest(scope)
      ? sql`and l.key_hash in (select key_hash from touched)`
      : sql``;
  return sql`
    select ${columns} from recon_lines l left join (${tied}) o
      on o.key_hash = l.key_hash and o.match_key = l.match_key and o.currency = l.currency
    where ${leftToPasses(scope, side)} and l.match_key is not null
      and l.key_hash in (select key_hash from untied) and o.key_hash is null
    union all
    select ${columns} from recon_lines l where ${leftToPasses(scope, side)} and l.match_key is null ${unkeyed}`;
}

/** Passes after the first look at all that is left; without any, a key that nothing touched stays as it was. */
export function readsWholeRest({ rules }: Pick<RunScope, 'rules'>): boolean {
  return rules.passes.length > 1 || !isKeyed(rules);
}

/** What a pass compares of a line of `rest`; see core/reconcile/pass-key.ts. */
export function passKeySql(rules: ReconciliationRules, keyIndex: number, line = 'rest'): RawBuilder<unknown> {
  if (!isKeyed(rules)) return sql`${sql.ref(line)}.later_keys[${sql.lit(keyIndex + 1)}]`;
  return keyIndex === 0
    ? sql`${sql.ref(line)}.match_key`
    : sql`${sql.ref(line)}.later_keys[${sql.lit(keyIndex)}]`;
}
