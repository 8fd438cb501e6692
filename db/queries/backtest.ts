import { sql } from 'kysely';
import type { ComparedRun } from '#core/reconcile/backtest.ts';
import { ruleDifferences } from '#core/reconcile/rule-difference.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import type { Connection } from '../connection.ts';
import { inTransaction, type Trx } from '../transaction.ts';
import {
  compareLines,
  exceptionChanges,
  identityChanges,
  lineChanges,
  matchChanges,
  suggestionChanges,
} from './backtest-compare.ts';
import { attempt } from './backtest-compute.ts';
import type { PastRun } from './backtest-runs.ts';
import { samplesOf } from './backtest-samples.ts';
import type { ShadowOf } from './backtest-shadow.ts';
import type { CarriedFrom } from './reconcile-opening.ts';

export interface BacktestRequest {
  run: PastRun;
  /** Of the run, as they were, and those to be tried. */
  rules: { before: ReconciliationRules; after: ReconciliationRules };
  reconciliationId: number;
  /** The run whose open lines each of the two carries forward. */
  carriedFrom: { before: CarriedFrom | null; after: CarriedFrom | null };
  now: () => Date;
  progress(step: string): void;
  signal?: AbortSignal | undefined;
}

/** No single statement of a backtest may take longer; a run over some million lines takes seconds. */
const STATEMENT_TIMEOUT = '15min';

/**
 * Compares what two rule sets find over the pins of a past run. It reads one state of the database from beginning to end and
 * is rolled back: nothing of it stays, and nobody waits for it.
 * @throws ConservationBroken; the reason of `signal` when it is aborted
 */
export async function compareRules(connection: Connection, request: BacktestRequest): Promise<ComparedRun> {
  const { signal } = request;
  signal?.throwIfAborted();
  let compared: ComparedRun | undefined;
  let stop = () => {};
  try {
    await inTransaction(connection, async (trx) => {
      await sql`set transaction isolation level repeatable read`.execute(trx);
      await sql`set local statement_timeout = ${sql.lit(STATEMENT_TIMEOUT)}`.execute(trx);
      stop = await cancelOn(signal, connection, trx);
      compared = await compare(trx, request);
      throw new NothingStays();
    });
  } catch (error) {
    if (!(error instanceof NothingStays)) {
      signal?.throwIfAborted();
      throw error;
    }
  } finally {
    stop();
  }
  return compared as ComparedRun;
}

/** Ends the transaction without anything of it. */
class NothingStays extends Error {}

async function compare(trx: Trx, request: BacktestRequest): Promise<ComparedRun> {
  const { run, rules, progress } = request;
  const shadow: ShadowOf = {
    reconciliationId: request.reconciliationId,
    carriedFrom: Object.values(request.carriedFrom).filter((one) => one !== null),
  };
  const step = (which: 'before' | 'after') =>
    attempt(trx, {
      ...{
        which,
        run,
        rules: rules[which],
        shadow,
        carriedFrom: request.carriedFrom[which],
        now: request.now,
      },
      progress: (name) => {
        request.signal?.throwIfAborted();
        progress(`${which === 'before' ? 'as it was' : 'as it would be'}: ${name}`);
      },
    });
  const before = await step('before');
  const after = await step('after');
  progress('comparing');
  await compareLines(trx);
  return {
    ...{ runId: run.runId, period: run.period, finishedAt: run.finishedAt },
    snapshots: { left: run.left.snapshot, right: run.right.snapshot },
    ...{ ruleVersion: run.ruleVersion, ruleHash: run.ruleHash },
    differences: ruleDifferences(rules.before, rules.after),
    isReproduced: before === run.resultHash,
    resultHash: { stored: run.resultHash, before, after },
    matches: await matchChanges(trx),
    lines: await lineChanges(trx),
    exceptions: await exceptionChanges(trx),
    ...(await identityChanges(trx)),
    suggestions: await suggestionChanges(trx),
    samples: await samplesOf(trx, rules),
  };
}

/** Has the server drop the statement at hand when the signal is aborted. Gives what ends the watch. */
async function cancelOn(
  signal: AbortSignal | undefined,
  { pool }: Connection,
  trx: Trx,
): Promise<() => void> {
  if (!signal) return () => {};
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
  const cancel = () => void pool.query('select pg_cancel_backend($1)', [rows[0]?.pid]).catch(() => {});
  signal.addEventListener('abort', cancel, { once: true });
  return () => signal.removeEventListener('abort', cancel);
}
