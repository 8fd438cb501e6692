import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Actor } from '#core/access/actor.ts';
import type { Context } from '#workflows/context.ts';
import { dismissSuggestion } from '#workflows/dismiss-suggestion.ts';
import { ingest } from '#workflows/ingest.ts';
import { listSuggestions } from '#workflows/list-suggestions.ts';
import { makeMatch } from '#workflows/make-match.ts';
import { reconcile } from '#workflows/reconcile.ts';
import { undoMatch } from '#workflows/undo-match.ts';
import { supplierBooks } from './app-suppliers.ts';

export const SUPPLIERS = 'purchases-to-statements';

/**
 * Supplier books of one day, and what people do with them: on the second day three matches by hand, one of which is
 * undone, one is reopened by what comes later, and one stays.
 */
export async function seedMatches(context: Context, actor: Actor, day: number): Promise<void> {
  const folder = join(context.dataFolder, 'seed');
  await mkdir(folder, { recursive: true });
  const books = supplierBooks(day);
  for (const [source, contract, content] of [
    ['purchases', 'purchases.documents', books.purchases],
    ['suppliers', 'suppliers.documents', books.suppliers],
    ['ecb', 'ecb.daily', books.rates],
  ] as const) {
    const file = join(folder, `${source}-${day}.csv`);
    await writeFile(file, content);
    await ingest(context, actor, { source, contract, files: [file] });
  }
  await reconcile(context, actor, { reconciliation: SUPPLIERS });
  if (day === 1) await matchSome(context, actor);
}

async function matchSome(context: Context, actor: Actor): Promise<void> {
  const reconciliation = SUPPLIERS;
  const returned = { left: ['ER-260'], right: ['S-9006'] };
  await makeMatch(context, actor, {
    ...{ reconciliation, ...returned, reason: 'dispute' },
    note: 'Supplier credits the pallets of 3.00 with the next statement',
  });
  const samples = {
    left: ['ER-261'],
    right: ['S-9007'],
    reason: 'fee',
    note: 'Bank charges of the supplier',
  };
  await makeMatch(context, actor, { reconciliation, ...samples });
  const wrong = await makeMatch(context, actor, { reconciliation, left: ['ER-230'], right: ['S-9001'] });
  await undoMatch(context, actor, { matchId: wrong.match.matchId, note: 'It may be the second bill' });
  const { suggestions } = await listSuggestions(context, actor, { reconciliation, limit: 100 });
  const least = suggestions.findLast(({ label }) => label === 'alternatives');
  if (least)
    await dismissSuggestion(context, actor, {
      ...{ suggestionId: least.suggestionId, reconciliation },
      note: 'The supplier says it is the first bill',
    });
}
