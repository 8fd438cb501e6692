import type { Pool } from 'pg';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import type { ExpectedItem } from './expected.ts';

interface Place {
  runId: string;
  rules: ReconciliationRules;
}

type Names = { left: string[] | null; right: string[] | null };

/** Lines of a run that only their key names: those of the pinned snapshots that no stored member names. */
const KEYED = (side: string, key: string, currency: string) => `(
  select array_agg(l.record_key) from recon_lines l
  where l.projection_id = r.${side}_projection and l.valid_from <= r.${side}_snapshot
    and coalesce(l.valid_to > r.${side}_snapshot, true) and coalesce(l.line_date <= r.cut_off, true)
    and coalesce(l.match_key, '~' || l.record_key) = ${key} and l.currency = ${currency}
    and not exists (select 1 from match_members n where n.tie_out_id = r.tie_out_id and n.to_run is null
      and n.is_left = ${side === 'left'} and n.record_key = l.record_key)) as "${side}"`;

const MEMBERS = (side: string) => `(
  select array_agg(n.record_key) from match_members n
  where n.tie_out_id = m.tie_out_id and n.to_run is null and n.is_left = ${side === 'left'} and n.key_hash = m.key_hash
    and n.match_key = m.match_key and n.currency = m.currency and n.pass = m.pass) as "${side}_members"`;

export async function foundMatches(pool: Pool, { runId, rules }: Place): Promise<ExpectedItem[]> {
  const { rows } = await pool.query<
    Names & {
      pass: number;
      difference: string;
      left_members: string[] | null;
      right_members: string[] | null;
    }
  >(
    `select m.pass, m.difference::text, ${MEMBERS('left')}, ${MEMBERS('right')},
       ${KEYED('left', 'm.match_key', 'm.currency')}, ${KEYED('right', 'm.match_key', 'm.currency')}
     from matches m join runs r on r.run_id = $1 and r.tie_out_id = m.tie_out_id where m.to_run is null`,
    [runId],
  );
  return rows.map((row) => {
    const isNamed = row.left_members !== null || row.right_members !== null;
    return {
      pass: rules.passes[row.pass - 1]?.name ?? `pass ${row.pass}`,
      left: (isNamed ? row.left_members : row.left) ?? [],
      right: (isNamed ? row.right_members : row.right) ?? [],
      difference: row.difference,
    };
  });
}

export async function foundExceptions(pool: Pool, { runId }: Place): Promise<ExpectedItem[]> {
  const { rows } = await pool.query<
    Names & {
      type: string;
      difference: string;
      class: string;
      cause: string | null;
      parts: Record<string, string> | null;
    }
  >(
    `select e.type, e.difference::text, e.class, e.cause, e.part_differences as parts,
       ${KEYED('left', 'e.match_key', 'e.left_currency')}, ${KEYED('right', 'e.match_key', 'e.right_currency')}
     from exceptions e join runs r on r.run_id = $1 and r.tie_out_id = e.tie_out_id where e.state = 'open'`,
    [runId],
  );
  return rows.map(({ left, right, cause, parts, ...row }) => ({
    ...{ ...row, left: left ?? [], right: right ?? [] },
    ...(cause === null ? {} : { cause }),
    ...(parts === null ? {} : { parts }),
  }));
}

export async function foundSuggestions(pool: Pool, { runId }: Place): Promise<ExpectedItem[]> {
  const lines = (side: string) =>
    `(select array_agg(l.record_key) from suggestion_lines l where l.tie_out_id = s.tie_out_id
       and l.suggestion_id = s.suggestion_id and l.is_left = ${side === 'left'}) as "${side}"`;
  const { rows } = await pool.query<Names & { pass: string }>(
    `select s.rule as pass, ${lines('left')}, ${lines('right')}
     from suggestions s join runs r on r.run_id = $1 and r.tie_out_id = s.tie_out_id`,
    [runId],
  );
  return rows.map(({ pass, left, right }) => ({ pass, left: left ?? [], right: right ?? [] }));
}
