import { sql } from 'kysely';
import { toText } from '#core/money/format.ts';
import type { Line } from '#core/reconcile/line.ts';
import type { PassResult, Suggestion, Tied } from '#core/reconcile/tied.ts';
import type { Trx } from '../transaction.ts';
import { nextSetNo } from './reconcile-sets.ts';

/** Rows that are written at once. */
const BATCH = 5_000;

/** Columns of rows that wait to be written, each a list. */
const noRows = () => ({
  tied: { setNo: [] as string[], explained: [] as (string | null)[], lineNo: [] as string[] },
  suggested: {
    ...{ setNo: [] as string[], label: [] as string[], score: [] as string[], parts: [] as string[] },
    ...{ alternatives: [] as (number | null)[], runnerUp: [] as (string | null)[] },
  },
  suggestedLines: { setNo: [] as string[], lineNo: [] as string[] },
});

/**
 * Writes what a pass finds outside of the database to the tables `tied_sets`, `suggested_sets` and `suggested_lines`, in batches.
 * Sets that compete with each other are written together.
 */
export class SetWriter<L extends Line> {
  readonly #trx: Trx;
  readonly #pass: number;
  readonly #lineNo: (line: L) => string;
  #nextTied = 1n;
  #nextSuggested: bigint;
  #rows = noRows();

  private constructor(trx: Trx, pass: number, lineNo: (line: L) => string, first: bigint) {
    this.#trx = trx;
    this.#pass = pass;
    this.#lineNo = lineNo;
    this.#nextSuggested = first;
  }

  /** @param lineNo the number of a line in `rest` */
  static async begin<L extends Line>(
    trx: Trx,
    pass: number,
    lineNo: (line: L) => string,
  ): Promise<SetWriter<L>> {
    return new SetWriter(trx, pass, lineNo, await nextSetNo(trx));
  }

  /** All lines of the result are such as were handed to the pass. */
  async write({ tied, suggestions }: PassResult): Promise<void> {
    for (const one of tied) this.#tie(one);
    const numbers = new Map(suggestions.map((one) => [one, String(this.#nextSuggested++)]));
    for (const [one, setNo] of numbers) this.#suggest(one, setNo, numbers);
    if (this.#rows.tied.lineNo.length + this.#rows.suggestedLines.lineNo.length >= BATCH) await this.#flush();
  }

  async end(): Promise<void> {
    await this.#flush();
    await sql`analyze suggested_sets, suggested_lines`.execute(this.#trx);
  }

  #tie({ left, right, explained }: Tied): void {
    const setNo = String(this.#nextTied++);
    const amounts = Object.entries(explained).map(([name, amount]) => [name, toText(amount)]);
    for (const line of [...left, ...right]) {
      this.#rows.tied.setNo.push(setNo);
      this.#rows.tied.lineNo.push(this.#lineNo(line as L));
      this.#rows.tied.explained.push(amounts.length > 0 ? JSON.stringify(Object.fromEntries(amounts)) : null);
    }
  }

  #suggest(one: Suggestion, setNo: string, numbers: ReadonlyMap<Suggestion, string>): void {
    const { suggested, suggestedLines } = this.#rows;
    const parts = Object.entries(one.parts).map(([name, part]) => [name, toText(part)]);
    suggested.setNo.push(setNo);
    suggested.label.push(one.label);
    suggested.score.push(toText(one.score));
    suggested.parts.push(JSON.stringify(Object.fromEntries(parts)));
    suggested.alternatives.push(one.alternatives);
    suggested.runnerUp.push((one.runnerUp && numbers.get(one.runnerUp)) ?? null);
    for (const line of [...one.left, ...one.right]) {
      suggestedLines.setNo.push(setNo);
      suggestedLines.lineNo.push(this.#lineNo(line as L));
    }
  }

  async #flush(): Promise<void> {
    const { tied, suggested, suggestedLines } = this.#rows;
    this.#rows = noRows();
    if (tied.setNo.length > 0)
      await sql`
        insert into tied_sets (set_no, explained, line_no)
        select * from unnest(${tied.setNo}::bigint[], ${tied.explained}::jsonb[], ${tied.lineNo}::bigint[])`.execute(
        this.#trx,
      );
    if (suggested.setNo.length === 0) return;
    await sql`
      insert into suggested_sets (set_no, pass, label, score, score_parts, alternatives, runner_up)
      select set_no, ${sql.lit(this.#pass)}, label, score, score_parts, alternatives, runner_up
      from unnest(${suggested.setNo}::bigint[], ${suggested.label}::text[], ${suggested.score}::numeric[],
        ${suggested.parts}::jsonb[], ${suggested.alternatives}::int[], ${suggested.runnerUp}::bigint[])
        s (set_no, label, score, score_parts, alternatives, runner_up)`.execute(this.#trx);
    await sql`
      insert into suggested_lines (set_no, line_no)
      select * from unnest(${suggestedLines.setNo}::bigint[], ${suggestedLines.lineNo}::bigint[])`.execute(
      this.#trx,
    );
  }
}
