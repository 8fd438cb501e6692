import { type RawBuilder, sql } from 'kysely';
import type { SideName } from '#core/reconcile/line.ts';
import { type LostPart, lostParts, type ScoreTexts } from '#core/reconcile/suggestion-loss.ts';
import type { SuggestionLabel } from '#core/reconcile/tied.ts';
import type { Db } from '../connection.ts';
import type { Trx } from '../transaction.ts';
import { UUID } from './manual-match-read.ts';
import { DISMISSAL_JOIN, LINES_HASH } from './suggestion-dismissals.ts';

export interface SuggestedLine {
  side: SideName;
  recordKey: string;
  recordHash: string;
  version: number;
  amount: string;
  currency: string;
  date: string | null;
}

/** A set of lines that the last run suggests. Amounts, score and parts are decimal text. */
interface SuggestedSet {
  suggestionId: string;
  /** Name and number of the pass. */
  rule: string;
  pass: number;
  label: SuggestionLabel;
  currency: string;
  leftCount: number;
  rightCount: number;
  leftAmount: string;
  rightAmount: string;
  difference: string;
  score: string;
  scoreParts: ScoreTexts;
  /** At most `LINES_SHOWN`; the counts say how many there are. */
  lines: SuggestedLine[];
}

export interface ShownSuggestion extends SuggestedSet {
  entity: string;
  reconciliation: string;
  period: string;
  runId: string;
  /** How many suggestions, this one included, want some of its lines; null where the search was truncated. */
  alternatives: number | null;
  /** The best of the others, and the parts of the score by which it lost; none where it is as good. */
  runnerUp: (SuggestedSet & { lostBy: LostPart[] }) | null;
  dismissed: { by: string; at: string; note: string | null } | null;
}

/** Of one suggestion; a set of more lines is better read as a whole, from its exception. */
export const LINES_SHOWN = 100;

function setColumns(alias: string): RawBuilder<unknown> {
  const s = sql.ref(alias);
  return sql`${s}.suggestion_id as "suggestionId", ${s}.rule, ${s}.pass, ${s}.label, ${s}.currency,
    ${s}.left_count as "leftCount", ${s}.right_count as "rightCount", ${s}.left_amount as "leftAmount",
    ${s}.right_amount as "rightAmount", ${s}.difference, ${s}.score, ${s}.score_parts as "scoreParts",
    ${linesJson(alias)} as lines`;
}

function linesJson(alias: string): RawBuilder<unknown> {
  const s = sql.ref(alias);
  return sql`(
    select json_agg(json_build_object('side', case when l.is_left then 'left' else 'right' end, 'recordKey', l.record_key,
      'recordHash', l.record_hash::text, 'version', l.version, 'amount', l.amount::text, 'currency', l.currency,
      'date', l.line_date) order by not l.is_left, l.record_key)
    from (
      select * from suggestion_lines l where l.tie_out_id = ${s}.tie_out_id and l.suggestion_id = ${s}.suggestion_id
      order by not l.is_left, l.record_key limit ${sql.lit(LINES_SHOWN)}
    ) l)`;
}

interface Row extends Omit<ShownSuggestion, 'runnerUp'> {
  runnerUpId: string | null;
  tieOutId: number;
}

function rowsWhere(condition: RawBuilder<unknown>): RawBuilder<Row> {
  return sql`
    select ${setColumns('s')}, t.entity, t.name as reconciliation, t.period, s.run_id as "runId", s.alternatives,
      s.runner_up as "runnerUpId", s.tie_out_id as "tieOutId",
      case when d.dismissal_id is not null
        then json_build_object('by', d.dismissed_by, 'at', to_char(d.dismissed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'note', d.note) end as dismissed
    from suggestions s join tie_outs t on t.tie_out_id = s.tie_out_id ${DISMISSAL_JOIN}
    where ${condition}`;
}

export interface SuggestionCursor {
  score: string;
  suggestionId: string;
}

export interface SuggestionSelection {
  entity: string;
  reconciliation: string;
  /** '' is the running tie-out. */
  period: string;
  /** Those that nobody dismissed, or those that somebody did. */
  dismissed: boolean;
  /** The last suggestion of the page before. */
  after?: SuggestionCursor | undefined;
  limit: number;
}

