import { sql } from 'kysely';
import { addSums, type KeySums } from '#core/reconcile/key-sums.ts';
import type { Trx } from '../transaction.ts';
import { storeMatches } from './match-store.ts';
import { firstPass } from './reconcile-first-pass.ts';
import { gatherUntied } from './reconcile-rest.ts';
import type { RunScope } from './reconcile-scope.ts';
import { renewMatchLeaves, replaceMatchLeaves } from './result-leaves.ts';
import type { RunBefore } from './run-state.ts';
import { readKeySums, readMovedSums } from './run-sums.ts';
import { roundOff, storeWriteOffs } from './write-off-store.ts';

/**
 * The first pass over the scope's keys, stored: matches, write-offs, leaves of the result hash; and as table `untied` the keys
 * that have lines left. `outcome` is empty afterwards, for the passes that follow.
 * @param before the run whose result stands for all keys that were not touched
 * @returns sums over all keys of the tie-out
 */
export async function matchKeys(trx: Trx, scope: RunScope, before?: RunBefore): Promise<KeySums> {
  await matchKeysOnly(trx, scope);
  await (before ? renewMatchLeaves(trx, scope) : replaceMatchLeaves(trx, scope));
  await beginOtherOutcome(trx);
  if (!before) return readKeySums(trx, scope);
  return addSums(before.keySums, await readMovedSums(trx, scope, before.scope));
}

/** The same for the part of a split run, which puts its leaves and untied keys aside. */
export async function matchKeysOnly(trx: Trx, scope: RunScope): Promise<void> {
  await firstPass(trx, scope);
  await roundOff(trx, scope);
  await storeMatches(trx, scope, 'first');
  await storeWriteOffs(trx, scope);
  await gatherUntied(trx, scope);
}

/** An empty `outcome` for matches of other passes, where those of the first are stored. */
export async function beginOtherOutcome(trx: Trx): Promise<void> {
  await sql`
    drop table if exists outcome;
    create temporary table outcome (key_hash bigint, match_key text collate "C", currency text collate "C", pass smallint,
      tied boolean, left_count int, right_count int, left_amount numeric, right_amount numeric,
      right_currency text collate "C", difference numeric, explained jsonb) on commit drop`.execute(trx);
}
