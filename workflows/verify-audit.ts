import { EVERY_ENTITY } from '#core/access/actor.ts';
import { AnchorCheck, type AnchorProblem, parseAnchors } from '#core/audit/anchors.ts';
import { type BadEntry, ChainVerifier } from '#core/audit/verify.ts';
import { Failure } from '#core/failure/failure.ts';
import { readAuditLog } from '#db/queries/audit-read.ts';
import { anchorFile, readAnchorText } from './anchor-file.ts';
import type { Context } from './context.ts';
import { defineWorkflow } from './define.ts';

export class AnchorFileMissing extends Failure {
  readonly kind = 'usage';
  constructor(readonly file: string) {
    super(
      `there is no anchor file ${file}`,
      'Give the path of an audit.ndjson that was kept outside the database.',
    );
  }
}

export interface AuditVerification {
  /** True when the chain is whole and every anchor fits. */
  ok: boolean;
  /** Good entries from the first on, as decimal text. */
  entries: string;
  /** Hash of the last good entry, hexadecimal. */
  headHash: string;
  /** The first entry at which the chain breaks. */
  bad: BadEntry | null;
  anchorFile: string | null;
  anchorsChecked: number;
  anchorProblems: AnchorProblem[];
}

/**
 * Walks the whole audit log and names the first bad entry; compares it with the anchors of the given file, or of the
 * data folder when none is given. Bad entries are the result, not an exception. The chain runs through all entities,
 * so the actor needs the right in all of them.
 * @throws AnchorFileMissing
 */
export const verifyAudit = defineWorkflow({
  name: 'verify-audit',
  permission: 'audit.read',
  entityOf: () => EVERY_ENTITY,
  run: async (context, _actor, input: { anchorFile?: string }): Promise<AuditVerification> => {
    const file = input.anchorFile ?? anchorFile(context.dataFolder);
    const text = await readAnchorText(file);
    if (text === undefined && input.anchorFile !== undefined) throw new AnchorFileMissing(file);
    const { anchors, problems } = parseAnchors(text ?? '');
    const check = new AnchorCheck(anchors);
    const { verifier, bad } = await walk(context, check);
    const anchorProblems = [...problems, ...check.problems];
    return {
      ok: bad === undefined && anchorProblems.length === 0,
      entries: String(verifier.head.seq),
      headHash: verifier.head.hash.toString('hex'),
      bad: bad ?? null,
      anchorFile: text === undefined ? null : file,
      anchorsChecked: anchors.length,
      anchorProblems,
    };
  },
});

async function walk(
  context: Context,
  check: AnchorCheck,
): Promise<{ verifier: ChainVerifier; bad?: BadEntry }> {
  const verifier = new ChainVerifier();
  check.passed(verifier.head);
  for await (const entries of readAuditLog(context.connection)) {
    for (const entry of entries) {
      const bad = verifier.accept(entry);
      if (bad) return { verifier, bad };
      check.passed(verifier.head);
    }
    context.signal?.throwIfAborted();
    context.progress({ step: 'verify-audit', done: Number(verifier.head.seq) });
  }
  check.ended(verifier.head);
  return { verifier };
}