/** The suggestions of a tie-out, the best first. */
export async function suggestionPage(db: Db, of: SuggestionSelection): Promise<ShownSuggestion[]> {
  const after = of.after
    ? sql`and (s.score < ${of.after.score}::numeric
        or (s.score = ${of.after.score}::numeric and s.suggestion_id > ${of.after.suggestionId}::uuid))`
    : sql``;
  const { rows } = await sql<Row>`${rowsWhere(sql`
    t.entity = ${of.entity} and t.name = ${of.reconciliation} and t.period = ${of.period}
    and (d.dismissal_id is not null) = ${of.dismissed} ${after}
    order by s.score desc, s.suggestion_id limit ${of.limit}`)}`.execute(db);
  return withRunnersUp(db, rows);
}

/** The suggestions that want lines of an exception, the best first, dismissed ones last. */
export async function suggestionsOfException(
  db: Db,
  exception: { tie_out_id: number; key_hash: string; match_key: string },
  limit: number,
): Promise<ShownSuggestion[]> {
  const isUnkeyed = exception.match_key.startsWith('~');
  const own = isUnkeyed ? sql`and e.record_key = ${exception.match_key.slice(1)}` : sql``;
  const { rows } = await sql<Row>`${rowsWhere(sql`
    s.tie_out_id = ${exception.tie_out_id} and s.suggestion_id in (
      select e.suggestion_id from suggestion_lines e
      where e.tie_out_id = ${exception.tie_out_id} and e.key_hash = ${exception.key_hash}::bigint ${own})
    order by d.dismissal_id is not null, s.score desc, s.suggestion_id limit ${limit}`)}`.execute(db);
  return withRunnersUp(db, rows);
}

async function withRunnersUp(db: Db, rows: readonly Row[]): Promise<ShownSuggestion[]> {
  const wanted = rows.flatMap(({ tieOutId, runnerUpId }) =>
    runnerUpId === null ? [] : [{ tieOutId, runnerUpId }],
  );
  const found =
    wanted.length === 0
      ? []
      : (
          await sql<SuggestedSet & { tieOutId: number }>`
            select s.tie_out_id as "tieOutId", ${setColumns('s')} from suggestions s
            where (s.tie_out_id, s.suggestion_id) in (
              select * from unnest(${wanted.map(({ tieOutId }) => tieOutId)}::int[],
                ${wanted.map(({ runnerUpId }) => runnerUpId)}::uuid[]))`.execute(db)
        ).rows;
  return rows.map(({ runnerUpId, tieOutId, ...row }) => {
    const other = found.find((one) => one.tieOutId === tieOutId && one.suggestionId === runnerUpId);
    if (!other) return { ...row, runnerUp: null };
    const { tieOutId: _, ...set } = other;
    return { ...row, runnerUp: { ...set, lostBy: lostParts(set.scoreParts, row.scoreParts) } };
  });
}

/** A suggestion by which somebody acts: with all its lines. */
export interface KnownSuggestion {
  suggestionId: string;
  reconciliationId: number;
  entity: string;
  reconciliation: string;
  period: string;
  pass: number;
  rule: string;
  label: SuggestionLabel;
  score: string;
  scoreParts: ScoreTexts;
  linesHash: string;
  lines: SuggestedLine[];
}

/** The suggestions of that id: one a reconciliation, of the tie-out that ran last. None for what is no id. */
export async function suggestionsById(db: Db | Trx, suggestionId: string): Promise<KnownSuggestion[]> {
  if (!UUID.test(suggestionId)) return [];
  const { rows } = await sql<KnownSuggestion>`
    select distinct on (t.reconciliation_id) s.suggestion_id as "suggestionId", t.reconciliation_id as "reconciliationId",
      t.entity, t.name as reconciliation, t.period, s.pass, s.rule, s.label, s.score, s.score_parts as "scoreParts",
      ${LINES_HASH} as "linesHash", (
        select json_agg(json_build_object('side', case when l.is_left then 'left' else 'right' end, 'recordKey', l.record_key,
          'recordHash', l.record_hash::text, 'version', l.version, 'amount', l.amount::text, 'currency', l.currency,
          'date', l.line_date) order by not l.is_left, l.record_key)
        from suggestion_lines l where l.tie_out_id = s.tie_out_id and l.suggestion_id = s.suggestion_id) as lines
    from suggestions s join tie_outs t on t.tie_out_id = s.tie_out_id
    where s.suggestion_id = ${suggestionId}::uuid
    order by t.reconciliation_id, s.run_id desc`.execute(db);
  return rows;
}
