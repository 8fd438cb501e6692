import { isDeepStrictEqual } from 'node:util';
import { type RawBuilder, sql } from 'kysely';
import type { KeySums } from '#core/reconcile/key-sums.ts';
import type { SideName } from '#core/reconcile/line.ts';
import { MANUAL_PASS } from '#core/reconcile/passes.ts';
import type { Trx } from '../transaction.ts';
import { projectedLines } from './projection-sql.ts';
import { type CarriedFrom, carriedLines, carriedOf } from './reconcile-opening.ts';
import type { RunScope } from './reconcile-scope.ts';

/** The last run of the tie-out, as far as the next one may stand on it. */
export interface RunBefore {
  runId: string;
  /** As that run read its lines; of the keys that were touched since. */
  scope: RunScope;
  keySums: KeySums;
}

/** Version of what a run leaves behind. A state of another form is not understood: the next run reads all keys. */
const FORM = 'keys-1';

/** Beyond one line in so many, reading all keys costs less than reading the touched ones one by one. */
const SMALL_CHANGE = 8;

interface StoredState {
  run_id: string;
  form: string;
  as_of_day: string | null;
  fx_pins: Record<string, number> | null;
  key_sums: KeySums;
  rule_hash: string;
  left_projection: number;
  left_snapshot: number;
  right_projection: number;
  right_snapshot: number;
  opening_date: string | null;
  opening_from: CarriedFrom | null;
}

/**
 * The run to stand on, with table `touched (key_hash)`: the keys of lines that began or ended between its pins and those of
 * the scope. Undefined where the rules or projections are others, where too much has changed, or where nothing is known.
 */
export async function runBefore(
  trx: Trx,
  scope: RunScope,
  isHoweverLarge: boolean,
): Promise<RunBefore | undefined> {
  const state = await storedState(trx, scope.tieOutId);
  if (!state || !standsFor(state, scope)) return undefined;
  await sql`drop table if exists touched`.execute(trx);
  await sql`
    create temporary table touched (key_hash bigint primary key) on commit drop`.execute(trx);
  // In the order in which lines and matches lie, so that looking them up goes through the tables once.
  await sql`
    insert into touched
    select key_hash from projection_changes
    where (projection_id = ${scope.left.projectionId} and snapshot_no > ${state.left_snapshot} and snapshot_no <= ${scope.left.snapshot})
      or (projection_id = ${scope.right.projectionId} and snapshot_no > ${state.right_snapshot} and snapshot_no <= ${scope.right.snapshot})
    union select line_key_hash from match_members
      where tie_out_id = ${scope.tieOutId} and to_run is null and pass = ${sql.lit(MANUAL_PASS)}
    union select unnest(${handKeys(scope)}::bigint[])
    ${carriedOtherwise(scope, state)}
    order by key_hash`.execute(trx);
  await sql`analyze touched`.execute(trx);
  const { rows } = await sql<{ isSmall: boolean }>`
    select (select count(*) from touched) * ${sql.lit(SMALL_CHANGE)} <= greatest(sum(lines_in_order + lines_added), 1) as "isSmall"
    from projections where projection_id in (${scope.left.projectionId}, ${scope.right.projectionId})`.execute(
    trx,
  );
  if (!isHoweverLarge && !rows[0]?.isSmall) return undefined;
  return {
    runId: state.run_id,
    keySums: state.key_sums,
    scope: {
      ...scope,
      keys: { of: 'touched' },
      left: { ...scope.left, snapshot: state.left_snapshot },
      right: { ...scope.right, snapshot: state.right_snapshot },
      ...(scope.opening && { opening: { ...scope.opening, from: state.opening_from } }),
    },
  };
}

/** Keys of records that were carried forward then and are not now, or the other way round; their other versions are changes. */
function carriedOtherwise(scope: RunScope, { opening_from: then }: StoredState): RawBuilder<unknown> {
  const now = scope.opening?.from ?? null;
  if (isDeepStrictEqual(then, now)) return sql``;
  const of = (from: CarriedFrom | null, side: SideName) =>
    from ? carriedLines(from, side) : sql`select null::bigint, null::text where false`;
  const keys = (side: SideName) => {
    const [at, [a, b]] = [sql.lit(scope[side].snapshot), [of(then, side), of(now, side)]];
    const range = sql`d.valid_from <= ${at} and (d.valid_to is null or d.valid_to > ${at})
      and (d.record_hash, d.record_key) in (((${a}) except (${b})) union ((${b}) except (${a})))`;
    return sql`union select key_hash from (${projectedLines(scope.rules, side, scope[side].streamId, range)}) carried`;
  };
  return sql`${keys('left')} ${keys('right')}`;
}

/** What people matched by hand, then and now, is few: it is read anew whether or not it changed. */
const handKeys = ({ byHand }: RunScope): string[] =>
  byHand ? [...byHand.left.keyHashes, ...byHand.right.keyHashes] : [];

async function storedState(trx: Trx, tieOutId: number): Promise<StoredState | undefined> {
  const { rows } = await sql<StoredState>`
    select s.run_id, s.form, s.as_of_day, s.key_sums, r.rule_hash, r.fx_pins, r.left_projection, r.left_snapshot, r.right_projection, r.right_snapshot,
      r.opening_date, ${carriedOf('o')} as opening_from
    from tie_out_states s join tie_outs t on t.tie_out_id = s.tie_out_id and t.last_run = s.run_id
    join runs r on r.run_id = s.run_id left join runs o on o.run_id = r.opening_run
    where s.tie_out_id = ${tieOutId}`.execute(trx);
  return rows[0];
}

function standsFor(state: StoredState, scope: RunScope): boolean {
  const dayDecides =
    scope.cutOff === null && scope.rules.explain.some(({ withinDays }) => withinDays !== undefined);
  return (
    state.form === FORM &&
    state.rule_hash === scope.rules.hash &&
    inOrder(state.fx_pins ?? {}) === inOrder(scope.fxPins) &&
    state.left_projection === scope.left.projectionId &&
    state.right_projection === scope.right.projectionId &&
    state.left_snapshot <= scope.left.snapshot &&
    state.right_snapshot <= scope.right.snapshot &&
    state.opening_date === (scope.opening?.date ?? null) &&
    // The first lines of a projection are not listed as changes.
    (state.left_snapshot > 0 || scope.left.snapshot === 0) &&
    (state.right_snapshot > 0 || scope.right.snapshot === 0) &&
    !(dayDecides && state.as_of_day !== scope.asOfDay)
  );
}

/** jsonb has an order of its own. */
const inOrder = (pins: Readonly<Record<string, number>>): string =>
  JSON.stringify(Object.entries(pins).sort());

export async function keepState(trx: Trx, scope: RunScope, keySums: KeySums): Promise<void> {
  await sql`
    insert into tie_out_states (tie_out_id, run_id, form, as_of_day, key_sums)
    values (${scope.tieOutId}, ${scope.runId}, ${FORM}, ${scope.asOfDay}, ${JSON.stringify(keySums)})
    on conflict (tie_out_id) do update set run_id = excluded.run_id, form = excluded.form, as_of_day = excluded.as_of_day,
      key_sums = excluded.key_sums`.execute(trx);
}
