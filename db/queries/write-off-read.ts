import { sql } from 'kysely';
import type { Db } from '../connection.ts';

/** A difference of a match that is proposed to be written off. Nothing is posted. */
export interface WriteOffProposal {
  /** Where a page after this one begins. */
  cursor: string;
  /** Key of the match, as it is stored; see core/reconcile/key.ts. */
  key: string;
  currency: string;
  pass: number;
  account: string;
  /** Decimal text, left minus right. */
  amount: string;
  /** The run that first proposed it. */
  fromRun: string;
}

export interface WriteOffPage {
  proposals: WriteOffProposal[];
  /** Of all that are open, not of this page only. */
  totals: { currency: string; account: string; count: string; amount: string }[];
  /** `after` of the next page; null where this is the last. */
  next: string | null;
}

/** The open proposals of a tie-out, in the order of key, currency and pass; `after` is the `next` of the page before. */
export async function writeOffProposals(
  db: Db,
  of: { entity: string; name: string; period: string; limit: number; after?: string | undefined },
): Promise<WriteOffPage> {
  const open = sql`from write_off_proposals where to_run is null and tie_out_id = (
    select tie_out_id from tie_outs where entity = ${of.entity} and name = ${of.name} and period = ${of.period})`;
  const [key = null, currency = null, pass = null] = of.after === undefined ? [] : fromCursor(of.after);
  const { rows } = await sql<Omit<WriteOffProposal, 'cursor'>>`
    select match_key as key, currency, pass, account, amount, from_run as "fromRun" ${open}
      and (${key}::text is null or (match_key, currency, pass) > (${key}::text, ${currency}::text, ${pass}::smallint))
    order by match_key, currency, pass limit ${of.limit + 1}`.execute(db);
  const totals = await sql<WriteOffPage['totals'][number]>`
    select currency, account, count(*) as count, sum(amount) as amount ${open}
    group by currency, account order by currency, account collate "C"`.execute(db);
  const proposals = rows.slice(0, of.limit).map((row) => ({ cursor: toCursor(row), ...row }));
  const isLast = rows.length <= of.limit;
  return { proposals, totals: totals.rows, next: isLast ? null : (proposals.at(-1)?.cursor ?? null) };
}

const toCursor = ({ key, currency, pass }: { key: string; currency: string; pass: number }): string =>
  Buffer.from(JSON.stringify([key, currency, pass])).toString('base64url');

/** A cursor that is none begins at the first page, as if there were no `after`. */
function fromCursor(text: string): [string, string, number] | [] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (!Array.isArray(parsed)) return [];
    const [key, currency, pass] = parsed as unknown[];
    const isCursor = typeof key === 'string' && typeof currency === 'string' && Number.isInteger(pass);
    return isCursor ? [key, currency, pass as number] : [];
  } catch {
    return [];
  }
}
