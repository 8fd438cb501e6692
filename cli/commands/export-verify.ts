import { verifyExportFolder } from '#workflows/verify-export.ts';
import { plainCommand } from '../command.ts';

export const exportVerify = plainCommand({
  name: 'export verify',
  args: '<dir>',
  summary: 'prove a published folder against its manifest, from its bytes alone',
  needs: 'nothing',
  async run({ args: [dir = ''], output }) {
    const verified = await verifyExportFolder(dir);
    const { ok, problems, manifest } = verified;
    output.result(verified, () =>
      ok
        ? `${dir}: ${manifest.files.length} files agree with their manifest`
        : problems
            .map(
              ({ file, rule, expected, actual }) => `${file}: ${rule}: expected ${expected}, found ${actual}`,
            )
            .join('\n'),
    );
    return ok ? 0 : 4;
  },
});
