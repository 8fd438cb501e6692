import type { Db } from '../connection.ts';

/** The open quarantined rows of one raw file under one contract, with what is needed to read them again. */
export interface ReplayableFile {
  contract: string;
  dataset: string;
  rawId: string;
  name: string;
  sha256: string;
  sizeBytes: number;
  rows: number[];
  /** Name and hash of the companions that the last ingestion joined. */
  companions: { name: string; sha256: string }[];
}

export async function replayableFiles(db: Db, entity: string, source: string): Promise<ReplayableFile[]> {
  const rows = await db
    .selectFrom('quarantine')
    .innerJoin('raw_objects', 'raw_objects.raw_id', 'quarantine.raw_id')
    .innerJoin('ingestions', 'ingestions.ingestion_id', 'quarantine.ingestion_id')
    .select([
      'quarantine.contract',
      'quarantine.dataset',
      'quarantine.raw_id',
      'quarantine.row_number',
      'raw_objects.name',
      'raw_objects.sha256',
      'raw_objects.size_bytes',
      'ingestions.companions',
    ])
    .where('quarantine.entity', '=', entity)
    .where('quarantine.source', '=', source)
    .where('quarantine.state', '=', 'open')
    .orderBy('quarantine.ingestion_id')
    .orderBy('quarantine.row_number')
    .execute();
  const files = new Map<string, ReplayableFile>();
  for (const row of rows) {
    const id = `${row.contract} ${row.raw_id}`;
    const file: ReplayableFile = files.get(id) ?? {
      contract: row.contract,
      dataset: row.dataset,
      rawId: row.raw_id,
      name: row.name,
      sha256: row.sha256,
      sizeBytes: Number(row.size_bytes),
      rows: [],
      companions: row.companions,
    };
    file.rows.push(Number(row.row_number));
    files.set(id, file);
  }
  return [...files.values()];
}
