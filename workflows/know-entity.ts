import { registerEntities } from '#db/queries/streams.ts';
import type { Trx } from '#db/transaction.ts';
import type { Context } from './context.ts';

/** Registers an entity as the workspace declares it. */
export async function knowEntity(context: Context, trx: Trx, name: string): Promise<void> {
  const entities = context.workspace.entities.filter(({ entity }) => entity === name);
  await registerEntities(
    trx,
    entities.map(({ entity, name, baseCurrency, zone }) => ({
      entity,
      name,
      base_currency: baseCurrency,
      zone,
    })),
  );
}
