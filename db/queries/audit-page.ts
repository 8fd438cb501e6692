import { sql } from 'kysely';
import type { Db } from '../connection.ts';

export interface AuditLine {
  seq: string;
  at: string;
  actor: string;
  entity: string;
  action: string;
  subject: string;
  traceId: string | null;
  /** Canonical JSON. */
  detail: string;
  hash: string;
}

export interface AuditFilter {
  /** Entities whose entries may be read; with `*` those that touch every entity. */
  entities: readonly string[];
  subject?: string | undefined;
  actor?: string | undefined;
  action?: string | undefined;
  /** The last entry of the page before. */
  before?: string | undefined;
  limit: number;
}

/** Newest first. */
export async function auditPage(db: Db, filter: AuditFilter): Promise<AuditLine[]> {
  const conditions = [
    sql`a.entity = any(${[...filter.entities]})`,
    ...(filter.subject ? [sql`a.subject = ${filter.subject}`] : []),
    ...(filter.actor ? [sql`a.actor = ${filter.actor}`] : []),
    ...(filter.action ? [sql`a.action = ${filter.action}`] : []),
    ...(filter.before ? [sql`a.seq < ${filter.before}::bigint`] : []),
  ];
  const { rows } = await sql<AuditLine>`
    select a.seq, a.at, a.actor, a.entity, a.action, a.subject, a.trace_id as "traceId", a.detail,
           encode(a.hash, 'hex') as hash
      from audit_entries a where ${sql.join(conditions, sql` and `)}
     order by a.seq desc limit ${filter.limit}`.execute(db);
  return rows;
}
