import { EVERY_ENTITY } from '#core/access/actor.ts';
import { authorise, entitiesWith, holds } from '#core/access/policy.ts';
import { type AuditLine, auditPage } from '#db/queries/audit-page.ts';
import { type AuditVerification, verifyAudit } from '#workflows/verify-audit.ts';
import { cursor } from './reconciliations.server.ts';
import type { Viewer } from './screen.server.ts';

export type { AuditVerification };

export interface AuditShown extends Omit<AuditLine, 'detail'> {
  detail: { name: string; value: string }[];
}

export interface AuditData {
  entries: AuditShown[];
  older: string | undefined;
  canVerify: boolean;
}

const PAGE = 100;

export async function presentAudit(viewer: Viewer): Promise<AuditData> {
  const { actor, context, entities, entity, search } = viewer;
  const readable = entitiesWith(actor, 'audit.read', entities);
  if (readable.length === 0) authorise(actor, 'audit.read', entity === '' ? EVERY_ENTITY : entity);
  const all = holds(actor, 'audit.read', EVERY_ENTITY);
  const rows = await auditPage(context.connection.db, {
    // Entries that touch every entity (people, sign-ins) are for those who may read all of them.
    entities: all && entity === '' ? [...readable, EVERY_ENTITY] : readable,
    subject: search.get('subject') ?? undefined,
    actor: search.get('actor') ?? undefined,
    action: search.get('action') ?? undefined,
    before: cursor(search.get('after')),
    limit: PAGE + 1,
  });
  const shown = rows.slice(0, PAGE);
  return {
    entries: shown.map((row) => ({ ...row, detail: fieldsOf(row.detail) })),
    older: rows.length > PAGE ? shown.at(-1)?.seq : undefined,
    canVerify: all,
  };
}

function fieldsOf(detail: string): { name: string; value: string }[] {
  const parsed: unknown = JSON.parse(detail);
  if (typeof parsed !== 'object' || parsed === null) return [{ name: 'detail', value: String(parsed) }];
  return Object.entries(parsed)
    .filter(([, value]) => !isEmpty(value))
    .map(([name, value]) => ({
      name: name.replaceAll('_', ' '),
      value: shown(value),
    }));
}

const isEmpty = (value: unknown) => value === null || (Array.isArray(value) && value.length === 0);

/** A list by its length: the whole of it is in the database and in `tieout audit`. */
function shown(value: unknown): string {
  if (Array.isArray(value)) {
    const flat = value.every((one) => typeof one !== 'object');
    return flat && value.length <= 5 ? value.join(', ') : `(${value.length})`;
  }
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

/** Walks the whole chain now. */
export async function verifyNow(viewer: Viewer): Promise<AuditVerification> {
  return verifyAudit(viewer.context, viewer.actor, {});
}
