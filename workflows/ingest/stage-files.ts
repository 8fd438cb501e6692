import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { isLookupColumn } from '#core/contract/names.ts';
import { numberOccurrences } from '#db/queries/record-versions.ts';
import { copyIntoStaging, type Staging, stageFor } from '#db/queries/staging.ts';
import { readFile } from '#sources/files/read-file.ts';
import type { KeptFile, StoredFile } from './delivery.ts';
import { type LookupTable, loadLookup } from './lookups.ts';
import { stageRows, Tally } from './stage-rows.ts';
import type { FileInWork, Work } from './work.ts';

export interface Reading {
  read: number;
  /** Rows that the reader or the mapper refused; repeated keys come on top. */
  rejected: number;
  proofs: StoredFile['proofs'];
  warnings: StoredFile['warnings'];
}

/** Reads the files of a delivery into the staging table, each row mapped or with its problems. */
export async function stageFiles(work: Work, staging: Staging, files: FileInWork[]): Promise<Reading[]> {
  const readings: Reading[] = [];
  for (const [fileNo, { file, ingestionId }] of files.entries()) {
    await stageFor(work.trx, staging, fileNo, ingestionId);
    readings.push(await stageFile(work, staging, file));
  }
  if (work.mapper.numbersOccurrences) await numberOccurrences(work.trx, staging);
  work.context.progress({ step: 'store', detail: work.delivery.contract.contract });
  return readings;
}

async function stageFile(work: Work, staging: Staging, file: KeptFile): Promise<Reading> {
  const { context, mapper, delivery, dataset } = work;
  const lookups: LookupTable[] = [];
  const ownColumns = mapper.columns.filter((column) => !isLookupColumn(delivery.contract, column));
  for (const companion of file.companions) {
    lookups.push(await loadLookup(companion, companion.kept.path, ownColumns));
  }
  const bytes = createReadStream(file.path, { highWaterMark: 1 << 18 });
  const reading = readFile({ file: file.name, bytes, columns: ownColumns, format: delivery.contract.format });
  const tally = new Tally();
  const chunks = stageRows(reading.rows, {
    mapper,
    dataset,
    lookups,
    only: file.only,
    tally,
    onBatch: () => {
      context.progress({ step: 'read', done: tally.read, detail: file.name });
      context.signal?.throwIfAborted();
    },
  });
  await copyIntoStaging(work.client, dataset, staging, Readable.from(chunks, { objectMode: false }));
  return {
    read: tally.read,
    rejected: tally.rejected,
    proofs: reading.proofs(),
    warnings: tally.warnings(),
  };
}
