import { verifyAudit } from '#workflows/verify-audit.ts';
import { runtimeCommand } from '../command.ts';

export const auditVerify = runtimeCommand<{ anchor?: string }>({
  name: 'audit verify',
  summary: 'walk the whole audit log and name the first bad entry',
  needs: ['audit.read'],
  options: (command) => command.option('--anchor <file>', 'a copy of audit.ndjson that was kept elsewhere'),
  async run({ context, actor }, { options, output }) {
    const verified = await verifyAudit(context, actor, { anchorFile: options.anchor });
    const { ok, entries, headHash, bad, anchorsChecked, anchorProblems } = verified;
    output.result(verified, () =>
      [
        bad
          ? `entry ${JSON.stringify(bad)} is bad; the ${entries} before it are good`
          : `${entries} entries are whole, head ${headHash}`,
        `${anchorsChecked} anchors checked`,
        ...anchorProblems.map((problem) => `anchor: ${JSON.stringify(problem)}`),
      ].join('\n'),
    );
    return ok ? 0 : 4;
  },
});
