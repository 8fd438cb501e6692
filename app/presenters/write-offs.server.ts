import { isUnkeyed, splitKey } from '#core/reconcile/key.ts';
import { ownKeyFields } from '#core/reconcile/pass-key.ts';
import { passNumbered } from '#core/reconcile/passes.ts';
import { type WriteOffPage, type WriteOffProposal, writeOffProposals } from '#db/queries/write-off-read.ts';
import { readableReconciliation } from './reconciliation-of.server.ts';
import type { Viewer } from './screen.server.ts';

export interface WriteOffLine extends Pick<WriteOffProposal, 'currency' | 'account' | 'amount' | 'fromRun'> {
  id: string;
  /** As people read it: its parts, or the first record of a match that no key names. */
  key: string;
  /** Name of the pass that tied it out. */
  pass: string;
}

export interface WriteOffData {
  reconciliation: string;
  title: string;
  lines: WriteOffLine[];
  totals: WriteOffPage['totals'];
  next: string | undefined;
}

const PAGE = 100;

/** What is proposed to be written off in the period in force. Nothing is posted. */
export async function presentWriteOffs(viewer: Viewer): Promise<WriteOffData> {
  const rules = readableReconciliation(viewer);
  const { entity, reconciliation, title } = rules;
  const { proposals, totals, next } = await writeOffProposals(viewer.context.connection.db, {
    ...{ entity, name: reconciliation, period: viewer.period, limit: PAGE },
    after: viewer.search.get('after') ?? undefined,
  });
  const parts = ownKeyFields(rules, 'left').length;
  const lines = proposals.map(
    ({ cursor, key, pass, currency, account, amount, fromRun }): WriteOffLine => ({
      ...{ id: cursor, currency, account, amount, fromRun },
      key: isUnkeyed(key)
        ? `${splitKey(key, parts).join(' / ')} and others`
        : splitKey(key, parts).join(' / '),
      pass: passNumbered(rules, pass)?.name ?? 'by hand',
    }),
  );
  return { reconciliation, title, lines, totals, next: next ?? undefined };
}
