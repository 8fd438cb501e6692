import type { Db } from '../connection.ts';

export interface LoadedSoFar {
  /** `entity/name` of every source that has a snapshot. */
  sources: ReadonlySet<string>;
  /** `entity/name` of every reconciliation that was run. */
  reconciliations: ReadonlySet<string>;
  /** `entity/name` of every export that was published. */
  exports: ReadonlySet<string>;
}

/** What has been done at least once. */
export async function loadedSoFar(db: Db): Promise<LoadedSoFar> {
  const streams = await db
    .selectFrom('streams')
    .select(['entity', 'source as name'])
    .where('last_snapshot', '>', 0)
    .distinct()
    .execute();
  const tieOuts = await db
    .selectFrom('tie_outs')
    .select(['entity', 'name'])
    .where('last_run', 'is not', null)
    .distinct()
    .execute();
  const publications = await db
    .selectFrom('publications')
    .select(['entity', 'export_name as name'])
    .distinct()
    .execute();
  const names = (rows: readonly { entity: string; name: string }[]) =>
    new Set(rows.map(({ entity, name }) => `${entity}/${name}`));
  return { sources: names(streams), reconciliations: names(tieOuts), exports: names(publications) };
}
