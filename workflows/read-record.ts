import { Failure } from '#core/failure/failure.ts';
import { type RecordName, type RecordPlace, recordPlace } from '#db/queries/exception-detail-place.ts';
import { readRawRange } from '#sources/raw/raw-store.ts';
import type { Context } from './context.ts';
import { defineWorkflow } from './define.ts';

export class RecordNotFound extends Failure {
  readonly kind = 'not_found';
  constructor(readonly recordKey: string) {
    super(
      `there is no record ${recordKey} of that version`,
      'Open the exception again: a later delivery may have changed the record.',
    );
  }
}

export interface ReceivedRecord extends RecordPlace {
  /** The row as it was received, at most `RAW_SHOWN` bytes of it; null where the kept file is gone from the disk. */
  raw: Buffer | null;
  /** Bytes of the row beyond those. */
  rawOmitted: number;
}

/** More than a person reads of one row. */
const RAW_SHOWN = 16_384;

/** The bytes that a version of a record was read from, as received. @throws RecordNotFound */
export const readRecord = defineWorkflow<RecordName, ReceivedRecord>({
  name: 'read-record',
  permission: 'raw.read',
  entityOf: async (context, name) => (await existing(context, name)).entity,
  run: async (context, _actor, name) => {
    const place = await existing(context, name);
    const [start, end] = [Number(place.byteStart), Number(place.byteEnd)];
    const shownEnd = Math.min(end, start + RAW_SHOWN);
    const raw = await readRawRange(context.dataFolder, place.sha256, start, shownEnd).catch(nullIfGone);
    return { ...place, raw, rawOmitted: end - shownEnd };
  },
});

function nullIfGone(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

async function existing(context: Context, name: RecordName): Promise<RecordPlace> {
  const place = await recordPlace(context.connection.db, name);
  if (!place) throw new RecordNotFound(name.recordKey);
  return place;
}
