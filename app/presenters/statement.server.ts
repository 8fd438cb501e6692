import { NotRunYet, type ReadLine, type ReadStatement, readStatement } from '#workflows/read-statement.ts';
import { type Reason, reasonOf } from './reasons.server.ts';
import { declaredTo } from './rule-versions.server.ts';
import type { Viewer } from './screen.server.ts';

export type StatementLine = ReadLine;
export type StatementCurrency = ReadStatement['statements'][number];

export interface StatementData {
  reconciliation: string;
  title: string;
  /** Null where nothing ran for the period. */
  statement:
    | (Omit<ReadStatement, 'run'> & { run: { runId: string; finishedAt: string; isComplete: boolean } })
    | null;
  reasons: Reason[];
}

export async function presentStatement(viewer: Viewer): Promise<StatementData> {
  const { reconciliation, title } = declaredTo(viewer);
  try {
    const { run, ...read } = await readStatement(viewer.context, viewer.actor, {
      reconciliation,
      period: viewer.period,
    });
    const { runId, finishedAt, status, reasons } = run;
    return {
      ...{ reconciliation, title, reasons: reasons.map(reasonOf) },
      statement: { ...read, run: { runId, finishedAt, isComplete: status === 'complete' } },
    };
  } catch (error) {
    if (!(error instanceof NotRunYet)) throw error;
    return { reconciliation, title, statement: null, reasons: [] };
  }
}
