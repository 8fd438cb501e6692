import { readRecord } from '#workflows/read-record.ts';
import { NotFound } from './not-found.server.ts';
import type { Viewer } from './screen.server.ts';

export interface RawRecordData {
  /** The bytes as text where they are UTF-8, else as they look in ISO 8859-1; null where the kept file is gone. */
  raw: { text: string; encoding: 'utf-8' | 'iso-8859-1'; omitted: number } | null;
}

/** The bytes of one version of a record. @throws NotFound for parameters that can name none */
export async function presentRawRecord({ context, actor, search }: Viewer): Promise<RawRecordData> {
  const [stream, hash, version] = ['stream', 'hash', 'version'].map((name) => search.get(name) ?? '');
  const recordKey = search.get('key') ?? '';
  if (
    !/^\d{1,9}$/.test(stream ?? '') ||
    !/^-?\d{1,18}\d?$/.test(hash ?? '') ||
    !/^\d{1,9}$/.test(version ?? '')
  ) {
    throw new NotFound('record', recordKey);
  }
  if (BigInt.asIntN(64, BigInt(hash ?? '')) !== BigInt(hash ?? '') || recordKey.includes('\0')) {
    throw new NotFound('record', recordKey);
  }
  const { raw, rawOmitted } = await readRecord(context, actor, {
    ...{ streamId: Number(stream), recordHash: hash ?? '', recordKey, version: Number(version) },
  });
  return { raw: raw === null ? null : { ...decoded(raw), omitted: rawOmitted } };
}

function decoded(bytes: Buffer): { text: string; encoding: 'utf-8' | 'iso-8859-1' } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { text, encoding: 'utf-8' };
  } catch {
    return { text: bytes.toString('latin1'), encoding: 'iso-8859-1' };
  }
}
