import type { Actor } from '#core/access/actor.ts';
import type { RowMapper } from '#core/contract/compile.ts';
import type { Dataset } from '#core/dataset/field.ts';
import type { Stream } from '#db/queries/streams.ts';
import type { CopyClient, Trx } from '#db/transaction.ts';
import type { Context } from '../context.ts';
import type { Delivery, StoredFile } from './delivery.ts';

/** What every step of storing a delivery needs: one transaction, spoken to in two ways. */
export interface Work {
  context: Context;
  trx: Trx;
  client: CopyClient;
  actor: Actor;
  delivery: Delivery;
  dataset: Dataset;
  stream: Stream;
  mapper: RowMapper;
}

export type RecordedFile = Pick<StoredFile, 'file' | 'raw' | 'companions'>;

/** A file that is being stored, under the id of its ingestion. */
export type FileInWork = RecordedFile & { ingestionId: string };

/** What a delivery changed. */
export interface StoredDelivery {
  files: StoredFile[];
  opened: number;
  closed: number;
}
