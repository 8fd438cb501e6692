import { statfs } from 'node:fs/promises';
import { anchorFile } from '#workflows/anchor-file.ts';
import { type Invocation, plainCommand } from '../command.ts';
import { table } from '../output.ts';
import { dataFolder } from '../places.ts';
import { inWords } from '../report-failure.ts';
import { type CommonOptions, findWorkspace, openRuntime } from '../runtime.ts';

interface Finding {
  what: string;
  ok: boolean;
  found: string;
}

const LITTLE_SPACE_BYTES = 2 * 2 ** 30;

export const doctor = plainCommand({
  name: 'doctor',
  summary: 'look whether everything is there that Tieout needs',
  needs: 'nothing',
  async run(invocation) {
    const { output } = invocation;
    const findings = [
      node(),
      await workspace(invocation.options),
      await disk(invocation.options),
      await database(invocation),
    ];
    const ok = findings.every((finding) => finding.ok);
    output.result({ ok, findings }, () =>
      table(
        ['', 'what', 'found'],
        findings.map((it) => [it.ok ? 'ok' : 'NOT OK', it.what, it.found]),
      ),
    );
    return ok ? 0 : 2;
  },
});

function node(): Finding {
  return { what: 'Node', ok: true, found: `${process.versions.node} on ${process.platform} ${process.arch}` };
}

async function workspace(options: CommonOptions): Promise<Finding> {
  return finding('workspace', async () => {
    const { name, folder, sources, reconciliations } = await findWorkspace(options);
    return `${name} in ${folder}: ${sources.length} sources, ${reconciliations.length} reconciliations`;
  });
}

async function database({ options, output, signal }: Invocation<unknown>): Promise<Finding> {
  return finding('database', async () => {
    const runtime = await openRuntime({ ...options, output, signal });
    const { description, migrations } = runtime.database;
    await runtime.close();
    return `${description}${migrations.length > 0 ? `, migrated: ${migrations.join(', ')}` : ''}`;
  });
}

async function disk(options: CommonOptions): Promise<Finding> {
  const folder = dataFolder(options.data, process.env, process.cwd());
  const { bavail, bsize } = await statfs(folder).catch(() => statfs(process.cwd()));
  const free = bavail * bsize;
  return {
    what: 'data folder',
    ok: free >= LITTLE_SPACE_BYTES,
    found: `${folder}, ${(free / 2 ** 30).toFixed(1)} GiB free; anchors in ${anchorFile(folder)}`,
  };
}

async function finding(what: string, look: () => Promise<string>): Promise<Finding> {
  try {
    return { what, ok: true, found: await look() };
  } catch (error) {
    return { what, ok: false, found: inWords(error) };
  }
}
