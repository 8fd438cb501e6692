import type { Workspace } from '#core/workspace/workspace.ts';
import type { Db } from '../connection.ts';
import type { Trx } from '../transaction.ts';

export interface EntityRow {
  entity: string;
  name: string;
  base_currency: string;
  zone: string;
}

/** The rows of the named entities, as the workspace declares them. */
export function entityRows(workspace: Pick<Workspace, 'entities'>, ...names: string[]): EntityRow[] {
  return workspace.entities
    .filter(({ entity }) => names.includes(entity))
    .map(({ entity, name, baseCurrency, zone }) => ({ entity, name, base_currency: baseCurrency, zone }));
}

/**
 * Makes the entities of a workspace known. Names and zones follow the workspace. What is known already is not touched:
 * even an update that changes nothing would lock the entity, and hold up everybody else until an ingest ends.
 */
export async function registerEntities(db: Db | Trx, entities: readonly EntityRow[]): Promise<void> {
  const known = await db.selectFrom('entities').select(['entity', 'name', 'base_currency', 'zone']).execute();
  const changed = entities.filter((entity) => !known.some((it) => isSame(it, entity)));
  if (changed.length === 0) return;
  await db
    .insertInto('entities')
    .values(changed)
    .onConflict((conflict) =>
      conflict.column('entity').doUpdateSet((eb) => ({
        name: eb.ref('excluded.name'),
        base_currency: eb.ref('excluded.base_currency'),
        zone: eb.ref('excluded.zone'),
      })),
    )
    .execute();
}

function isSame(one: EntityRow, other: EntityRow): boolean {
  return (
    one.entity === other.entity &&
    one.name === other.name &&
    one.base_currency === other.base_currency &&
    one.zone === other.zone
  );
}

export interface Stream {
  streamId: number;
  lastSnapshot: number;
}

/** Finds or makes the stream and holds it until the transaction ends: one delivery at a time changes a stream. */
export async function lockStream(trx: Trx, entity: string, source: string, dataset: string): Promise<Stream> {
  await trx
    .insertInto('streams')
    .values({ entity, source, dataset })
    .onConflict((conflict) => conflict.columns(['entity', 'source', 'dataset']).doNothing())
    .execute();
  const row = await trx
    .selectFrom('streams')
    .select(['stream_id', 'last_snapshot'])
    .where('entity', '=', entity)
    .where('source', '=', source)
    .where('dataset', '=', dataset)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return { streamId: row.stream_id, lastSnapshot: row.last_snapshot };
}

export async function findStream(
  db: Db | Trx,
  entity: string,
  source: string,
  dataset: string,
): Promise<Stream | undefined> {
  const row = await db
    .selectFrom('streams')
    .select(['stream_id', 'last_snapshot'])
    .where('entity', '=', entity)
    .where('source', '=', source)
    .where('dataset', '=', dataset)
    .executeTakeFirst();
  return row && { streamId: row.stream_id, lastSnapshot: row.last_snapshot };
}
