import { holds } from '#core/access/policy.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import { found } from './not-found.server.ts';
import type { Viewer } from './screen.server.ts';

/** The declared reconciliation of an address. One of an entity that the reader may not see is not found. @throws NotFound */
export function readableReconciliation({ context, actor, params }: Viewer): ReconciliationRules {
  const { name } = params;
  const rules = context.workspace.reconciliations.find((it) => it.reconciliation === name);
  return found(rules && holds(actor, 'book.read', rules.entity) ? rules : undefined, 'reconciliation', name);
}

/** A field of a form, trimmed; undefined where it is empty or not there. */
export function filled(form: FormData, name: string): string | undefined {
  const value = form.get(name);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
