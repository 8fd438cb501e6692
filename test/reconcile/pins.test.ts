import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import { runReconciliation } from '#db/queries/reconcile.ts';
import type { SidePin } from '#db/queries/reconcile-scope.ts';
import { inTransaction } from '#db/transaction.ts';
import { useDatabase } from '#test/support/database.ts';
import { projectSide } from '#workflows/project-side.ts';
import { histories, periods, rules } from './arbitrary.ts';
import { emptyBooks, takeSnapshot } from './books.ts';
import { deskOf } from './desk.ts';

const database = useDatabase();

class RolledBack extends Error {}

/** What a run over these pins finds; nothing of it stays. */
async function hashAt(
  ruleSet: ReconciliationRules,
  period: string,
  pins: { left: SidePin; right: SidePin },
): Promise<string> {
  let hash = '';
  await inTransaction(database.connection, async (trx) => {
    const run = await runReconciliation(trx, {
      ...{ rules: ruleSet, period, ...pins, freshnessHours: { left: undefined, right: undefined } },
      ...{
        now: () => new Date('2026-02-01T09:00:00Z'),
        traceId: crypto.randomUUID(),
        actor: 'test',
        progress: () => {},
      },
    });
    hash = run.resultHash;
    throw new RolledBack();
  }).catch((error) => {
    if (!(error instanceof RolledBack)) throw error;
  });
  return hash;
}

test('a run over old pins finds what it found then, also from lines that are projected anew', async () => {
  await fc.assert(
    fc.asyncProperty(histories, rules, periods, async (history, ruleSet, period) => {
      const { connection } = database;
      await emptyBooks(connection);
      const desk = deskOf(connection, [ruleSet]);
      const found: { pins: { left: SidePin; right: SidePin }; hash: string }[] = [];
      for (const step of history) {
        for (const side of ['left', 'right'] as const) {
          const said = step[side];
          if (said !== null) await takeSnapshot(connection, side, said);
        }
        if (!step.isRun) continue;
        const [left, right] = [
          await projectSide(desk, ruleSet, 'left'),
          await projectSide(desk, ruleSet, 'right'),
        ];
        const pin = ({ projectionId, streamId, coveredSnapshot }: typeof left): SidePin => ({
          ...{ projectionId, streamId, snapshot: coveredSnapshot },
        });
        const pins = { left: pin(left), right: pin(right) };
        found.push({ pins, hash: await hashAt(ruleSet, period, pins) });
      }
      const now = async () => Promise.all(found.map(({ pins }) => hashAt(ruleSet, period, pins)));
      const then = found.map(({ hash }) => hash);
      expect(await now()).toEqual(then);
      await connection.pool.query('truncate recon_lines, repeated_keys, unreadable_lines');
      await connection.pool.query('update projections set covered_snapshot = 0');
      for (const side of ['left', 'right'] as const) await projectSide(desk, ruleSet, side);
      expect(await now()).toEqual(then);
    }),
    { numRuns: Number(process.env.TIEOUT_PROPERTY_RUNS ?? 12) },
  );
}, 300_000);
