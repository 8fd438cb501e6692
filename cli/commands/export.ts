import { Option } from 'commander';
import { type PublishExportInput, publishExport } from '#workflows/publish-export.ts';
import { runtimeCommand } from '../command.ts';
import { table } from '../output.ts';

interface Options {
  format?: ('csv' | 'xlsx' | 'parquet')[];
  entity?: string;
  period?: string;
  out?: string;
  csv?: 'machine' | 'excel';
}

export const exportCommand = runtimeCommand<Options>({
  name: 'export',
  args: '<name>',
  summary: 'publish an export: exceptions, matches, reconciliation_summary or a dataset',
  needs: ['export.publish'],
  options: (command) =>
    command
      .addOption(
        new Option('--format <format...>', 'as the workspace declares, else csv').choices([
          'csv',
          'xlsx',
          'parquet',
        ]),
      )
      .option('--entity <entity>', 'where the workspace leaves a choice')
      .option('--period <period>', '2026-01, 2026-Q1 or 2026; left out: to date')
      .option('--out <dir>', 'publish below this folder instead of the data folder')
      .addOption(new Option('--csv <profile>', 'how a CSV is written').choices(['machine', 'excel'])),
  help: 'To check a published folder, wherever it was copied to: tieout export verify DIR',
  async run({ context, actor }, { args: [name = ''], options, output }) {
    const { entity, period, format, out, csv } = options;
    const input: PublishExportInput = { export: name, entity, period, formats: format, csv, outFolder: out };
    const { publicationId, folder, manifest } = await publishExport(context, actor, input);
    output.result({ publicationId, folder, manifest }, () =>
      [
        folder,
        table(
          ['file', 'bytes', 'rows', 'sha256'],
          manifest.files.map((it) => [it.name, it.bytes, String(it.rows), it.sha256]),
        ),
      ].join('\n'),
    );
    return 0;
  },
});
