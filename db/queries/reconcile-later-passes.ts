import { isKeyed } from '#core/reconcile/pass-key.ts';
import { type NumberedPass, passesInOrder } from '#core/reconcile/passes.ts';
import type { Trx } from '../transaction.ts';
import { combinationPass } from './reconcile-combination-pass.ts';
import { fxPass } from './reconcile-fx-pass.ts';
import { laterKeyPass } from './reconcile-key-pass.ts';
import { takeByHand } from './reconcile-manual-pass.ts';
import { referencePass } from './reconcile-reference-pass.ts';
import type { RunScope } from './reconcile-scope.ts';
import { beginSets } from './reconcile-sets.ts';
import { similarPass } from './reconcile-similar-pass.ts';
import { windowPass } from './reconcile-window-pass.ts';

/**
 * What was matched by hand, and the passes after the first over what is left in `rest`. Each has its twin in core/reconcile.
 */
export async function laterPasses(trx: Trx, scope: RunScope): Promise<void> {
  await beginSets(trx);
  await takeByHand(trx, scope);
  const passes = passesInOrder(scope.rules);
  for (const numbered of isKeyed(scope.rules) ? passes.slice(1) : passes)
    await applyPass(trx, scope, numbered);
}

async function applyPass(trx: Trx, scope: RunScope, { pass, ...at }: NumberedPass): Promise<void> {
  switch (pass.type) {
    case 'key':
      return laterKeyPass(trx, scope, { ...at, pass });
    case 'window':
      return windowPass(trx, scope, { ...at, pass });
    case 'reference':
      return referencePass(trx, scope, { ...at, pass });
    case 'similar':
      return similarPass(trx, scope, { ...at, pass });
    case 'combination':
      return combinationPass(trx, scope, { ...at, pass });
    case 'fx':
      return fxPass(trx, scope, { ...at, pass });
  }
}
