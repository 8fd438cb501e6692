import { sql } from 'kysely';
import type { FieldProblem } from '#core/contract/contract.ts';
import type { Db } from '../connection.ts';

export interface QuarantineLine {
  quarantineId: string;
  entity: string;
  source: string;
  dataset: string;
  contract: string;
  contractVersion: number;
  file: string;
  rowNumber: string;
  lineNumber: string | null;
  recordKey: string | null;
  problems: FieldProblem[];
  state: 'open' | 'replayed' | 'superseded';
  openedAt: string;
}

const LINE = sql`q.quarantine_id as "quarantineId", q.entity, q.source, q.dataset, q.contract,
  q.contract_version as "contractVersion", raw.name as file, q.row_number as "rowNumber",
  q.line_number as "lineNumber", q.record_key as "recordKey", q.problems, q.state, q.opened_at as "openedAt"`;

export interface QuarantineFilter {
  entities: readonly string[];
  state: 'open' | 'replayed' | 'superseded';
  source?: string | undefined;
  contract?: string | undefined;
  /** A rule that one of the row's problems names. */
  rule?: string | undefined;
}

function conditions(filter: QuarantineFilter) {
  return [
    sql`q.entity = any(${[...filter.entities]})`,
    sql`q.state = ${filter.state}`,
    ...(filter.source ? [sql`q.source = ${filter.source}`] : []),
    ...(filter.contract ? [sql`q.contract = ${filter.contract}`] : []),
    ...(filter.rule ? [sql`q.problems @> ${JSON.stringify([{ rule: filter.rule }])}::jsonb`] : []),
  ];
}

/** Newest first, in pages: `before` is the last row of the page before. */
export async function quarantinePage(
  db: Db,
  filter: QuarantineFilter & { before?: string | undefined; limit: number },
): Promise<QuarantineLine[]> {
  const where = [
    ...conditions(filter),
    ...(filter.before ? [sql`q.quarantine_id < ${filter.before}::bigint`] : []),
  ];
  const { rows } = await sql<QuarantineLine>`
    select ${LINE} from quarantine q join raw_objects raw using (raw_id)
     where ${sql.join(where, sql` and `)} order by q.quarantine_id desc limit ${filter.limit}`.execute(db);
  return rows;
}

export async function quarantineCount(db: Db, filter: QuarantineFilter): Promise<string> {
  const { rows } = await sql<{ count: string }>`
    select count(*)::text as count from quarantine q where ${sql.join(conditions(filter), sql` and `)}`.execute(
    db,
  );
  return rows[0]?.count ?? '0';
}

/** How many open rows break which rule, so that the worst is mended first. */
export async function openRules(
  db: Db,
  entities: readonly string[],
): Promise<{ source: string; contract: string; rule: string; count: string }[]> {
  const { rows } = await sql<{ source: string; contract: string; rule: string; count: string }>`
    select q.source, q.contract, problem ->> 'rule' as rule, count(distinct q.quarantine_id)::text as count
      from quarantine q cross join jsonb_array_elements(q.problems) problem
     where q.entity = any(${[...entities]}) and q.state = 'open'
     group by 1, 2, 3 order by count(distinct q.quarantine_id) desc, 1, 2, 3`.execute(db);
  return rows;
}

export interface QuarantineDetail extends QuarantineLine {
  sha256: string;
  byteStart: string;
  byteEnd: string;
  ingestionId: string;
  resolvedAt: string | null;
  resolvedByIngestion: string | null;
}

export async function quarantineById(db: Db, quarantineId: string): Promise<QuarantineDetail | undefined> {
  const { rows } = await sql<QuarantineDetail>`
    select ${LINE}, raw.sha256, q.byte_start as "byteStart", q.byte_end as "byteEnd", q.ingestion_id as "ingestionId",
           q.resolved_at as "resolvedAt", q.resolved_by_ingestion as "resolvedByIngestion"
      from quarantine q join raw_objects raw using (raw_id) where q.quarantine_id = ${quarantineId}`.execute(
    db,
  );
  return rows[0];
}
