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
  /** The beginning of the file, where it may name its columns; empty where the file is gone. */
  head: Buffer;
  /** Line of the file on which the row starts, from 1; null where it lies too deep to be counted. */
  line: number | null;
}

/** More than a person reads of one row. */
const RAW_SHOWN = 16_384;
const HEAD_BYTES = 65_536;
/** Line ends are counted this deep: a fraction of a second. */
const COUNTED_BYTES = 64 * 1024 * 1024;
const STEP = 1024 * 1024;

/** The bytes that a version of a record was read from, as received. @throws RecordNotFound */
export const readRecord = defineWorkflow<RecordName, ReceivedRecord>({
  name: 'read-record',
  permission: 'raw.read',
  entityOf: async (context, name) => (await existing(context, name)).entity,
  run: async (context, _actor, name) => {
    const place = await existing(context, name);
    const [start, end] = [Number(place.byteStart), Number(place.byteEnd)];
    const shownEnd = Math.min(end, start + RAW_SHOWN);
    const read = (from: number, to: number) => readRawRange(context.dataFolder, place.sha256, from, to);
    const raw = await read(start, shownEnd).catch(nullIfGone);
    if (raw === null) return { ...place, raw, rawOmitted: end - shownEnd, head: Buffer.alloc(0), line: null };
    const head = await read(0, Math.min(HEAD_BYTES, start));
    return { ...place, raw, rawOmitted: end - shownEnd, head, line: await lineAt(start, read) };
  },
});

async function lineAt(
  start: number,
  read: (from: number, to: number) => Promise<Buffer>,
): Promise<number | null> {
  if (start > COUNTED_BYTES) return null;
  let line = 1;
  for (let from = 0; from < start; from += STEP) {
    const bytes = await read(from, Math.min(start, from + STEP));
    for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) line++;
  }
  return line;
}

function nullIfGone(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

async function existing(context: Context, name: RecordName): Promise<RecordPlace> {
  const place = await recordPlace(context.connection.db, name);
  if (!place) throw new RecordNotFound(name.recordKey);
  return place;
}
