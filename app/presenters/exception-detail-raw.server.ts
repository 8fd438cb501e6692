import type { Contract } from '#core/contract/contract.ts';
import { type ReceivedRecord, readRecord } from '#workflows/read-record.ts';
import { judgedBy, readableException } from './exception-detail-rules.server.ts';
import { columnsOf, fieldsUsed, keptContract } from './exception-detail-used.server.ts';
import { NotFound } from './not-found.server.ts';
import {
  cellsOf,
  decoded,
  type Encoding,
  type Mark,
  marksOfCells,
  marksOfTexts,
} from './raw-marks.server.ts';
import type { Viewer } from './screen.server.ts';

export interface RawRecordData {
  /** The bytes as text; null where the kept file is gone. */
  raw: {
    text: string;
    encoding: Encoding;
    omitted: number;
    /** Where the fields stand that the rule reads. */
    marks: Mark[];
    /** Line of the file; null where it is not counted. */
    line: number | null;
  } | null;
}

/** The bytes of one version of a record. @throws NotFound for parameters that can name none */
export async function presentRawRecord(viewer: Viewer): Promise<RawRecordData> {
  const { context, actor, search } = viewer;
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
  const record = await readRecord(context, actor, {
    ...{ streamId: Number(stream), recordHash: hash ?? '', recordKey, version: Number(version) },
  });
  if (record.raw === null) return { raw: null };
  const contract = keptContract(record.contract);
  const { text, encoding } = decoded(record.raw, contract?.format, record.rawOmitted > 0);
  const used = contract ? await usedBy(viewer) : [];
  return {
    raw: {
      ...{ text, encoding, omitted: record.rawOmitted },
      marks: contract ? marksOf(text, record, contract, used) : [],
      // In UTF-16 a line end is two bytes, and other characters may hold the one that is counted.
      line: encoding === 'utf-16le' ? null : record.line,
    },
  };
}

/** What the rule of the exception reads of its side; nothing where the address names no exception. */
async function usedBy(viewer: Viewer): Promise<string[]> {
  const [id, side] = [viewer.search.get('exception'), viewer.search.get('side')];
  if (id === null || (side !== 'left' && side !== 'right')) return [];
  const exception = await readableException(viewer, id);
  const { rules } = await judgedBy(viewer, exception);
  return rules ? fieldsUsed(rules, side, exception.rule) : [];
}

function marksOf(text: string, record: ReceivedRecord, contract: Contract, used: readonly string[]): Mark[] {
  const { format } = contract;
  if (format.type !== 'csv') return marksOfTexts(text, valuesOf(record, used), format.type);
  const columns = new Map(used.flatMap((field) => columnsOf(contract, field).map((it) => [it, field])));
  const header =
    format.header === 'first_row'
      ? cellsOf(decoded(record.head, format, true).text.replace(/^\uFEFF/, ''), format).map(
          ({ value }) => value,
        )
      : format.header;
  return marksOfCells(cellsOf(text, format), header, columns);
}

function valuesOf({ fields, attributes }: ReceivedRecord, used: readonly string[]): Map<string, string> {
  const all: Record<string, string | null> = { ...fields };
  for (const [name, value] of Object.entries(attributes ?? {})) all[`attributes.${name}`] = value;
  return new Map(used.flatMap((field) => (all[field] ? [[field, all[field]] as const] : [])));
}
