import type { Actor } from '#core/access/actor.ts';
import type { InputRejected } from '#core/failure/failure.ts';
import { appendAudit } from '#db/queries/audit-log.ts';
import { recordRawObject } from '#db/queries/ingestions.ts';
import { recordRejection } from '#db/queries/rejected-deliveries.ts';
import { entityRows, registerEntities } from '#db/queries/streams.ts';
import { inTransaction } from '#db/transaction.ts';
import type { Context } from '../context.ts';
import type { Delivery } from './delivery.ts';

/** Records, and audits, that a delivery is missing. Its bytes are recorded too, where they could be kept. */
export async function keepRejection(
  context: Context,
  actor: Actor,
  delivery: Delivery,
  error: InputRejected,
): Promise<void> {
  const { contract, files, traceId } = delivery;
  const { entity, source, dataset } = contract;
  const { problem } = error;
  const kept = files.find(({ name }) => name === problem.file) ?? files[0];
  const file = kept?.name ?? problem.file;
  await inTransaction(context.connection, async (trx) => {
    await registerEntities(trx, entityRows(context.workspace, entity));
    const at = context.now();
    const raw = kept && (await recordRawObject(trx, { ...kept, entity, source, at, actor: actor.id }));
    await recordRejection(trx, {
      ...{ entity, source, dataset, contract: contract.contract, file, problem, at, traceId },
      ...{ rawId: raw?.rawId ?? null, actor: actor.id },
    });
    await appendAudit(trx, [
      {
        actor: actor.id,
        entity,
        action: 'ingest.rejected',
        subject: `source:${source}/${dataset}`,
        traceId,
        detail: { ...problem, contract: contract.contract, file, sha256: kept?.sha256 ?? null },
      },
    ]);
  });
}
