import { Failure } from '#core/failure/failure.ts';
import { type QuarantineDetail, quarantineById } from '#db/queries/quarantine-read.ts';
import { readRawRange } from '#sources/raw/raw-store.ts';
import type { Context } from './context.ts';
import { defineWorkflow } from './define.ts';

export class QuarantinedRowNotFound extends Failure {
  readonly kind = 'not_found';
  constructor(readonly quarantineId: string) {
    super(
      `there is no quarantined row ${quarantineId}`,
      'See the quarantine: it may have been named differently.',
    );
  }
}

export interface QuarantinedRow extends QuarantineDetail {
  /** The row as it was received, at most `RAW_SHOWN` bytes of it; null where the kept file is gone from the disk. */
  raw: Buffer | null;
  /** Bytes of the row beyond those. */
  rawOmitted: number;
}

/** More than a person reads of one row. */
const RAW_SHOWN = 16_384;

/** A quarantined row with what was refused in it and its bytes as received. @throws QuarantinedRowNotFound */
export const readQuarantinedRow = defineWorkflow<{ quarantineId: string }, QuarantinedRow>({
  name: 'read-quarantined-row',
  permission: 'raw.read',
  entityOf: async (context, { quarantineId }) => (await existing(context, quarantineId)).entity,
  run: async (context, _actor, { quarantineId }) => {
    const row = await existing(context, quarantineId);
    const [start, end] = [Number(row.byteStart), Number(row.byteEnd)];
    const shownEnd = Math.min(end, start + RAW_SHOWN);
    const raw = await readRawRange(context.dataFolder, row.sha256, start, shownEnd).catch(nullIfGone);
    return { ...row, raw, rawOmitted: end - shownEnd };
  },
});

function nullIfGone(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

async function existing(context: Context, quarantineId: string): Promise<QuarantineDetail> {
  const row = /^\d{1,18}$/.test(quarantineId)
    ? await quarantineById(context.connection.db, quarantineId)
    : undefined;
  if (!row) throw new QuarantinedRowNotFound(quarantineId);
  return row;
}
