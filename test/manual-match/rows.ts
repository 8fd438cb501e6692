import type { Context } from '#workflows/context.ts';

/* Rows of the entity acme that somebody may ask for, without books behind them: each call makes one. */

async function aReconciliation({ connection }: Context, name: string): Promise<number> {
  const { rows } = await connection.pool.query(
    `insert into reconciliations (entity, name) values ('acme', $1)
     on conflict (entity, name) do update set name = excluded.name returning reconciliation_id`,
    [name],
  );
  return rows[0].reconciliation_id;
}

export async function aManualMatch(context: Context, name = 'bank-to-ledger'): Promise<{ matchId: string }> {
  const matchId = context.newTraceId();
  await context.connection.pool.query(
    `insert into manual_matches (match_id, reconciliation_id, entity, reconciliation, state, currency, left_count, right_count,
       left_amount, right_amount, difference, left_stream, left_snapshot, right_stream, right_snapshot, members_hash,
       request_hash, made_order, made_at, made_by, trace_id)
     values ($1, $2, 'acme', $3, 'active', 'EUR', 1, 1, 10, 10, 0, 0, 0, 0, 0, '', '', 1, now(), 'somebody', $1)`,
    [matchId, await aReconciliation(context, name), name],
  );
  return { matchId };
}

export async function aSuggestion(
  context: Context,
  name = 'bank-to-ledger',
): Promise<{ suggestionId: string }> {
  const suggestionId = context.newTraceId();
  const { pool } = context.connection;
  const { rows } = await pool.query(
    `insert into tie_outs (reconciliation_id, entity, name, period) values ($1, 'acme', $2, '')
     on conflict (reconciliation_id, period) do update set name = excluded.name returning tie_out_id`,
    [await aReconciliation(context, name), name],
  );
  await pool.query(
    `insert into suggestions (tie_out_id, suggestion_id, pass, rule, label, currency, left_count, right_count, left_amount,
       right_amount, difference, score, score_parts, run_id)
     values ($1, $2, 2, 'by-amount', 'unique', 'EUR', 1, 1, 10, 10, 0, 1, '{"amount": "1"}', 1)`,
    [rows[0].tie_out_id, suggestionId],
  );
  return { suggestionId };
}

export async function aDismissedSuggestion(context: Context): Promise<{ suggestionId: string }> {
  const { suggestionId } = await aSuggestion(context);
  await context.connection.pool.query(
    `insert into suggestion_dismissals (dismissal_id, reconciliation_id, suggestion_id, lines_hash, dismissed_at, dismissed_by)
     select $1, reconciliation_id, $1, '', now(), 'somebody' from reconciliations where name = 'bank-to-ledger'`,
    [suggestionId],
  );
  return { suggestionId };
}
