import type { SideName } from '#core/reconcile/line.ts';
import {
  type LineFields,
  type LineName,
  lineFields,
  lineName,
  streamsOfRun,
} from '#db/queries/line-fields.ts';
import type { Viewer } from './screen.server.ts';

/** A line that might be, or is, matched. Amounts are decimal text. */
export interface PlainLine {
  recordKey: string;
  amount: string;
  currency: string;
  date: string | null;
  /** What its record says of itself beside the figures: counterparty, reference, text. */
  texts: string[];
}

/** By what people know a line again, in the order in which it is read. */
const TELLING = [
  ...[
    'counterparty',
    'number',
    'document_ref',
    'reference',
    'order_ref',
    'invoice_number',
    'sku',
    'asset_id',
  ],
  ...['account', 'description'],
];
const MOST = 3;

type Named = LineName & Omit<PlainLine, 'texts'>;

/** Lines of one side in words. `texts` are of the very versions that the lines stand for. */
export async function plainLines<Line extends Named & { side: SideName }>(
  viewer: Viewer,
  runId: string,
  lines: readonly Line[],
): Promise<(line: Line) => PlainLine> {
  const { db } = viewer.context.connection;
  const streams = await streamsOfRun(db, runId);
  const read = async (side: SideName) => {
    const of = lines.filter((line) => line.side === side);
    return streams ? lineFields(db, { ...streams[side], lines: of }) : new Map<string, LineFields>();
  };
  const fields = { left: await read('left'), right: await read('right') };
  return (line) => plainLine(line, fields[line.side].get(lineName(line)) ?? {});
}

export function plainLine(line: Omit<PlainLine, 'texts'>, fields: LineFields): PlainLine {
  const { recordKey, amount, currency, date } = line;
  return { recordKey, amount, currency, date, texts: textsOf(recordKey, fields) };
}

/** What the key of the record says already is not said again. */
function textsOf(recordKey: string, fields: LineFields): string[] {
  const texts = TELLING.map((name) => fields[name]?.trim() ?? '').filter(
    (text) => text !== '' && text !== recordKey,
  );
  return [...new Set(texts)].slice(0, MOST);
}
