import type { Pool, QueryResultRow } from 'pg';
import type { Line } from '#core/reconcile/line.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import type { Connection } from '#db/connection.ts';
import { amountsText, type Item } from './item.ts';
import { ownKey } from './lines.ts';
import { passName } from './specified.ts';

interface Run {
  runId: string;
  period: string;
}

/** What a run stored, in the words of a scenario. `lines`: those in scope, which name the records of whole keys. */
export async function storedItems(
  { pool }: Connection,
  rules: ReconciliationRules,
  lines: readonly Line[],
  { runId, period }: Run,
): Promise<Item[]> {
  const tieOut = await query(
    pool,
    `select tie_out_id from tie_outs where entity = $1 and name = $2 and period = $3`,
    [rules.entity, rules.reconciliation, period],
  );
  const id = [tieOut[0]?.tie_out_id];
  const matches = await matchItems(pool, id, rules, lines);
  const matched = new Set(
    matches.flatMap(({ left, right }) => [
      ...left.map((key) => `left ${key}`),
      ...right.map((key) => `right ${key}`),
    ]),
  );
  const rest = lines.filter(({ side, recordKey }) => !matched.has(`${side} ${recordKey}`));
  return [
    ...matches,
    ...(await exceptionItems(pool, id, rules, rest)),
    ...(await suggestionItems(pool, id)),
    ...(await reopenedItems(pool, runId)),
  ];
}

const query = async (pool: Pool, text: string, values: unknown[]): Promise<QueryResultRow[]> =>
  (await pool.query(text, values)).rows;

const keysOf = (rows: readonly { side: string; key: string }[], side: string): string[] =>
  rows.flatMap((row) => (row.side === side ? [row.key] : [])).sort();

/** The lines of a match are stored, but where the key of the first pass names them. */
async function matchItems(
  pool: Pool,
  tieOut: unknown[],
  rules: ReconciliationRules,
  lines: readonly Line[],
): Promise<Item[]> {
  const rows = await query(
    pool,
    `select m.*, w.amount as write_off, (
       select json_agg(json_build_object('side', case when n.is_left then 'left' else 'right' end, 'key', n.record_key))
       from match_members n where n.tie_out_id = m.tie_out_id and n.to_run is null and n.key_hash = m.key_hash
         and n.match_key = m.match_key and n.currency = m.currency and n.pass = m.pass) as members
     from matches m left join write_off_proposals w on w.tie_out_id = m.tie_out_id and w.to_run is null
       and w.key_hash = m.key_hash and w.match_key = m.match_key and w.currency = m.currency and w.pass = m.pass
     where m.tie_out_id = $1 and m.to_run is null`,
    tieOut,
  );
  type Member = { side: string; key: string };
  const elsewhere = new Set(
    rows.flatMap(({ members }) => ((members ?? []) as Member[]).map(({ side, key }) => `${side} ${key}`)),
  );
  const free = lines.filter(({ side, recordKey }) => !elsewhere.has(`${side} ${recordKey}`));
  return rows.map((row): Item => {
    const named: Member[] =
      row.members ??
      free
        .filter((line) => ownKey(line, rules) === row.match_key && line.currency === row.currency)
        .map(({ side, recordKey }) => ({ side, key: recordKey }));
    const [left, right] = [keysOf(named, 'left'), keysOf(named, 'right')];
    mustCount(row, left, right, 'match');
    return {
      ...{ section: 'matches', left, right },
      columns: {
        ...{ pass: passName(rules, row.pass), currency: row.currency },
        right_currency: row.right_currency ?? undefined,
        ...{ difference: row.difference, explained: amountsText(row.explained ?? {}) },
        write_off: row.write_off ?? undefined,
      },
    };
  });
}

async function exceptionItems(
  pool: Pool,
  tieOut: unknown[],
  rules: ReconciliationRules,
  rest: readonly Line[],
): Promise<Item[]> {
  const rows = await query(pool, `select * from exceptions where tie_out_id = $1 and state = 'open'`, tieOut);
  return rows.map((row): Item => {
    const of = (side: 'left' | 'right') =>
      rest
        .filter(
          (line) =>
            line.side === side &&
            ownKey(line, rules) === row.match_key &&
            line.currency === row[`${side}_currency`],
        )
        .map(({ recordKey }) => recordKey)
        .sort();
    const [left, right] = [of('left'), of('right')];
    mustCount(row, left, right, 'exception');
    const { type, currency, severity, rule, cause, right_currency: rightCurrency } = row;
    return {
      ...{ section: 'exceptions', left, right },
      columns: {
        ...{ type, currency, severity, rule, class: row.class, cause: cause ?? undefined },
        right_currency: rightCurrency === currency ? undefined : (rightCurrency ?? undefined),
        ...{ difference: row.difference, threshold: row.threshold ?? undefined },
        explained: amountsText(row.explained ?? {}),
        days_apart: row.days_apart === null ? undefined : String(row.days_apart),
        parts: amountsText(row.part_differences ?? {}),
        ...{ converted: row.fx?.converted ?? undefined, fx: row.fx?.fx ?? undefined },
        other: row.fx?.other ?? undefined,
      },
    };
  });
}

/** What is stored counts the lines that its key names, or one of the two is wrong. */
function mustCount(row: QueryResultRow, left: string[], right: string[], noun: string): void {
  if (Number(row.left_count) === left.length && Number(row.right_count) === right.length) return;
  throw new Error(
    `the stored ${noun} of ${row.match_key} counts ${row.left_count} and ${row.right_count} lines, ` +
      `its records are ${left.join(' ') || 'none'} and ${right.join(' ') || 'none'}`,
  );
}

async function suggestionItems(pool: Pool, tieOut: unknown[]): Promise<Item[]> {
  const lines = (id: string) =>
    `(select json_agg(json_build_object('side', case when is_left then 'left' else 'right' end, 'key', record_key))
      from suggestion_lines l where l.tie_out_id = s.tie_out_id and l.suggestion_id = ${id})`;
  const rows = await query(
    pool,
    `select s.*, ${lines('s.suggestion_id')} as lines, ${lines('s.runner_up')} as runner_up_lines
     from suggestions s where s.tie_out_id = $1`,
    tieOut,
  );
  return rows.map((row): Item => {
    const runnerUp = row.runner_up_lines ?? [];
    return {
      ...{ section: 'suggestions', left: keysOf(row.lines, 'left'), right: keysOf(row.lines, 'right') },
      columns: {
        ...{ pass: row.rule, label: row.label, score: row.score },
        alternatives: row.alternatives === null ? undefined : String(row.alternatives),
        runner_up:
          runnerUp.length === 0
            ? undefined
            : [...keysOf(runnerUp, 'left'), ...keysOf(runnerUp, 'right')].join(' '),
      },
    };
  });
}

async function reopenedItems(pool: Pool, runId: string): Promise<Item[]> {
  const rows = await query(
    pool,
    `select m.moved, (
       select json_agg(json_build_object('side', case when l.is_left then 'left' else 'right' end, 'key', l.record_key))
       from manual_match_lines l where l.match_id = m.match_id) as lines
     from manual_matches m where m.state = 'reopened' and m.ended_run = $1`,
    [runId],
  );
  return rows.map((row): Item => {
    const moved = (row.moved as { record_key: string }[]).map((one) => one.record_key).join(', ');
    return {
      ...{ section: 'reopened', left: keysOf(row.lines, 'left'), right: keysOf(row.lines, 'right') },
      columns: { moved },
    };
  });
}
