import { type RawBuilder, sql } from 'kysely';
import type { SideName } from '#core/reconcile/line.ts';
import { MOST_MEMBERS } from '#core/reconcile/manual-match.ts';
import { type LostPart, lostParts, type ScoreTexts } from '#core/reconcile/suggestion-loss.ts';
import type { SuggestionLabel } from '#core/reconcile/tied.ts';
import type { Db } from '../connection.ts';
import type { Trx } from '../transaction.ts';
import { UUID } from './manual-match-read.ts';
import { DISMISSAL_JOIN } from './suggestion-dismissals.ts';

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

type BareSet = Omit<SuggestedSet, 'lines'> & { tieOutId: number };

const SET_COLUMNS = sql`s.tie_out_id as "tieOutId", s.suggestion_id as "suggestionId", s.rule, s.pass, s.label, s.currency,
  s.left_count as "leftCount", s.right_count as "rightCount", s.left_amount as "leftAmount",
  s.right_amount as "rightAmount", s.difference, s.score, s.score_parts as "scoreParts"`;

interface Row
  extends BareSet,
    Pick<ShownSuggestion, 'entity' | 'reconciliation' | 'period' | 'runId' | 'alternatives'> {
  runnerUpId: string | null;
  dismissed: ShownSuggestion['dismissed'];
}

function rowsWhere(condition: RawBuilder<unknown>): RawBuilder<Row> {
  return sql`
    select ${SET_COLUMNS}, t.entity, t.name as reconciliation, t.period, s.run_id as "runId", s.alternatives,
      s.runner_up as "runnerUpId",
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
  /** Left out or empty: all. */
  labels?: readonly SuggestionLabel[] | undefined;
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
  const labelled = of.labels?.length ? sql`and s.label = any(${[...of.labels]}::text[])` : sql``;
  const { rows } = await sql<Row>`${rowsWhere(sql`
    t.entity = ${of.entity} and t.name = ${of.reconciliation} and t.period = ${of.period}
    and (d.dismissal_id is not null) = ${of.dismissed} ${labelled} ${after}
    order by s.score desc, s.suggestion_id limit ${of.limit}`)}`.execute(db);
  return shown(db, rows);
}

/** The suggestions that want lines of an exception, the best first, dismissed ones last. */
export async function suggestionsOfException(
  db: Db,
  exception: { tie_out_id: number; key_hash: string; match_key: string },
  limit: number,
): Promise<ShownSuggestion[]> {
  const isUnkeyed = exception.match_key.startsWith('~');
  const own = isUnkeyed ? sql`and e.record_key = ${exception.match_key.slice(1)}` : sql``;
  // Two steps: on a cluster, lines and suggestions lie in different places.
  const wanted = await sql<{ id: string }>`
    select distinct e.suggestion_id as id from suggestion_lines e
    where e.tie_out_id = ${exception.tie_out_id} and e.key_hash = ${exception.key_hash}::bigint ${own}`.execute(
    db,
  );
  const ids = wanted.rows.map(({ id }) => id);
  const { rows } = await sql<Row>`${rowsWhere(sql`
    s.tie_out_id = ${exception.tie_out_id} and s.suggestion_id = any(${ids}::uuid[])
    order by d.dismissal_id is not null, s.score desc, s.suggestion_id limit ${limit}`)}`.execute(db);
  return shown(db, rows);
}

/** Puts the lines and the runners-up to suggestions. */
async function shown(db: Db, rows: readonly Row[]): Promise<ShownSuggestion[]> {
  const others = await setsNamed(
    db,
    rows.flatMap(({ tieOutId, runnerUpId }) => (runnerUpId ? [{ tieOutId, suggestionId: runnerUpId }] : [])),
  );
  const lines = await linesOf(db, [...rows, ...others], LINES_SHOWN);
  const whole = ({ tieOutId, ...set }: BareSet) => ({ ...set, lines: lines(tieOutId, set.suggestionId) });
  return rows.map(
    ({ runnerUpId, entity, reconciliation, period, runId, alternatives, dismissed, ...set }) => {
      const other = others.find((one) => one.tieOutId === set.tieOutId && one.suggestionId === runnerUpId);
      return {
        ...{ entity, reconciliation, period, runId, alternatives, dismissed, ...whole(set) },
        runnerUp: other ? { ...whole(other), lostBy: lostParts(other.scoreParts, set.scoreParts) } : null,
      };
    },
  );
}

interface SetName {
  tieOutId: number;
  suggestionId: string;
}

async function setsNamed(db: Db, names: readonly SetName[]): Promise<BareSet[]> {
  if (names.length === 0) return [];
  const { rows } = await sql<BareSet>`
    select ${SET_COLUMNS} from suggestions s where (s.tie_out_id, s.suggestion_id) in (${listOf(names)})`.execute(
    db,
  );
  return rows;
}

function listOf(names: readonly SetName[]): RawBuilder<unknown> {
  return sql.join(names.map(({ tieOutId, suggestionId }) => sql`(${tieOutId}::int, ${suggestionId}::uuid)`));
}

/** The lines of suggestions, left ones first, at most so many of each. */
async function linesOf(
  db: Db | Trx,
  names: readonly SetName[],
  limit: number,
): Promise<(tieOutId: number, suggestionId: string) => SuggestedLine[]> {
  if (names.length === 0) return () => [];
  const { rows } = await sql<SuggestedLine & SetName>`
    select "tieOutId", "suggestionId", side, "recordKey", "recordHash", version, amount, currency, date from (
      select l.tie_out_id as "tieOutId", l.suggestion_id as "suggestionId",
        case when l.is_left then 'left' else 'right' end as side, l.record_key as "recordKey",
        l.record_hash as "recordHash", l.version, l.amount, l.currency, l.line_date as date,
        row_number() over (partition by l.tie_out_id, l.suggestion_id order by not l.is_left, l.record_key) as place
      from suggestion_lines l where (l.tie_out_id, l.suggestion_id) in (${listOf(names)})
    ) l where place <= ${limit} order by place`.execute(db);
  const byName = new Map<string, SuggestedLine[]>();
  for (const { tieOutId, suggestionId, ...line } of rows) {
    const name = `${tieOutId} ${suggestionId}`;
    byName.set(name, [...(byName.get(name) ?? []), line]);
  }
  return (tieOutId, suggestionId) => byName.get(`${tieOutId} ${suggestionId}`) ?? [];
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
  const { rows } = await sql<Omit<KnownSuggestion, 'lines'> & SetName>`
    select distinct on (t.reconciliation_id) s.suggestion_id as "suggestionId", s.tie_out_id as "tieOutId",
      t.reconciliation_id as "reconciliationId", t.entity, t.name as reconciliation, t.period, s.pass, s.rule, s.label,
      s.score, s.score_parts as "scoreParts", s.lines_hash as "linesHash"
    from suggestions s join tie_outs t on t.tie_out_id = s.tie_out_id
    where s.suggestion_id = ${suggestionId}::uuid
    order by t.reconciliation_id, s.run_id desc`.execute(db);
  const lines = await linesOf(db, rows, MOST_MEMBERS + 1);
  return rows.map(({ tieOutId, ...suggestion }) => ({
    ...suggestion,
    lines: lines(tieOutId, suggestion.suggestionId),
  }));
}
