import type { Actor } from '#core/access/actor.ts';
import {
  ManualLineTaken,
  ManualLineUnknown,
  ManualMatchIdTaken,
  ManualMatchInvalid,
} from '#core/reconcile/manual-failures.ts';
import {
  checkNamedLines,
  type NamedLines,
  type Settlement,
  type StatedReason,
  settle,
} from '#core/reconcile/manual-match.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import { appendAudit } from '#db/queries/audit-log.ts';
import type { LineScope } from '#db/queries/manual-lines.ts';
import { manualMatchById, type ShownManualMatch, UUID } from '#db/queries/manual-match-read.ts';
import {
  type FoundLine,
  findLines,
  insertManualMatch,
  missingLines,
} from '#db/queries/manual-match-store.ts';
import { lockByHand } from '#db/queries/manual-reopen.ts';
import { type CaughtUp, ensureReconciliation } from '#db/queries/projection.ts';
import type { ManualOrigin } from '#db/schema/manual-matches.table.ts';
import { inTransaction, type Trx } from '#db/transaction.ts';
import type { Context } from './context.ts';
import { projectSide } from './project-side.ts';
import { rulesToProject } from './rules-in-force.ts';

export interface HandRequest {
  /** A UUID chosen by whoever asks, so that the request can be repeated. */
  matchId: string;
  named: NamedLines;
  stated: StatedReason;
  origin: ManualOrigin | null;
  /** Hash of the request as it came: the same id with another is refused. */
  requestHash: string;
  /** Asked about the lines as they are, before they are matched; throws what is in the way. */
  check?(found: readonly FoundLine[]): void;
}

export interface MadeMatch {
  match: ShownManualMatch;
  /** False where the same request came before: nothing was done again. */
  isNew: boolean;
}

/**
 * Matches lines of a reconciliation as they are now, in one audited transaction. A step of `make-match` and
 * `accept-suggestion`, which have asked for the permission. Of two people who want one line, the second is refused.
 * @throws ManualMatchInvalid, ManualMatchIdTaken, ManualLineUnknown, ManualLineTaken, ManualCurrenciesMixed, ResidualUnexplained
 */
export async function matchByHand(
  context: Context,
  actor: Actor,
  declared: ReconciliationRules,
  request: HandRequest,
): Promise<MadeMatch> {
  if (!UUID.test(request.matchId))
    throw new ManualMatchInvalid(
      'id_malformed',
      0,
      `"${request.matchId}" is not the id of a match: it is a UUID`,
    );
  const before = await repeated(context.connection.db, declared, request);
  if (before) return { match: before, isNew: false };
  checkNamedLines(request.named);
  const [rules = declared] = await rulesToProject(context, declared);
  const left = pin(await projectSide(context, rules, 'left'));
  const right = pin(await projectSide(context, rules, 'right'));
  return inTransaction(context.connection, (trx) =>
    make(context, trx, actor, { rules, left, right, cutOff: null }, request),
  );
}

const pin = ({ projectionId, streamId, coveredSnapshot }: CaughtUp) => ({
  ...{ projectionId, streamId },
  snapshot: coveredSnapshot,
});

async function make(
  context: Context,
  trx: Trx,
  actor: Actor,
  scope: LineScope,
  request: HandRequest,
): Promise<MadeMatch> {
  const reconciliationId = await ensureReconciliation(trx, scope.rules);
  await lockByHand(trx, reconciliationId);
  const before = await repeated(trx, scope.rules, request);
  if (before) return { match: before, isNew: false };
  const lines = await findLines(trx, reconciliationId, scope, request.named);
  request.check?.(lines);
  const missing = missingLines(request.named, lines);
  if (missing.length > 0) throw new ManualLineUnknown(scope.rules.reconciliation, missing);
  const taken = lines.flatMap(({ side, recordKey, takenBy }) =>
    takenBy ? [{ side, recordKey, ...takenBy }] : [],
  );
  if (taken.length > 0) throw new ManualLineTaken(taken);
  const settlement = settle(lines, request.stated);
  const traceId = context.newTraceId();
  const { matchId, origin, requestHash } = request;
  const { membersHash } = await insertManualMatch(trx, {
    ...{ matchId, reconciliationId, scope, lines, settlement, origin, requestHash, traceId },
    ...{ at: context.now(), actor: actor.id },
  });
  const match = await manualMatchById(trx, matchId);
  if (!match) throw new ManualMatchIdTaken(matchId);
  await appendAudit(trx, [
    {
      actor: actor.id,
      entity: scope.rules.entity,
      action: 'match.made',
      subject: `match:${matchId}`,
      traceId,
      detail: auditDetail(match, settlement, request, membersHash),
    },
  ]);
  return { match, isNew: true };
}

/** The match that the same request made before. @throws ManualMatchIdTaken for another request under that id */
async function repeated(
  db: Parameters<typeof manualMatchById>[0],
  rules: Pick<ReconciliationRules, 'entity' | 'reconciliation'>,
  { matchId, requestHash }: HandRequest,
): Promise<ShownManualMatch | undefined> {
  const known = await manualMatchById(db, matchId);
  if (!known) return undefined;
  const isSame = known.entity === rules.entity && known.reconciliation === rules.reconciliation;
  if (!isSame || known.requestHash !== requestHash) throw new ManualMatchIdTaken(matchId);
  const { requestHash: _, reconciliationId: __, ...shown } = known;
  return shown;
}

function auditDetail(
  match: ShownManualMatch,
  { reason, note }: Settlement,
  { named, origin }: HandRequest,
  membersHash: string,
): Record<string, unknown> {
  return {
    ...{ reconciliation: match.reconciliation, left: [...named.left], right: [...named.right] },
    ...{ currency: match.currency, right_currency: match.rightCurrency },
    ...{ left_amount: match.leftAmount, right_amount: match.rightAmount, difference: match.difference },
    ...{ reason, note, explained: match.explained, members_hash: membersHash, origin },
  };
}
