import { EVERY_ENTITY } from '#core/access/actor.ts';
import { type Anchor, parseAnchors } from '#core/audit/anchors.ts';
import { Failure } from '#core/failure/failure.ts';
import { auditHashAt, auditHead } from '#db/queries/audit-read.ts';
import { anchorFile, appendAnchor, readAnchorText } from './anchor-file.ts';
import type { Context } from './context.ts';
import { defineWorkflow } from './define.ts';

/** The log no longer holds what was anchored: it was cut, rewritten, or restored from an older backup. */
export class AuditContradictsAnchor extends Failure {
  readonly kind = 'conflict';
  constructor(
    readonly anchor: Anchor,
    readonly file: string,
  ) {
    super(
      `the audit log no longer holds entry ${anchor.seq} as it was anchored at ${anchor.at}`,
      `Run \`tieout audit verify --anchor ${file}\`; keep the file as evidence. After restoring a backup on purpose, move it aside.`,
    );
  }
}

export interface AnchorResult {
  /** False when the head was anchored already, or the log is empty. */
  anchored: boolean;
  seq: string;
  file: string;
}

/**
 * Appends the head of the audit log to the anchor file and waits for the disk. Called at start, at stop and every few
 * minutes between. It writes no audit entry: that would move the head it has just anchored.
 * @throws AuditContradictsAnchor when the last anchor does not fit the log; nothing is appended then
 */
export const anchorAudit = defineWorkflow({
  name: 'anchor-audit',
  permission: 'audit.anchor',
  entityOf: () => EVERY_ENTITY,
  run: async (context): Promise<AnchorResult> => {
    const file = anchorFile(context.dataFolder);
    const last = await lastAnchor(file);
    if (last) await mustStillHold(context, last, file);
    const head = await auditHead(context.connection.db);
    if (!head || head.seq === last?.seq) return { anchored: false, seq: String(head?.seq ?? 0n), file };
    const at = context.now().toISOString();
    await appendAnchor(file, { seq: head.seq, hash: head.hash.toString('hex'), at });
    return { anchored: true, seq: String(head.seq), file };
  },
});

async function lastAnchor(file: string): Promise<Anchor | undefined> {
  return parseAnchors((await readAnchorText(file)) ?? '').anchors.at(-1);
}

async function mustStillHold(context: Context, anchor: Anchor, file: string): Promise<void> {
  const hash = await auditHashAt(context.connection.db, anchor.seq);
  if (hash?.toString('hex') !== anchor.hash) throw new AuditContradictsAnchor(anchor, file);
}
