import type { Actor } from '#core/access/actor.ts';
import type { Contract } from '#core/contract/contract.ts';
import { InputRejected } from '#core/failure/failure.ts';
import type { Source } from '#core/workspace/workspace.ts';
import { resolveRejections } from '#db/queries/rejected-deliveries.ts';
import { inTransaction } from '#db/transaction.ts';
import type { Context } from '../context.ts';
import { keepRejection } from '../ingest/keep-rejection.ts';

/** What could not be asked for is missing, for every contract of the folder, until it can be. */
export async function keepUnreachable(
  context: Context,
  actor: Actor,
  source: Source,
  { place, reason, hint }: { place: string; reason: string; hint: string | undefined },
): Promise<void> {
  const problem = new InputRejected({ file: place, rule: 'source_unreachable', detail: reason, hint });
  for (const contract of pulledContracts(context, source)) {
    const [asOf, traceId] = [context.now(), context.newTraceId()];
    await keepRejection(context, actor, { contract, files: [], asOf, traceId, extent: 'partial' }, problem);
  }
}

/** It can be asked again; what it has is taken in, or not, file by file. */
export async function resolveUnreachable(context: Context, source: Source, place: string): Promise<void> {
  await inTransaction(context.connection, async (trx) => {
    for (const { entity, contract } of pulledContracts(context, source)) {
      await resolveRejections(trx, { entity, contract, at: context.now(), files: [place], sha256: [] });
    }
  });
}

function pulledContracts({ workspace }: Context, source: Source): Contract[] {
  const names = source.pull?.files.map(({ contract }) => contract) ?? [];
  return workspace.contracts.filter(({ contract }) => names.includes(contract));
}
