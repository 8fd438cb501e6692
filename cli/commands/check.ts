import { plainCommand } from '../command.ts';
import { table } from '../output.ts';
import { findWorkspace } from '../runtime.ts';

export const check = plainCommand({
  name: 'check',
  summary: 'check that the files of the workspace are right and fit together',
  needs: 'nothing',
  async run({ options, output }) {
    const workspace = await findWorkspace(options);
    const { folder, name, entities, sources, contracts, reconciliations, exports, schedules } = workspace;
    const counts = { entities, sources, contracts, reconciliations, exports, schedules };
    const rows = Object.entries(counts).map(([what, list]): [string, number] => [what, list.length]);
    output.result(
      { ok: true, workspace: name, folder, ...Object.fromEntries(rows) },
      () => `${folder}: ${name} is in order\n${table(['declared', 'count'], rows)}`,
    );
    return 0;
  },
});
